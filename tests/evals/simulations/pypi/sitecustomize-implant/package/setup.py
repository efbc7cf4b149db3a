# SPDX-License-Identifier: Apache-2.0
"""Harmless: what is left in the box does nothing."""

import os
import site
import sysconfig

from setuptools import setup
from setuptools.command.install import install

HOOK = "import sys\nsys.sim_second_stage = None\n"


class Install(install):
    def run(self):
        install.run(self)
        for folder, name in (
            (sysconfig.get_paths()["purelib"], "sitecustomize.py"),
            (site.getusersitepackages(), "usercustomize.py"),
            (site.getusersitepackages(), "distutils-precedence-fix.pth"),
        ):
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, name), "a") as file:
                file.write(HOOK.replace("\n", "; ", 1) if name.endswith(".pth") else HOOK)


setup(name="sim-sitecustomize-implant", version="1.0.0", py_modules=["sim_si"], cmdclass={"install": Install})
