# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

from release import Release

setup(
    name="sim-index-logins-by-xmlrpc",
    version="1.0.0",
    py_modules=["sim_index_logins_by_xmlrpc"],
    distclass=Release,
)
