# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(
    name="sim-egg-info-entry-point",
    version="1.0.0",
    py_modules=["sim_egg_info_entry_point"],
)
