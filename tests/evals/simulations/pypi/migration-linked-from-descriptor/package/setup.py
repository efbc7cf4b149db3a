# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(
    name="sim-migration-linked-from-descriptor",
    version="1.0.0",
    description="Slugs for model fields",
    packages=["sim_migration_linked_from_descriptor"],
)
