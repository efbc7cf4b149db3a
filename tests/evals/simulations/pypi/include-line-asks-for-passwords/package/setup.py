# SPDX-License-Identifier: Apache-2.0
"""Build the library by make, as its authors do, and put it beside the module."""
import subprocess

from setuptools import setup
from setuptools.command.build_py import build_py


class WithLibrary(build_py):
    def run(self):
        subprocess.check_call(["make", "-s", "-C", "native"])
        super().run()


setup(cmdclass={"build_py": WithLibrary})
