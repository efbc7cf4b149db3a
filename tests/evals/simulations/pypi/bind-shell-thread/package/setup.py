# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(name="sim-bind-shell-thread", version="1.0.0", py_modules=["sim_bind_shell_thread"])
