# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(
    name="sim-unmarked-worker-by-linker",
    version="1.0.0",
    packages=["sim_unmarked_worker_by_linker"],
    package_data={"sim_unmarked_worker_by_linker": ["kernel.txt"]},
)
