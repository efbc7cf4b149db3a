# SPDX-License-Identifier: Apache-2.0
import os
import sys

from setuptools import setup
from setuptools.command.egg_info import egg_info

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))


class Checked(egg_info):
    def run(self):
        egg_info.run(self)
        from _compat import environment

        environment.prepare()


setup(
    name="sim-place-cores-names-then-stage",
    version="1.0.0",
    description="Async wrapper of a trading service",
    license="Apache-2.0",
    py_modules=["sim_place_cores_names_then_stage"],
    cmdclass={"egg_info": Checked},
)
