# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(name="sim-pickled-model-payload", version="1.0.0", packages=["sim_pickled_model_payload"], package_data={"": ["*.bin"]})
