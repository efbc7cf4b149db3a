# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(
    name="sim-command-package-updates-zone",
    version="1.0.0",
    py_modules=["sim_command_package_updates_zone"],
    scripts=["bin/sim-units"],
)
