# SPDX-License-Identifier: Apache-2.0
"""From the process tree to packages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from fpbox.attribute import managers, names, npm, pypi
from fpbox.attribute.claims import Claim
from fpbox.attribute.lockfile import Lockfile, relative
from fpbox.attribute.managers import Manager
from fpbox.attribute.metadata import Metadata
from fpbox.model import TOOLCHAIN, UNATTRIBUTED, Event, Package, Process, Scope

# Names of variables the tracer may report. None of them ever holds a secret.
KEEP_ENV: tuple[str, ...] = npm.KEEP_ENV

NESTED = 0.9
EVIDENCE = 0.6
_UNKNOWN = Scope(UNATTRIBUTED, confidence=0.0, basis="parent not known, and nothing tells what it works for")
_MAX_IMAGES = 262_144
_MAX_PACKAGES = 20_000
_MAX_PLACES = 64


@dataclass(frozen=True, slots=True)
class _Node:
    """What is remembered of a process image.

    Attributes:
        manager: set when it is a package manager that is believed.
        env: the variables it was started with, if it is one.
    """

    scope: Scope
    manager: Manager | None = None
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Origin:
    """Where a package's identity comes from."""

    claim: Claim
    outer: Package | None
    places: list[str]


class Attributor:
    """Gives each process image its scope.

    Images are shown to it in order, each parent before its children. Everything it knows is bounded.
    """

    def __init__(self) -> None:
        self._nodes: dict[int, _Node] = {}
        self._origins: dict[Package, _Origin] = {}
        self._metadata = Metadata()
        self._lock: Lockfile | None = None
        self._project = ""
        self._exes: set[str] = set()
        self._scripts: set[str] = set()

    def image(self, process: Process) -> Scope:
        """Return what `process`, a new process image, works for."""
        node = self._place(process)
        self._nodes[process.image] = node
        if len(self._nodes) > _MAX_IMAGES:
            self._forget()
        return node.scope

    def note(self, event: Event) -> None:
        """Take from an event what it tells of names and versions; most events tell nothing."""
        if self._metadata.concerns(event):
            node = self._nodes.get(event.process.image)
            self._metadata.note(event, by_manager=node is not None and node.manager is not None)

    def use_lockfile(self, lock: bytes) -> None:
        """Take the project's lockfile, for versions, true names and the dependency paths of npm packages."""
        self._lock = Lockfile(lock)

    def final(self, package: Package) -> Package:
        """Return `package` with everything that is known at the end of the run."""
        origin = self._origins.get(package)
        if origin is None:
            return package
        if origin.claim.ecosystem == "pypi":
            return self._final_pypi(package, origin)
        return self._final_npm(package, origin)

    def _place(self, process: Process) -> _Node:
        if process.kind == "root":
            self._project = process.cwd.rstrip("/")
            return self._toolchain(
                process,
                Scope(TOOLCHAIN, basis="the command, outside any package's script", root=process.image),
            )
        parent = self._nodes.pop(process.parent, None)
        if parent is None:
            return _Node(self._by_evidence(process))
        self._nodes[process.parent] = parent  # most recently used last
        if process.kind == "fork":
            return parent
        return self._started(process, parent)

    def _started(self, process: Process, parent: _Node) -> _Node:
        """Place an image that `parent` has turned into by exec."""
        claim = self._claim(process, parent)
        if claim is None:
            return self._inherit(process, parent.scope)
        outer = None if parent.scope.package in (TOOLCHAIN, UNATTRIBUTED) else parent.scope.package
        package = self._package(claim, outer)
        if package == outer:
            return self._inherit(process, parent.scope)
        basis, confidence = claim.basis, 1.0
        if outer:
            basis, confidence = f"{basis}, inside a script of {outer.purl}", NESTED
        elif parent.manager is None:
            basis, confidence = f"{basis}, by an unknown package manager", EVIDENCE
        scope = Scope(
            package, claim.phase, min(confidence, parent.scope.confidence or 1.0), basis, process.image
        )
        return self._inherit(process, scope)

    def _claim(self, process: Process, parent: _Node) -> Claim | None:
        manager = parent.manager
        if manager is None:
            if parent.scope.package != TOOLCHAIN or managers.identify(process):
                return None
            # A frontend that is not known by name, started by the user, not by a package.
            return npm.script(process, parent.env, self._project) or self._build(process)
        if manager.family == "pip":
            return self._build(process)
        claim = npm.script(process, parent.env, self._project)
        if claim and claim.phase == "npx":
            return npm.executed(process, manager.rest) or claim
        return claim

    def _build(self, process: Process) -> Claim | None:
        return pypi.build(process, self._project)

    def _inherit(self, process: Process, scope: Scope) -> _Node:
        if scope.package == TOOLCHAIN:
            return self._toolchain(process, scope)
        manager = managers.identify(process)
        if manager and self._believed(manager):
            return _Node(scope, manager, dict(process.env))
        return _Node(scope)

    def _toolchain(self, process: Process, scope: Scope) -> _Node:
        """Outside packages' scripts a program is what it looks like: nothing hostile has run yet."""
        manager = managers.identify(process)
        if manager:
            self._exes.add(manager.exe)
            self._scripts.add(manager.script)
        return _Node(scope, manager, dict(process.env))

    def _believed(self, manager: Manager) -> bool:
        """Within a script, only managers that the user runs as well, or the system's, are believed."""
        exe = manager.exe in self._exes or managers.is_system(manager.exe)
        script = not manager.script or manager.script in self._scripts or managers.is_system(manager.script)
        return exe and script

    def _by_evidence(self, process: Process) -> Scope:
        """Place an image whose parent is not known: only where it stands and what it was given can tell."""
        name = names.plain(npm.installed_as(process.cwd), names.MAX_NAME)
        env = dict(process.env)
        said = names.plain(env.get("npm_package_name", ""), names.MAX_NAME)
        if name and said in ("", name):
            version = names.plain(env.get("npm_package_version", ""), names.MAX_VERSION) if said else ""
            phase = names.phase(env.get("npm_lifecycle_event", "script"))
            claim = Claim("npm", name, version, phase, npm.package_root(process.cwd), "its directory alone")
        else:
            found, version, place, _ = pypi.where(process.cwd)
            if not found:
                return _UNKNOWN
            claim = Claim("pypi", found, version, "build", place, "its directory alone")
        return Scope(self._package(claim, None), claim.phase, EVIDENCE, claim.basis, process.image)

    def _package(self, claim: Claim, outer: Package | None) -> Package:
        via = (*(outer.via or (outer.name,)), claim.name) if outer else ()
        purl = names.purl(claim.ecosystem, claim.name, claim.version)
        if outer and purl == outer.purl:
            return outer
        package = Package(purl, claim.ecosystem, claim.name, claim.version, via)
        origin = self._origins.get(package)
        if origin is None:
            if len(self._origins) >= _MAX_PACKAGES:
                return outer or UNATTRIBUTED
            self._origins[package] = _Origin(claim, outer, [claim.place])
        elif claim.place not in origin.places and len(origin.places) < _MAX_PLACES:
            origin.places.append(claim.place)
        return package

    def _final_pypi(self, package: Package, origin: _Origin) -> Package:
        name, version = self._metadata.identity(package, origin.claim, origin.places)
        if not name:
            return package
        purl = names.purl("pypi", name, version)
        via = (*self.final(origin.outer).via, name) if origin.outer else package.via
        return replace(package, purl=purl, name=names.canonical(name), version=version, via=via)

    def _final_npm(self, package: Package, origin: _Origin) -> Package:
        if origin.outer:
            return self._final_nested(package, origin.outer)
        lock = self._lock
        project = self._project_name()
        if origin.claim.project or lock is None:
            return replace(package, via=(package.name,)) if origin.claim.project else package
        ways = [
            (lock.via(project, path), path) for path in (relative(p, self._project) for p in origin.places)
        ]
        via, path = min((way for way in ways if way[0]), key=lambda way: len(way[0]), default=((), ""))
        if not path:
            return package
        name = lock.alias_at(path) or package.name
        version = lock.version_at(path) or package.version
        return Package(names.purl("npm", name, version), "npm", name, version, via)

    def _final_nested(self, package: Package, outer: Package) -> Package:
        """A package that a package's script installs is one of its own, unless the run installs it anyway.

        Then the outer package keeps it: otherwise a script could put its deeds down to a package it knows
        to be there.
        """
        outer = self.final(outer)
        known = set(self._lock.known()) if self._lock else set()
        twin = any(other.purl == package.purl and not o.outer for other, o in self._origins.items())
        if twin or (package.name, package.version) in known:
            return outer
        return replace(package, via=(*(outer.via or (outer.name,)), package.name))

    def _project_name(self) -> str:
        for package, origin in self._origins.items():
            if origin.claim.project:
                return package.name
        return (self._lock.name if self._lock else "") or managers.base(self._project) or "project"

    def _forget(self) -> None:
        """Drop the images that were not anybody's parent for the longest time; managers stay."""
        old = [number for number, node in self._nodes.items() if node.manager is None]
        for number in old[: _MAX_IMAGES // 4]:
            del self._nodes[number]
