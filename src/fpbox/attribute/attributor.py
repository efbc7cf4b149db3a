# SPDX-License-Identifier: Apache-2.0
"""From the process tree to packages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from fpbox.attribute import asking, commands, managers, names, npm, places, pypi
from fpbox.attribute.behalf import BUILD, RENAMES, Behalf, Settled
from fpbox.attribute.claims import Claim
from fpbox.attribute.commands import UNPACK
from fpbox.attribute.finals import Finals, Origin
from fpbox.attribute.graph import Graph, graph
from fpbox.attribute.installed import HOOKS, MADE, Installed
from fpbox.attribute.loads import Loads
from fpbox.attribute.lockfile import Lockfile, hosts_asked, json_object
from fpbox.attribute.managers import Manager
from fpbox.attribute.metadata import ENDINGS, Metadata
from fpbox.interest import Interest, Usual
from fpbox.model import (
    FOREIGN_FOLDER,
    PROJECT_FILE,
    TOOLCHAIN,
    UNATTRIBUTED,
    Action,
    Event,
    Package,
    Process,
    Scope,
    text,
)

# Names of variables the tracer may report. None of them ever holds a secret.
KEEP_ENV: tuple[str, ...] = npm.KEEP_ENV

NESTED = 0.9
EVIDENCE = 0.6
INTERPRETED = 0.8
# That it belongs to no known package is certain: a confidence of 0 would take the weight from its findings.
_UNKNOWN = Scope(UNATTRIBUTED, basis="parent not known, and nothing tells what it works for")
_MAX_IMAGES = 262_144
_MAX_PACKAGES = 20_000
_MAX_PLACES = 64
_MANIFEST = "/package.json"
_LINKS = frozenset({"symlink", "symlinkat"})
_CHANGES_MODE = frozenset({"chmod", "fchmod", "fchmodat", "fchmodat2"})
_LEAVES_CONTENT = _LINKS | _CHANGES_MODE | {"link", "linkat"}
_CONCERNING = tuple(ending.removeprefix("/").encode() for ending in ENDINGS)
_MADE_OR_HOOKS = tuple(ending.encode() for ending in (MADE, *HOOKS) if "/" not in ending)
_UNUSED, _REMOVED = Usual(), Usual(Interest.EVERYBODY)
_OPENED = Usual(ends=(*_CONCERNING, BUILD.removeprefix("/").encode()))
_WRITTEN = Usual(
    begins=(b"pip-", b"sitecustomize.", b"usercustomize."),
    ends=(*_CONCERNING, *_MADE_OR_HOOKS, b"package.json"),
)
_WRITTEN_BY_PACKAGES = Usual(Interest.PACKAGES, begins=_WRITTEN.begins, ends=_WRITTEN.ends)


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


class Attributor:
    """Gives each process image its scope.

    Images are shown to it in order, each parent before its children. Everything it knows is bounded.

    Attributes:
        installed: what the run has installed for Python, and the interpreters it used.
    """

    def __init__(self) -> None:
        self.installed = Installed()
        self._loads: Loads | None = None
        self._nodes: dict[int, _Node] = {}
        self._origins: dict[Package, Origin] = {}
        self._stand_ins: dict[str, Package] = {}
        self._metadata = Metadata()
        self._behalf = Behalf()
        self._lock: Lockfile | None = None
        self._graph: Graph | None = None
        self._own_hosts: frozenset[str] = frozenset()
        self._finals: dict[Package, Package] | None = None
        self._project = ""
        self._exes: set[str] = set()
        self._scripts: set[str] = set()
        self._writers: dict[str, Package] = {}
        self._links: dict[str, Scope] = {}

    def image(self, process: Process) -> Scope:
        """Return what `process`, a new process image, works for."""
        node = self._place(process)
        self._nodes[process.image] = node
        if len(self._nodes) > _MAX_IMAGES:
            self._forget()
        self.installed.ran(process, node.scope.package)
        return node.scope

    def expect(self, loads: Loads) -> None:
        """From here on the command is fpbox's own program, which loads packages; see `Loads`."""
        self._loads = loads

    def package(self, claim: Claim) -> Package:
        """Return the package that `claim` means, as an install script of it would be put down to it."""
        return self._package(claim, None)

    def wants(self, action: Action, path: str) -> Interest:
        """Tell of whose events of this kind `note` and `meddles` can learn anything."""
        if action is Action.REMOVE and self._behalf.may_replace(path):
            return Interest.EVERYBODY
        if action is not Action.OPEN and action is not Action.WRITE:
            return Interest.NOBODY
        if self._metadata.concerns(action, path) or self.installed.concerns(action, path):
            return Interest.EVERYBODY
        if self._behalf.concerns(path) if action is Action.WRITE else path.endswith(BUILD):
            return Interest.EVERYBODY
        if action is Action.WRITE and _is_installed_or_manifest(path):
            return Interest.PACKAGES
        return Interest.NOBODY

    def usual(self, action: Action, folder: str) -> Usual | None:
        """Tell what `wants` says of most names in a directory; None if each has to be asked about."""
        if action is Action.OPEN:
            return _OPENED
        if action is Action.REMOVE and "-packages/" in f"{folder}/":
            return _REMOVED
        if action is not Action.WRITE:
            return _UNUSED
        within = f"{folder}/"
        if "/pip-" in within or f"{MADE}/" in within or within.endswith("customize/"):
            return None
        if self._behalf.concerns(within) or within.endswith("bin/"):
            return None
        return _WRITTEN_BY_PACKAGES if npm.MODULES in within else _WRITTEN

    def note(self, event: Event) -> None:
        """Take from an event what it tells of names and versions; most events tell nothing."""
        node = self._nodes.get(event.process.image)
        if node and node.manager and event.scope.package == TOOLCHAIN:
            self._behalf.read(event, node.manager)
        pip = self._metadata.concerns(event.action, event.object)
        npm_write = event.action is Action.WRITE and _is_installed_or_manifest(event.object)
        by_manager = node is not None and node.manager is not None
        if self.installed.concerns(event.action, event.object):
            self.installed.note(event, by_manager=by_manager)
        if not pip and not npm_write:
            return
        if pip:
            self._metadata.note(event, by_manager=by_manager)
            self._finals = None
        if npm_write and not by_manager:
            if event.call in _LINKS and len(self._links) < _MAX_PACKAGES:
                self._links[event.object] = event.scope
            self._wrote(event.scope.package, npm.package_root(event.object.removesuffix(_MANIFEST)))

    def meddles(self, event: Event) -> bool:
        """Tell whether a package's script changes another package in node_modules than its own.

        The project's own scripts may, and so may package managers. A package below its own directory is its
        own, and so is its part for one system. Links, modes and old names that a rename does not give in full
        are left out: installers link the binary of a sister package into their own. What pip lays down of a
        package's wheel is such a change in its own folder, and in place of another package's file.
        """
        if event.scope.phase == UNPACK:
            return self._behalf.is_anothers(event)
        origin = self._origin(event)
        if origin is None or event.call in _LEAVES_CONTENT:
            return False
        if event.raw and event.call in RENAMES:
            return False
        root, own_name = npm.package_root(event.object.rpartition("/")[0]), event.scope.package.name
        if npm.installed_as(root) in ("", own_name) or npm.is_platform_part(npm.installed_as(root), own_name):
            return False
        return not any(f"{root}/".startswith(f"{own}/") for own in origin.places)

    def leaves(self, event: Event) -> str:
        """Tell whether a package's code writes into the project's files, or into the home beside it.

        Links count as well. What lies in node_modules belongs to neither. The project's own scripts may, and
        so may those of packages that lie in the project themselves, as workspaces do, and package managers.
        In the home a package may keep things in a hidden folder that bears its name.
        """
        if not self._project or event.call in _CHANGES_MODE:
            return ""
        where = places.kind(event.object, self._project)
        origin = self._origin(event) if where else None
        if origin is None or any(
            places.kind(f"{own}/", self._project) == PROJECT_FILE for own in origin.places
        ):
            return ""
        claim = origin.claim
        names = (claim.name, claim.stated) if claim.named else (claim.stated,)
        if where == FOREIGN_FOLDER and places.is_called_after(event.object, names, self.installed.names):
            return ""
        return where

    def _origin(self, event: Event) -> Origin | None:
        """Return the package whose code does something; None for the project's own and package managers."""
        origin = self._origins.get(event.scope.package)
        node = self._nodes.get(event.process.image)
        if origin is None or origin.claim.project or (node is not None and node.manager is not None):
            return None
        return origin

    def settle(self, event: Event) -> Iterable[tuple[Event, Scope | None]]:
        """Return the events that are certain now, each with whom it is done for if not its process's own.

        What pip lays into its own folder, or Python runs at every start, waits until it is plain whose wheel
        it is in, and so do programs with the names of common commands. What is written through a link that a
        package has made is that package's doing.
        """
        node = self._nodes.get(event.process.image) if event.scope.package == TOOLCHAIN else None
        if node is None or node.manager is None:
            return ((event, None),)
        command = commands.of(event.object) if event.action is Action.WRITE else ""
        if command and node.manager.family == "npm" and "/node_modules/.bin/" in event.object:
            return ((event, self._acting_for(commands.stand_in(command), event, 1.0)),)
        if event.raw and self._links and (scope := self._led(event)):
            return ((event, scope),)
        return map(self._for_whom, self._behalf.settle(event, node.manager))

    def _led(self, event: Event) -> Scope | None:
        """Return whose link the toolchain follows to what it writes."""
        path = text(event.raw)
        path = path if path.startswith("/") else f"{event.process.cwd}/{path}"
        maker = self._links.get(path) if event.action is Action.WRITE else None
        if maker is None:
            return None
        basis = f"{maker.package.purl} had put a link there"
        return Scope(maker.package, maker.phase, INTERPRETED, basis, event.process.image)

    def rest(self) -> Iterable[tuple[Event, Scope | None]]:
        """Return the events that still wait when the trace has ended."""
        return map(self._for_whom, self._behalf.rest())

    def asks_for(self, event: Event, host: str) -> Scope | None:
        """Tell for whom the toolchain talks to a host that nobody has allowed; None when nothing tells.

        pip fetches a requirement with an address as soon as it has read the metadata, or the pyproject.toml,
        that it stands in. npm and its like write down at the end who asked for what: until then a package
        that stands in for the host's requirers has it.
        """
        claim = None
        process: Process | None = event.process
        outermost = event.process
        while process is not None:
            node = self._nodes.get(process.image)
            if node is not None and node.manager is not None:
                outermost = process
                claim = claim or self._asking(process, node.manager, host)
            process = process.above
        if claim is None or any(host in word.lower() for word in outermost.argv):
            return None
        return self._acting_for(claim, event, INTERPRETED)

    def _asking(self, process: Process, manager: Manager, host: str) -> Claim | None:
        if manager.family == "npm":
            return asking.stand_in(host)
        return self._behalf.asked(process, self._project)

    def _for_whom(self, settled: Settled) -> tuple[Event, Scope | None]:
        event, claim = settled
        return event, self._acting_for(claim, event, 1.0) if claim else None

    def _acting_for(self, claim: Claim, event: Event, confidence: float) -> Scope:
        return Scope(self._package(claim, None), claim.phase, confidence, claim.basis, event.process.image)

    def use_lockfile(self, lock: bytes) -> None:
        """Take npm's lockfile, for versions, true names and the dependency paths of packages."""
        self._lock = Lockfile(lock)
        self._finals = None

    def use_other_lockfile(self, lock: bytes, manifest: bytes) -> None:
        """Take the lockfile of yarn or pnpm, for dependency paths, with the project's package.json."""
        self._graph = graph(lock, manifest)
        self._finals = None

    def use_manifest(self, manifest: bytes) -> None:
        """Take the project's own package.json, for the hosts that the user asks for something of."""
        self._own_hosts = hosts_asked(json_object(manifest))
        self._finals = None

    def final(self, package: Package) -> Package:
        """Return `package` with everything that is known at the end of the run.

        Two packages that turn out to be the same one, such as an alias and its original, become equal.
        """
        if self._finals is None:
            known = (self._metadata, self._lock, self._graph)
            self._finals = Finals(self._origins, *known, self._project, own_hosts=self._own_hosts).resolve()
        return self._finals.get(package, package)

    def _place(self, process: Process) -> _Node:
        if self._loads is not None and (scope := self._loaded(process, self._loads)):
            return _Node(scope)
        if process.kind == "root":
            self._project = process.cwd.rstrip("/")
            basis = "the command, outside any package's script"
            return self._toolchain(process, Scope(TOOLCHAIN, basis=basis, root=process.image))
        parent = self._nodes.pop(process.parent, None)
        if parent is None:
            return _Node(self._by_evidence(process))
        self._nodes[process.parent] = parent  # the most recently used comes last
        if process.kind == "fork":
            return parent
        return self._started(process, parent)

    def _loaded(self, process: Process, loads: Loads) -> Scope | None:
        """Place an image by the package that is being loaded, or None when its parent tells it."""
        if process.kind == "root":
            return loads.driver(process)
        scope = loads.child(process)
        return loads.orphan() if scope is None and process.parent not in self._nodes else scope

    def _started(self, process: Process, parent: _Node) -> _Node:
        """Place an image that `parent` has turned into by exec."""
        claim = self._claim(process, parent)
        if claim is None:
            return self._inherit(process, parent.scope)
        unclear = npm.contradiction(process) if claim.ecosystem == "npm" else ""
        if unclear and parent.scope.package == TOOLCHAIN:
            return _Node(Scope(UNATTRIBUTED, claim.phase, 1.0, unclear, process.image))
        if unclear:
            return self._inherit(process, parent.scope)
        outer = None if parent.scope.package == TOOLCHAIN else parent.scope.package
        package = self._package(claim, outer)
        if package == outer:
            return self._inherit(process, parent.scope)
        confidence, doubts = self._doubts(process, parent, claim, package)
        scope = Scope(package, claim.phase, confidence, "; ".join((claim.basis, *doubts)), process.image)
        return self._inherit(process, scope)

    def _doubts(
        self, process: Process, parent: _Node, claim: Claim, package: Package
    ) -> tuple[float, list[str]]:
        """Return the confidence in a claim and what speaks against it."""
        confidence, doubts = 1.0, []
        if parent.scope.package != TOOLCHAIN:
            confidence = round(NESTED * parent.scope.confidence, 2)
            doubts.append(f"inside a script of {parent.scope.package.purl}")
        if parent.manager is None:
            confidence = min(confidence, EVIDENCE)
            doubts.append("started by a package manager that is not known")
        if npm.by_yarn_2(process):
            confidence = min(confidence, INTERPRETED)
            doubts.append("yarn interprets the script itself")
        writer = self._writers.get(claim.place)
        if writer and writer != package:
            confidence = min(confidence, EVIDENCE)
            doubts.append(f"{writer.purl} had written to its files")
        return confidence, doubts

    def _claim(self, process: Process, parent: _Node) -> Claim | None:
        manager = parent.manager
        if parent.scope.package == UNATTRIBUTED:
            return None
        if manager is None:
            if parent.scope.package != TOOLCHAIN or managers.identify(process):
                return None
            # A frontend that is not known by name, started by the user and not by a package.
            return npm.script(process, parent.env, self._project) or pypi.build(process, self._project)
        if manager.family == "pip":
            return pypi.build(process, self._project)
        if parent.scope.package == TOOLCHAIN:
            self._project = npm.prefix(process) or self._project
        claim = npm.script(process, parent.env, self._project)
        if claim and claim.phase == "npx":
            return npm.executed(process, manager.rest) or claim
        return claim

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
        claim = npm.evidence(process) or pypi.evidence(process)
        if claim is None:
            return _UNKNOWN
        return Scope(self._package(claim, None), claim.phase, EVIDENCE, claim.basis, process.image)

    def _package(self, claim: Claim, outer: Package | None) -> Package:
        """Return the package a claim means: `outer` itself when that is the one."""
        if not claim.named and claim.place in self._stand_ins:
            return self._stand_ins[claim.place]
        via = (*(outer.via or (outer.name,)), claim.name) if outer else ()
        package = Package(
            names.purl(claim.ecosystem, claim.name, claim.version),
            claim.ecosystem,
            claim.name,
            claim.version,
            via,
        )
        if outer and package.purl == outer.purl:
            return outer
        if len(self._origins) >= _MAX_PACKAGES:
            return outer or UNATTRIBUTED
        if not claim.named:
            package = self._stand_ins[claim.place] = self._distinct(package)
        origin = self._origins.setdefault(package, Origin(claim, outer, []))
        if claim.place not in origin.places and len(origin.places) < _MAX_PLACES:
            origin.places.append(claim.place)
            self._finals = None
        return package

    def _distinct(self, package: Package) -> Package:
        """Number a stand-in whose name another directory has already."""
        if package not in self._origins:
            return package
        name = f"{package.name}-{len(self._stand_ins) + 1}"
        return replace(package, purl=f"{package.purl}-{len(self._stand_ins) + 1}", name=name)

    def _wrote(self, writer: Package, root: str) -> None:
        """Remember who has written to another installed package, or to a project's manifest."""
        origin = self._origins.get(writer)
        if origin and root not in origin.places and len(self._writers) < _MAX_PACKAGES:
            self._writers.setdefault(root, writer)

    def _forget(self) -> None:
        """Drop the images that were not anybody's parent for the longest time; managers stay."""
        old = [number for number, node in self._nodes.items() if node.manager is None]
        for number in old[: _MAX_IMAGES // 4]:
            del self._nodes[number]


def _is_installed_or_manifest(path: str) -> bool:
    """Tell whether a package manager runs scripts by what is written there."""
    return npm.MODULES in path or path.endswith(_MANIFEST)
