# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(name="sim-tls-python-console", version="1.0.0", packages=["sim_tls_python_console"])
