# SPDX-License-Identifier: Apache-2.0
"""npm's lockfile: by which dependencies did a package get here?

Reads package-lock.json of version 2 and 3 and the hidden ``node_modules/.package-lock.json``. The file may
have been written by the very code that is judged, so everything in it is checked, and the search is bounded.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from fpbox.attribute import names
from fpbox.attribute.asking import hosts

MAX_BYTES = 64 << 20
MAX_PACKAGES = 100_000
# Paths longer than this are shown from the project and towards the package, without the middle.
MAX_VIA = 64
_KINDS = ("dependencies", "optionalDependencies", "peerDependencies")
OWN_KINDS = (*_KINDS, "devDependencies", "overrides", "resolutions")
_MAX_DEPTH = 64
_MAX_GLOBS = 64


class Lockfile:
    """The packages of one lockfile and the ways to them.

    Attributes:
        name: the project's name as the lockfile has it, or "".
        version: the project's version, or "".
    """

    def __init__(self, raw: bytes) -> None:
        """Read `raw`; whatever is not a lockfile of a known version has no packages."""
        data = json_object(raw)
        packages = data.get("packages")
        entries = packages.items() if isinstance(packages, dict) else ()
        self._packages: dict[str, Mapping[str, Any]] = {
            path: entry for path, entry in list(entries)[:MAX_PACKAGES] if isinstance(entry, dict)
        }
        root = self._packages.get("", data)
        self.name = names.plain(text(root.get("name", data.get("name"))), names.MAX_NAME)
        self.version = names.plain(text(root.get("version", data.get("version"))), names.MAX_VERSION)
        self._from: dict[str, tuple[str, str, str]] | None = None

    def __contains__(self, path: str) -> bool:
        """Tell whether something is installed at `path` ("node_modules/a")."""
        return bool(path) and path in self._packages

    def version_at(self, path: str) -> str:
        """Return the version installed at `path` ("node_modules/a"), or ""."""
        return names.plain(text(self._packages.get(self._target(path), {}).get("version")), names.MAX_VERSION)

    def alias_at(self, path: str) -> str:
        """Return the true name of what is installed at `path` under another ("b": "npm:a@1"), or "".

        What counts is the dependent's request, which the package itself has no say in.
        """
        step = self._steps().get(self._target(path))
        spec = step[2] if step else ""
        return names.of_spec(spec[4:]) if spec.startswith("npm:") else ""

    def known(self) -> Iterator[tuple[str, str]]:
        """Yield (name, version) of everything the lockfile installs."""
        for path in self._packages:
            if "node_modules/" in path:
                yield path.rpartition("node_modules/")[2], self.version_at(path)

    def roots(self) -> list[str]:
        """Return the names at the top of node_modules that the project, or a workspace of it, asked for.

        In npm's hidden lockfile, which leaves the project out, these are the ones that nothing else wants.
        """
        own = [path for path in self._packages if path and "node_modules/" not in path]
        asked = [name for path in own for _, name, _ in self._wants(path)]
        links = {path for path, entry in self._packages.items() if entry.get("link") is True}
        named = [name for target, name, _ in self._roots() if f"node_modules/{name}" not in links and target]
        return [name for name in dict.fromkeys((*named, *asked)) if f"node_modules/{name}" in self._packages]

    def via(self, project: str, path: str) -> tuple[str, ...]:
        """Return the names on the shortest way from `project` down to the package at `path`, or ()."""
        steps = self._steps()
        at = self._target(path)
        chain: list[str] = []
        seen: set[str] = set()
        while at and at in steps and at not in seen:
            seen.add(at)
            parent, name, _ = steps[at]
            chain.append(names.plain(name, names.MAX_NAME))
            at = parent
        if at or not chain:
            return ()
        return shown((project, *reversed(chain)))

    def asks(self, host: str) -> str:
        """Return the path of the first package that asks for another by a host's address; "" if none does.

        The project itself is none: what the user asks for is nobody's doing.
        """
        for path in self._packages:
            if "node_modules/" in path and host in hosts_asked(self._packages[path], _KINDS):
                return path
        return ""

    def brings(self, command: str) -> str:
        """Return the path of the first package that brings a program of this name; "" if none does."""
        for path, entry in self._packages.items():
            if "node_modules/" in path and isinstance(entry.get("bin"), dict) and command in entry["bin"]:
                return path
        return ""

    def _target(self, path: str) -> str:
        """Follow a link ("node_modules/a" to "packages/a")."""
        entry = self._packages.get(path, {})
        resolved = text(entry.get("resolved"))
        return resolved if entry.get("link") is True and resolved in self._packages else path

    def _steps(self) -> dict[str, tuple[str, str, str]]:
        """Map each package to (the one before it, the name it is wanted under, what is asked for)."""
        if self._from is None:
            self._from = self._search()
        return self._from

    def _search(self) -> dict[str, tuple[str, str, str]]:
        steps: dict[str, tuple[str, str, str]] = {}
        queue: deque[str] = deque()
        for target, name, spec in self._roots():
            if target not in steps:
                steps[target] = ("", name, spec)
                queue.append(target)
        while queue:
            at = queue.popleft()
            for target, name, spec in self._wants(at):
                if target and target not in steps:
                    steps[target] = (at, name, spec)
                    queue.append(target)
        return steps

    def _roots(self) -> Iterator[tuple[str, str, str]]:
        if "" in self._packages:
            yield from self._wants("", dev=True)
            yield from self._workspaces()
            return
        # The hidden lockfile leaves the project out: its own dependencies are those that nothing else wants.
        wanted = {target for path in self._packages for target, _, _ in self._wants(path)}
        for path in self._packages:
            if path.startswith("node_modules/") and path.count("node_modules/") == 1:
                target = self._target(path)
                if target not in wanted:
                    yield target, path.removeprefix("node_modules/"), ""

    def _workspaces(self) -> Iterator[tuple[str, str, str]]:
        wanted = self._packages[""].get("workspaces")
        wanted = wanted.get("packages") if isinstance(wanted, dict) else wanted
        patterns = (
            [text(glob).removeprefix("./").rstrip("/") for glob in wanted] if isinstance(wanted, list) else []
        )
        for path, entry in self._packages.items():
            target = self._target(path)
            if entry.get("link") is True and any(fnmatchcase(target, glob) for glob in patterns[:_MAX_GLOBS]):
                yield target, path.removeprefix("node_modules/"), ""

    def _wants(self, path: str, *, dev: bool = False) -> Iterator[tuple[str, str, str]]:
        entry = self._packages[path]
        kinds = (*_KINDS, "devDependencies") if dev or "node_modules/" not in path else _KINDS
        for name, spec in declared(entry, kinds):
            found = self._resolve(path, name)
            if found:
                yield self._target(found), name, text(spec)

    def _resolve(self, path: str, name: str) -> str:
        """Find `name` as Node does: in the own node_modules, then in each directory above."""
        for _ in range(_MAX_DEPTH):
            candidate = f"{path}/node_modules/{name}" if path else f"node_modules/{name}"
            if candidate in self._packages:
                return candidate
            if not path:
                break
            path = path.rpartition("/")[0]
            path = path.removesuffix("/node_modules") if path != "node_modules" else ""
        return ""


def declared(entry: object, kinds: Iterable[str]) -> Iterator[tuple[str, object]]:
    """Give name and what is asked for, of each dependency of these kinds in a manifest or an entry."""
    for kind in kinds:
        wanted = entry.get(kind) if isinstance(entry, dict) else None
        yield from wanted.items() if isinstance(wanted, dict) else ()


def hosts_asked(entry: object, kinds: Iterable[str] = OWN_KINDS) -> frozenset[str]:
    """Return the hosts by whose addresses something is asked for: for OWN_KINDS, by the project itself."""
    return frozenset(host for _, spec in declared(entry, kinds) for host in hosts(text(spec)))


def json_object(raw: bytes) -> dict[str, Any]:
    """Read a JSON object; an empty one when `raw` is none, or larger than `MAX_BYTES`."""
    if len(raw) > MAX_BYTES:
        return {}
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def text(value: object) -> str:
    """Return a string that was read, or "" where there was something else."""
    return value if isinstance(value, str) else ""


def shown(way: tuple[str, ...]) -> tuple[str, ...]:
    """Leave the middle out of a way that is longer than `MAX_VIA`."""
    return way if len(way) <= MAX_VIA else (*way[: MAX_VIA // 2], *way[-MAX_VIA // 2 :])


def npm_via(lockfile: bytes, project_name: str, install_path: str) -> tuple[str, ...]:
    """Return the shortest path of names from the project to a package, e.g. ("app", "foo", "evil-pkg").

    Args:
        lockfile: package-lock.json (version 2 or 3) or node_modules/.package-lock.json, as it is on disk.
        project_name: what to call the project.
        install_path: the package's directory, relative to the project ("node_modules/foo") or absolute.

    Returns:
        The names, or () when the lockfile has no such package or no way to it.
    """
    lock = Lockfile(lockfile)
    at = install_path.find("/node_modules/") if install_path.startswith("/") else -1
    return lock.via(project_name, install_path[at + 1 :].strip("/"))


def installed_count(hidden: bytes) -> int | None:
    """Return how many packages npm says it installed, by its own record (node_modules/.package-lock.json)."""
    return sum(1 for _ in Lockfile(hidden).known()) if hidden else None
