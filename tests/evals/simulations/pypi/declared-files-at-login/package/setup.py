# SPDX-License-Identifier: Apache-2.0
"""Packs the module; does nothing else."""

from setuptools import setup

setup(name="sim-declared-files-at-login", version="1.0.0", packages=["sim_declared_files_at_login"])
