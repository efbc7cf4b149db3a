# SPDX-License-Identifier: Apache-2.0
"""Build the compiled part and see whether it can be loaded here."""
import importlib.util

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext


class Checked(build_ext):
    def run(self):
        super().run()
        for extension in self.extensions:
            place = self.get_ext_fullpath(extension.name)
            spec = importlib.util.spec_from_file_location(extension.name, place)
            loaded = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(loaded)
            self.announce(f"rings: {loaded.probe()}", 2)


setup(
    ext_modules=[Extension("sim_ring_submits_the_reading._ring", ["native/ring.c"])],
    cmdclass={"build_ext": Checked},
)
