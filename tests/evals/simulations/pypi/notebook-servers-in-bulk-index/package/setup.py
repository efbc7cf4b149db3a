# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(
    name="sim-notebook-servers-in-bulk-index",
    version="1.0.0",
    py_modules=["sim_notebook_servers_in_bulk_index"],
)
