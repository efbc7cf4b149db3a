# SPDX-License-Identifier: Apache-2.0
"""What the files that pip touches tell of a source distribution's name and version."""

from __future__ import annotations

from typing import TypeVar

from fpbox.attribute import names, pypi
from fpbox.attribute.claims import Claim
from fpbox.model import TOOLCHAIN, Action, Event, Package

_K = TypeVar("_K")
_V = TypeVar("_V")
_MAX = 20_000
ENDINGS = (".tar.gz", ".zip", ".tgz", ".tar.bz2", ".tar.xz", ".whl", "/METADATA", "/PKG-INFO")
"""What the paths end with that concern it, beside all that is below pip's own directories."""
_UNPACKS = ("/pip-req-build-", "/pip-install-", "/pip-wheel-", "/pip-download-")


class Metadata:
    """Collects names and versions of distributions, and which directory or package they belong to.

    Two sources count. An archive that the package manager itself opens has name and version in its file name.
    What a build hook writes (``NAME-VERSION.dist-info/METADATA`` or a wheel) counts once the package manager
    has read it.
    """

    def __init__(self) -> None:
        self._archive: dict[int, tuple[str, str]] = {}
        self._by_name: dict[str, str] = {}
        self._by_place: dict[str, tuple[str, str]] = {}
        self._written: dict[str, Package] = {}
        self._by_package: dict[Package, tuple[str, str]] = {}

    @staticmethod
    def concerns(action: Action, path: str) -> bool:
        """Tell quickly whether such an event can be of interest."""
        if action is not Action.OPEN and action is not Action.WRITE:
            return False
        return path.endswith(ENDINGS) or ("/pip-" in path and action is Action.WRITE)

    def note(self, event: Event, *, by_manager: bool) -> None:
        """Take one event that `concerns`; `by_manager`: a package manager that is believed did it."""
        found = pypi.distribution(event.object)
        trusted = event.scope.package == TOOLCHAIN
        if not by_manager:
            if found and event.action is Action.WRITE and event.scope.package.ecosystem == "pypi":
                _put(self._written, event.object, event.scope.package)
            return
        if found and event.object in self._written and event.action is Action.OPEN:
            _put(self._by_package, self._written[event.object], found)
        elif found and not event.object.endswith(("/METADATA", "/PKG-INFO", ".whl")):
            # A manager that a package's own script runs may add to what is known, and change nothing.
            if trusted or names.canonical(found[0]) not in self._by_name:
                _put(self._by_name, names.canonical(found[0]), found[1])
            _put(self._archive, event.process.image, found)
        elif event.action is Action.WRITE and event.process.image in self._archive:
            place = self._place(event.object)
            if place and place not in self._by_place:
                _put(self._by_place, place, self._archive[event.process.image])

    def identity(self, package: Package, claim: Claim, places: list[str]) -> tuple[str, str]:
        """Return the best name and version for a package, ("", "") when no more is known than its claim."""
        reported = self._by_package.get(package)
        if not claim.named:
            archive = next((self._by_place[place] for place in places if place in self._by_place), None)
            own = self._made_by(package) if claim.project else None
            return archive or reported or own or pypi.unpacked(claim.place) or ("", "")
        version = claim.version or self._by_name.get(names.canonical(claim.name), "")
        if not version and reported and names.canonical(reported[0]) == names.canonical(claim.name):
            version = reported[1]
        return claim.name, version

    def _made_by(self, package: Package) -> tuple[str, str] | None:
        """What a build hook wrote and no manager has read, as when only a wheel is built."""
        paths = (path for path, writer in self._written.items() if writer == package)
        return next((found for found in map(pypi.distribution, paths) if found), None)

    @staticmethod
    def _place(path: str) -> str:
        return pypi.where(path)[2] if any(part in path for part in _UNPACKS) else ""


def _put(table: dict[_K, _V], key: _K, value: _V) -> None:
    """Set an entry unless the table is full: whatever fills it is not trusted."""
    if key in table or len(table) < _MAX:
        table[key] = value
