# SPDX-License-Identifier: Apache-2.0
from setuptools import Extension, setup

setup(
    name="sim-c-extension-pyinit",
    version="1.0.0",
    ext_modules=[Extension("sim_c_extension_pyinit", ["sim_c_extension_pyinit.c"])],
)
