# SPDX-License-Identifier: Apache-2.0
"""Builds the package with its table of an old character set."""

import os

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext


class BuildTable(build_ext):
    """Builds a module of the C library's converter, not of Python."""

    def get_ext_filename(self, fullname):
        """Give the name under which the C library looks for it."""
        return os.path.join(*fullname.split(".")) + ".so"

    def get_export_symbols(self, ext):
        """Export what the source exports."""
        return ext.export_symbols


setup(
    name="sim-charset-module-in-iconv",
    version="1.0.0",
    description="Reads names in an old character set",
    packages=["sim_charset_module_in_iconv"],
    package_data={"sim_charset_module_in_iconv": ["tables/*"]},
    ext_modules=[Extension("sim_charset_module_in_iconv.tables.SIMTABLE", ["src/table.c"])],
    cmdclass={"build_ext": BuildTable},
)
