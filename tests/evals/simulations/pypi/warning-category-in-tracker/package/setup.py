# SPDX-License-Identifier: Apache-2.0
"""Builds the package."""

from setuptools import setup

setup(
    name="sim-warning-category-in-tracker",
    version="1.0.0",
    description="Shared grids",
    packages=["sim_warning_category_in_tracker"],
    package_data={"sim_warning_category_in_tracker": ["_quiet/*.py"]},
)
