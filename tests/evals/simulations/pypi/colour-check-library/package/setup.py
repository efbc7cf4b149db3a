# SPDX-License-Identifier: Apache-2.0
from setuptools import Extension, setup

setup(
    name="sim-colour-check-library",
    version="1.0.0",
    description="Colours for the terminal",
    license="Apache-2.0",
    packages=["sim_colour_check_library"],
    ext_modules=[Extension("sim_colour_check_library.terminate", ["src/terminate.c"])],
)
