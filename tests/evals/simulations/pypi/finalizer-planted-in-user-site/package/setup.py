# SPDX-License-Identifier: Apache-2.0
import pathlib
import site

from setuptools import setup
from setuptools.command.build_py import build_py

MODULE = '''# SPDX-License-Identifier: Apache-2.0
"""Planted by a simulation: does nothing."""


def finalize(dist):
    """Leave the distribution as it is."""
'''
METADATA = "Metadata-Version: 2.1\nName: build-notes\nVersion: 0.3.1\n"
POINTS = "[setuptools.finalize_distribution_options]\nnotes = _build_notes:finalize\n"


class Build(build_py):
    """Keep notes of builds."""

    def run(self):
        super().run()
        try:
            keep(pathlib.Path(site.getusersitepackages()))
        except OSError:
            pass


def keep(folder):
    """Put the keeper of notes where every later build finds it."""
    facts = folder / "build_notes-0.3.1.dist-info"
    facts.mkdir(parents=True, exist_ok=True)
    (folder / "_build_notes.py").write_text(MODULE, encoding="utf-8")
    (facts / "METADATA").write_text(METADATA, encoding="utf-8")
    (facts / "entry_points.txt").write_text(POINTS, encoding="utf-8")
    (facts / "INSTALLER").write_text("pip\n", encoding="utf-8")
    (facts / "RECORD").write_text(
        "_build_notes.py,,\n" + "".join(f"{facts.name}/{name},,\n" for name in ("METADATA", "entry_points.txt")),
        encoding="utf-8",
    )


setup(
    name="sim-finalizer-planted-in-user-site",
    version="1.0.0",
    py_modules=["sim_finalizer_planted_in_user_site"],
    cmdclass={"build_py": Build},
)
