# SPDX-License-Identifier: Apache-2.0
"""For which package pip does what it does itself: it fetches what one asks for, and lays its files down.

pip's own process does both, so that the process tree tells nothing; the order of what it does tells.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from fpbox.attribute import commands, names, pypi
from fpbox.attribute.asking import REQUIRES
from fpbox.attribute.claims import Claim
from fpbox.attribute.commands import UNPACK
from fpbox.attribute.managers import Manager
from fpbox.model import Action, Event, Process

_MAX_IMAGES = 4_096
_MAX_HELD = 65_536
_INSTALLERS = {"pip": "pip", "wheel": "wheel"} | dict.fromkeys(
    ("setuptools", "pkg_resources", "_distutils_hack"), "setuptools"
)
"""The folders of what installs packages, and whose they are."""
_KERNEL = "share/jupyter/kernels/python3"
"""What a notebook runs by default, outside of the folder where packages lie."""
_OWNERS = {**_INSTALLERS, _KERNEL: "ipykernel"}
_WATCHED = re.compile(
    r"(?!/tmp/).*/(?:(?:site|dist)-packages/"
    rf"(?:({'|'.join(_INSTALLERS)})/.*|(?:site|user)customize[./].*|[^/]+\.pth)|({_KERNEL})/.*)",
    re.DOTALL,
)
_PARTS = (
    f"/{_KERNEL}/",
    *(f"-packages/{name}/" for name in _INSTALLERS),
    *(f"-packages/{name}" for name in ("sitecustomize", "usercustomize")),
)
_REPLACED = re.compile(
    r"(?!/tmp/).*/(?:site|dist)-packages/(?![~.])([^/.]+)(?:\.[^/]+|/(?!.*__pycache__/).+)", re.DOTALL
)
"""Modules, and files in packages' folders. What begins with ~ is where pip puts aside what it uninstalls."""
_ANYTHING_GOES = frozenset({"-I", "--ignore-installed"})
"""With these options of pip a package is laid over its own earlier version."""
BUILD = "/pyproject.toml"
"""The file that says what has to be there to build a distribution."""
_WENT = "pip went there when it had read what this one requires"
_LAID = re.compile(r".*/(?:site|dist)-packages/([^/]+)-([0-9][^/-]*)\.dist-info/RECORD", re.DOTALL)
RENAMES = frozenset({"rename", "renameat", "renameat2"})


class Settled(NamedTuple):
    """An event that has waited, or did not need to.

    Attributes:
        claim: whose wheel it belongs to, which is not the one in whose folder it lies; None: as it was.
    """

    event: Event
    claim: Claim | None = None


class Behalf:
    """Follows pip's own processes. Bounded, whatever packages have it do."""

    def __init__(self) -> None:
        self._read: dict[int, str] = {}
        self._held: dict[int, list[Event]] = {}

    @staticmethod
    def concerns(path: str) -> bool:
        """Tell quickly whether what is written there may have to wait."""
        quickly = path.endswith(".pth") or any(part in path for part in _PARTS)
        return (quickly and _WATCHED.fullmatch(path) is not None) or bool(commands.of(path))

    @staticmethod
    def may_replace(path: str) -> bool:
        """Tell whether what is removed there may be another package's file that a wheel has, too."""
        return "-packages/" in path and _REPLACED.fullmatch(path) is not None

    @staticmethod
    def is_anothers(event: Event) -> bool:
        """Tell whether what pip did for a wheel concerns files of another package.

        They lie in a folder of pip, setuptools or wheel, or of the notebooks' kernel, or were there before.
        """
        return bool(_owner(event))

    def read(self, event: Event, manager: Manager) -> None:
        """Take note that pip opened what a distribution that is not yet installed requires.

        That stands in its metadata or its wheel, and what is needed to build it in its pyproject.toml.
        """
        path = event.object
        if not _is_pip(manager) or event.action is not Action.OPEN or "-packages/" in path:
            return
        if not path.endswith(("/METADATA", ".whl", BUILD)):
            return
        if event.process.image in self._read or len(self._read) < _MAX_IMAGES:
            self._read[event.process.image] = path

    def asked(self, process: Process, project: str) -> Claim | None:
        """Return the package whose requirements a process of pip read last; `project` is the user's own."""
        path = self._read.get(process.image, "")
        place = path.rpartition("/")[0]
        if path.endswith(BUILD):
            return pypi.in_folder(place, project, REQUIRES, _WENT)
        found = pypi.distribution(path)
        return Claim("pypi", *found, REQUIRES, place, _WENT) if found else None

    def settle(self, event: Event, manager: Manager) -> list[Settled]:
        """Return what is certain once pip has written something.

        What it lays into its own folder or those of setuptools and wheel, and what Python runs at every
        start, waits for the end of the wheel: then pip gives the list of its files their name, which nothing
        within a wheel can do. So does a file that is there already, which pip removes before it writes it
        anew (`ZipBackedFile.save` in its ``operations/install/wheel.py``).
        """
        if not _is_pip(manager):
            return [Settled(event)]
        if self._waits(event) and self._hold(event):
            return []
        laid = _LAID.fullmatch(event.object) if event.call in RENAMES else None
        if laid is None:
            return [Settled(event)]
        held = self._held.pop(event.process.image, [])
        return [*(_settled(one, laid[1], laid[2]) for one in held), Settled(event)]

    def _waits(self, event: Event) -> bool:
        """Tell whether what pip did may be another package's doing."""
        if event.action is Action.REMOVE:
            return self.may_replace(event.object) and _ANYTHING_GOES.isdisjoint(event.process.argv)
        return event.action is Action.WRITE and self.concerns(event.object)

    def _hold(self, event: Event) -> bool:
        """Have an event wait, if there is room for it."""
        if sum(map(len, self._held.values())) >= _MAX_HELD:
            return False
        self._held.setdefault(event.process.image, []).append(event)
        return True

    def rest(self) -> list[Settled]:
        """Return what still waits: nothing tells any more whose it is."""
        left = [Settled(event) for events in self._held.values() for event in events]
        self._held.clear()
        return left


def _is_pip(manager: Manager) -> bool:
    return manager.name.startswith(("pip", "__pip")) and not manager.name.startswith("pipx")


def _owner(event: Event) -> str:
    """Return in whose folder a file lies, of those that are watched and of what is replaced, or ""."""
    watched = _WATCHED.fullmatch(event.object)
    if watched and watched.lastindex:
        return _OWNERS[watched[watched.lastindex]]
    replaced = _REPLACED.fullmatch(event.object) if event.action is Action.REMOVE else None
    return names.canonical(replaced[1]) if replaced else ""


def _settled(event: Event, name: str, version: str) -> Settled:
    owner, command = _owner(event), commands.of(event.object)
    if owner and names.canonical(name) == owner:
        return Settled(event)
    if command and commands.is_its_own(command, name):
        return Settled(event)
    plain = names.plain(name, names.MAX_NAME), names.plain(version, names.MAX_VERSION)
    place = event.object.rpartition("/")[0]
    return Settled(event, Claim("pypi", *plain, UNPACK, place, "pip laid it down with its wheel"))
