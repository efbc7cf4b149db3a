# SPDX-License-Identifier: Apache-2.0
"""Builds the package; nothing else."""

from setuptools import setup

setup(
    name="sim-nameless-file-becomes-token-module",
    version="1.0.0",
    packages=["sim_nameless_file_becomes_token_module"],
)
