# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(name="sim-ctx-environ", version="1.0.0", py_modules=["sim_ctx_environ"])
