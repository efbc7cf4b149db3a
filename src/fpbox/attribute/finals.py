# SPDX-License-Identifier: Apache-2.0
"""What is known of each package at the end: its true name, its version and the way to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fpbox.attribute import commands, names
from fpbox.attribute.asking import REQUIRES
from fpbox.attribute.claims import Claim
from fpbox.attribute.graph import Graph
from fpbox.attribute.lockfile import MAX_VIA, Lockfile
from fpbox.attribute.metadata import Metadata
from fpbox.model import TOOLCHAIN, UNATTRIBUTED, Package

_MAX_DEPTH = 64


@dataclass(slots=True)
class Origin:
    """Where a package's identity comes from.

    Attributes:
        outer: the package whose script installed it, or None when the user's command did.
        places: its directories; one version can be installed several times.
    """

    claim: Claim
    outer: Package | None
    places: list[str]


class Finals:
    """Turns packages as they were known at first into what they turned out to be."""

    def __init__(
        self,
        origins: Mapping[Package, Origin],
        metadata: Metadata,
        lock: Lockfile | None,
        graph: Graph | None,
        project: str,
        *,
        own_hosts: frozenset[str],
    ) -> None:
        self._origins = origins
        self._metadata = metadata
        self._lock = lock
        self._graph = graph
        self._root = project
        self._own_hosts = own_hosts
        self._project = self._project_name(project)

    def resolve(self) -> dict[Package, Package]:
        """Return the final form of every package."""
        finals = {package: self._named(package, origin) for package, origin in self._origins.items()}
        shared: dict[str, Package] = {}
        for package, final in finals.items():
            known = shared.get(final.purl)
            if self._origins[package].outer is None and (known is None or _nearer(final, known)):
                shared[final.purl] = final
        taken = set(shared)
        if self._lock:
            taken.update(names.purl("npm", *pair) for pair in self._lock.known())
        # An outer package was met before its inner ones, so that it is final when they are looked at.
        for package, origin in self._origins.items():
            final = finals[package]
            finals[package] = (
                _inner(final, finals[origin.outer], taken) if origin.outer else shared[final.purl]
            )
        return finals

    def _named(self, package: Package, origin: Origin) -> Package:
        if package.ecosystem == "pypi":
            return self._pypi(package, origin)
        if origin.claim.project:
            return replace(package, via=(package.name,))
        if host := origin.claim.stands_for(REQUIRES):
            return self._asking(host)
        if command := origin.claim.stands_for(commands.BROUGHT):
            return self._bringing(command)
        return package if origin.outer else self._npm(package, origin)

    def _pypi(self, package: Package, origin: Origin) -> Package:
        name, version = self._metadata.identity(package, origin.claim, origin.places)
        if not name:
            return package
        name = names.canonical(name)
        return replace(package, purl=names.purl("pypi", name, version), name=name, version=version)

    def _npm(self, package: Package, origin: Origin) -> Package:
        lock = self._lock
        if lock is None:
            return self._by_graph(package)
        ways = [(lock.via(self._project, path), path) for path in map(self._in_lock, origin.places) if path]
        via, path = min((way for way in ways if way[0]), key=lambda way: len(way[0]), default=((), ""))
        if not path:
            return self._by_graph(package)
        name = lock.alias_at(path) or package.name
        version = lock.version_at(path) or package.version
        return Package(names.purl("npm", name, version), "npm", name, version, via)

    def _asking(self, host: str) -> Package:
        """Return the package that something of a host was fetched for.

        It is the toolchain if no package asks for that, as when the project does, or a registry sends on
        there. Nobody is known to be it while there is no lockfile.
        """
        if host in self._own_hosts:
            return TOOLCHAIN
        if self._lock:
            return self._locked(self._lock, self._lock.asks(host))
        if self._graph is None:
            return UNATTRIBUTED
        name, version = self._graph.asks(host)
        return _or_toolchain(name, version, self._graph.via(self._project, name, version))

    def _bringing(self, command: str) -> Package:
        """Return the package that brings a program of this name; the toolchain where that is the program."""
        found = self._locked(self._lock, self._lock.brings(command)) if self._lock else TOOLCHAIN
        return TOOLCHAIN if commands.is_its_own(command, found.name) else found

    def _locked(self, lock: Lockfile, path: str) -> Package:
        """Return the package at a path of npm's lockfile; the toolchain if there is none."""
        name = path.rpartition("node_modules/")[2]
        return _or_toolchain(name, lock.version_at(path), lock.via(self._project, path))

    def _by_graph(self, package: Package) -> Package:
        if self._graph is None:
            return package
        via = self._graph.via(self._project, package.name, package.version)
        return replace(package, via=via) if via else package

    def _in_lock(self, place: str) -> str:
        """Return `place` as the lockfile calls it: the command may have been given below the lockfile."""
        base = self._root
        for _ in range(_MAX_DEPTH):
            path = place[len(base) + 1 :] if place.startswith(base + "/") else ""
            if self._lock and path in self._lock:
                return path
            if not base:
                break
            base = base.rpartition("/")[0]
        return ""

    def _project_name(self, directory: str) -> str:
        for package, origin in self._origins.items():
            if origin.claim.project and package.ecosystem == "npm":
                return package.name
        locked = self._lock or self._graph
        return (locked.name if locked else "") or directory.rsplit("/", 1)[-1] or "project"


def _or_toolchain(name: str, version: str, via: tuple[str, ...]) -> Package:
    """Return an npm package, or the toolchain for no name."""
    return Package(names.purl("npm", name, version), "npm", name, version, via) if name else TOOLCHAIN


def _nearer(package: Package, other: Package) -> bool:
    return 0 < len(package.via) < (len(other.via) or MAX_VIA + 1)


def _inner(package: Package, outer: Package, taken: set[str]) -> Package:
    """A package that a package's script installs is one of its own, unless the run installs it anyway.

    Then the outer package keeps it: otherwise a script could put its deeds down to a package it knows to be
    there.
    """
    if package.purl in taken:
        return outer
    return replace(package, via=(*(outer.via or (outer.name,)), package.name))
