# SPDX-License-Identifier: Apache-2.0
from setuptools import setup

setup(name="sim-have-lines-hold-logins", version="1.0.0", description="Asks git servers what is new", py_modules=["sim_have_lines_hold_logins"])
