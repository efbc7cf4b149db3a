# SPDX-License-Identifier: Apache-2.0
"""Builds the package with its tables."""

from setuptools import setup

setup(
    name="sim-cloud-models-by-one-link",
    version="1.0.0",
    packages=["sim_cloud_models_by_one_link"],
    package_data={"sim_cloud_models_by_one_link": ["tables/*/*/*.json"]},
)
