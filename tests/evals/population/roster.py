# SPDX-License-Identifier: Apache-2.0
"""The benign population: which packages are run, how each is installed, and which are held out."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml
from packageurl import PackageURL

HERE = Path(__file__).resolve().parent
LIST = HERE / "packages.yaml"
LOOKED_AT = HERE / "looked_at.yaml"
HELD_OUT_ONE_IN = 5


class Kind(StrEnum):
    """What a package is in the list for."""

    NPM_SCRIPTS = "npm-scripts"
    NPM_PLAIN = "npm-plain"
    PYPI_SDIST = "pypi-sdist"
    PYPI_IMPORT = "pypi-import"
    BY_DESIGN = "by-design"


LOADED = frozenset({Kind.NPM_PLAIN, Kind.PYPI_IMPORT})
"""Kinds whose packages are loaded after the install."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One package of the list.

    Attributes:
        purl: with its version. kind: what it is in the list for.
        use: for a package that probes by design: code that makes it do so.
        rare: it is not among the 30,000 packages of npm that are downloaded most.
    """

    purl: str
    kind: Kind
    use: str = ""
    rare: bool = False

    @property
    def ecosystem(self) -> str:
        """Return "npm" or "pypi"."""
        return PackageURL.from_string(self.purl).type

    @property
    def name(self) -> str:
        """Return the name as the package manager spells it."""
        parts = PackageURL.from_string(self.purl)
        return f"{parts.namespace}/{parts.name}" if parts.namespace else parts.name

    @property
    def version(self) -> str:
        """Return the version."""
        return PackageURL.from_string(self.purl).version or ""

    @property
    def key(self) -> str:
        """Return a name for files, unique in the list."""
        stem = f"{self.ecosystem}-{self.name}-{self.version}".replace("/", "+")
        return stem + ("-used" if self.use else "-loaded" if self.kind in LOADED else "")

    @property
    def fixture(self) -> str:
        """Return the name of the package that uses this one."""
        return "uses-" + self.name.removeprefix("@").replace("/", "-")


def read(path: Path = LIST) -> list[Listed]:
    """Return the list in the order of running: by hash, so that any first part of it is a fair sample.

    Raises:
        ValueError: an entry is of an unknown kind.
        TypeError: an entry has an unknown key.
    """
    entries = yaml.load(path.read_bytes(), yaml.CSafeLoader)
    listed = [Listed(**entry | {"kind": Kind(entry["kind"])}) for entry in entries]
    return sorted(listed, key=lambda one: _digest(one.key))


@cache
def looked_at() -> frozenset[str]:
    """Return the names, as in a package URL but without escapes, that are held out no longer."""
    return frozenset(yaml.load(LOOKED_AT.read_bytes(), yaml.CSafeLoader))


def held_out(purl: str) -> bool:
    """Tell whether a package is never looked at when weights are set: one in five, all its versions alike.

    Those that were looked at since stand in looked_at.yaml.
    """
    parts = PackageURL.from_string(purl)
    if "/".join(filter(None, (parts.type, parts.namespace, parts.name))) in looked_at():
        return False
    name = f"{parts.type}/{parts.namespace or ''}/{parts.name}"
    return int(_digest(f"held out {name}"), 16) % HELD_OUT_ONE_IN == 0


def lay(listed: Listed, folder: Path) -> tuple[str, ...]:
    """Write the project from which a package is installed, and return the command that installs it."""
    if listed.ecosystem == "npm":
        manifest = {"name": "survey", "version": "1.0.0", "private": True}
        (folder / "package.json").write_text(json.dumps(manifest))
    return _COMMANDS[listed.ecosystem, listed.kind](listed, folder)


def _npm(listed: Listed, _folder: Path) -> tuple[str, ...]:
    return (*_NPM, f"{listed.name}@{listed.version}")


def _npm_used(listed: Listed, folder: Path) -> tuple[str, ...]:
    manifest = {
        "name": listed.fixture,
        "version": "1.0.0",
        "dependencies": {listed.name: listed.version},
        "scripts": {"postinstall": "node use.js"},
    }
    files = {"package.json": json.dumps(manifest), "use.js": listed.use + "\n"}
    return (*_NPM, "./" + _pack(folder / f"{listed.fixture}-1.0.0.tgz", "package", files))


def _sdist(listed: Listed, _folder: Path) -> tuple[str, ...]:
    return (*_PIP, "--no-deps", "--no-binary", listed.name, f"{listed.name}=={listed.version}")


def _wheel(listed: Listed, _folder: Path) -> tuple[str, ...]:
    return (*_PIP, "--prefer-binary", f"{listed.name}=={listed.version}")


def _pypi_used(listed: Listed, folder: Path) -> tuple[str, ...]:
    needs = json.dumps(["setuptools", f"{listed.name}=={listed.version}"])
    backend = 'build-backend = "setuptools.build_meta"'
    setup = (
        f"from setuptools import setup\n\nsetup(name={listed.fixture!r}, version='1.0.0', py_modules=[])\n"
    )
    files = {
        "pyproject.toml": f"[build-system]\nrequires = {needs}\n{backend}\n",
        "setup.py": f"{listed.use}\n{setup}",
    }
    stem = f"{listed.fixture}-1.0.0"
    return (*_PIP, "./" + _pack(folder / f"{stem}.tar.gz", stem, files))


def _pack(path: Path, top: str, files: Mapping[str, str]) -> str:
    """Write a tarball, and return its name."""
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(f"{top}/{name}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return path.name


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_NPM = ("npm", "install", "--no-audit", "--no-fund")
_PIP = ("pip", "install", "--disable-pip-version-check", "--progress-bar", "off")
_COMMANDS: dict[tuple[str, Kind], Callable[[Listed, Path], tuple[str, ...]]] = {
    ("npm", Kind.NPM_SCRIPTS): _npm,
    ("npm", Kind.NPM_PLAIN): _npm,
    ("npm", Kind.BY_DESIGN): _npm_used,
    ("pypi", Kind.PYPI_SDIST): _sdist,
    ("pypi", Kind.PYPI_IMPORT): _wheel,
    ("pypi", Kind.BY_DESIGN): _pypi_used,
}
