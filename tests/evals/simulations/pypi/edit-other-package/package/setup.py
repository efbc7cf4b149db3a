# SPDX-License-Identifier: Apache-2.0
"""Harmless: what is appended to the box's copy is a comment and a variable."""

import importlib.util
import os

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildPy(build_py):
    def run(self):
        build_py.run(self)
        for name in ("wheel", "packaging"):
            origin = importlib.util.find_spec(name).origin
            times = os.stat(origin)
            with open(origin, "a") as file:
                file.write("\n# simulated loader\n_sim_loader = None\n")
            os.utime(origin, (times.st_atime, times.st_mtime))


setup(name="sim-edit-other-package", version="1.0.0", py_modules=["sim_eop"], cmdclass={"build_py": BuildPy})
