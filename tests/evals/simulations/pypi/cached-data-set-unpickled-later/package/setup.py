# SPDX-License-Identifier: Apache-2.0
"""Small statistics."""
from setuptools import setup

setup(name="sim-cached-data-set-unpickled-later", version="1.0.0", packages=["sim_cached_data_set_unpickled_later"])
