# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(name="sim-libc-calls-by-ctypes", version="1.0.0", py_modules=["sim_libc_calls_by_ctypes"])
