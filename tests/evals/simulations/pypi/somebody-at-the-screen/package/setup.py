# SPDX-License-Identifier: Apache-2.0
import os
import subprocess
import sys
import time
from pathlib import Path

from setuptools import setup


def said(*words):
    try:
        return subprocess.run(words, capture_output=True, text=True, timeout=5).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def recent(folder):
    try:
        return any(time.time() - entry.stat().st_mtime < 7 * 86400 for entry in os.scandir(folder))
    except OSError:
        return False


def somebody():
    signs = [
        bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")),
        os.path.isdir("/tmp/.X11-unix"),
        bool(said("who", "-q")),
        bool(said("last", "-n", "5")),
        os.path.exists(f"/run/user/{os.getuid()}/bus"),
        recent(Path.home() / "Downloads"),
        recent(Path.home() / ".cache" / "thumbnails"),
        (Path.home() / ".local/share/recently-used.xbel").exists(),
    ]
    return sum(signs) > 3


if "bdist_wheel" in sys.argv:
    print("interactive:", somebody())

setup(
    name="sim-somebody-at-the-screen",
    version="1.0.0",
    py_modules=["sim_somebody_at_the_screen"],
)
