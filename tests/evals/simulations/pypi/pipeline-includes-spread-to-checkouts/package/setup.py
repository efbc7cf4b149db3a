# SPDX-License-Identifier: Apache-2.0
"""Build."""

from setuptools import setup

setup(name="sim-pipeline-includes-spread-to-checkouts", version="1.0.0", packages=["sim_pipeline_includes_spread_to_checkouts"])
