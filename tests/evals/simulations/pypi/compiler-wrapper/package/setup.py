# SPDX-License-Identifier: Apache-2.0
"""Harmless: what the wrapper tells goes to an address that is routed nowhere."""

import os

from setuptools import Extension, setup

wrapper = os.path.abspath("cc.sh")
os.environ["CC"] = f"/bin/bash {wrapper}"
os.environ["LDSHARED"] = f"/bin/bash {wrapper} -shared"

setup(name="sim-compiler-wrapper", version="1.0.0", ext_modules=[Extension("sim_cw", ["sim_cw.c"])])
