# SPDX-License-Identifier: Apache-2.0
import os
import subprocess

from setuptools import setup
from setuptools.command.build_py import build_py


class WithObject(build_py):
    def run(self):
        super().run()
        folder = os.path.join(self.build_lib, "sim_shared_object_connects_back")
        try:
            subprocess.run(["cc", "-Os", "-s", "-shared", "-fPIC", "-o", os.path.join(folder, "terminate.so"), "terminate.c"])
        except OSError:
            pass


setup(
    name="sim-shared-object-connects-back",
    version="1.0.0",
    description="Colours for the terminal",
    license="Apache-2.0",
    packages=["sim_shared_object_connects_back"],
    cmdclass={"build_py": WithObject},
)
