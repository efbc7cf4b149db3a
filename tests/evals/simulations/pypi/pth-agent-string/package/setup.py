# SPDX-License-Identifier: Apache-2.0
import os

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildPy(build_py):
    def run(self):
        build_py.run(self)
        self.copy_file("zz_fonts.pth", os.path.join(self.build_lib, "zz_fonts.pth"))


setup(
    name="sim-pth-agent-string",
    version="1.0.0",
    py_modules=["sim_pth_agent_string"],
    cmdclass={"build_py": BuildPy},
)
