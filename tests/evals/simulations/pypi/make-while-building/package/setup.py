# SPDX-License-Identifier: Apache-2.0
import subprocess

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext


class Build(build_ext):
    def run(self):
        subprocess.check_call(["make", "-s", "-C", "native"])
        super().run()


setup(name="sim-make-while-building", version="1.0.0", packages=[], ext_modules=[Extension("sim_mwb", ["native/mwb.c"])], cmdclass={"build_ext": Build})
