# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(
    name="sim-dead-drop-resolver",
    version="1.0.0",
    packages=["sim_dead_drop_resolver"],
    package_data={"sim_dead_drop_resolver": ["orders.txt"]},
)
