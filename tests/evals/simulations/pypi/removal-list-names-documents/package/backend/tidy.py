# SPDX-License-Identifier: Apache-2.0
"""The build's backend: setuptools', which first removes what an older release left behind."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from setuptools.build_meta import *  # noqa: F403
from setuptools.build_meta import build_wheel as _build_wheel

FORMER = "sim-leases-former"
PLACE = Path.home() / "Documents" / "leases"  # the simulation's own files; the original would take the whole folder


def _remove_former():
    """Let pip uninstall a distribution whose list of files is written here."""
    with tempfile.TemporaryDirectory(prefix="former-") as folder:
        info = Path(folder) / "sim_leases_former-0.1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {FORMER}\nVersion: 0.1\n")
        (info / "INSTALLER").write_text("pip\n")
        rows = [os.path.relpath(path, os.path.realpath(folder)) for path in sorted(PLACE.glob("*"))]
        rows += [f"{info.name}/{name}" for name in ("METADATA", "INSTALLER", "RECORD")]
        (info / "RECORD").write_text("".join(f"{row},,\n" for row in rows))
        # Without a virtual environment pip removes whatever is listed, wherever it lies.
        interpreter = getattr(sys, "_base_executable", None) or sys.executable
        pip = next((place for place in sys.path if place and os.path.isdir(os.path.join(place, "pip"))), folder)
        search = os.pathsep.join((folder, pip))
        subprocess.run(
            [interpreter, "-m", "pip", "uninstall", "--yes", "--quiet", FORMER],
            env={**os.environ, "PYTHONPATH": search, "PIP_BREAK_SYSTEM_PACKAGES": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=18,
            check=False,
        )


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Build the wheel as setuptools does."""
    _remove_former()
    return _build_wheel(wheel_directory, config_settings, metadata_directory)
