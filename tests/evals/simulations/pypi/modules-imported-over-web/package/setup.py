# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(
    name="sim-modules-imported-over-web",
    version="1.0.0",
    packages=["sim_modules_imported_over_web"],
)
