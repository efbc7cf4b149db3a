# SPDX-License-Identifier: Apache-2.0
"""The lockfiles of yarn and pnpm: by which dependencies did a package get here?

Reads yarn.lock of yarn 1 and of yarn 2 and later, and pnpm-lock.yaml of version 9. Like npm's, the file may
have been written by the very code that is judged: everything in it is checked, and the search is bounded. No
YAML library reads them: nested deeply enough they end libyaml's reader with the whole process, and these
managers write plain indented lines.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fpbox.attribute import names
from fpbox.attribute.asking import hosts
from fpbox.attribute.lockfile import MAX_PACKAGES, MAX_VIA, declared, json_object, shown, text

MAX_BYTES = 16 << 20
_KINDS = ("dependencies", "optionalDependencies", "devDependencies")
_MAX_DEPTH = 8
_Tree = dict[str, Any]


@dataclass(slots=True)
class _Entry:
    """One package of a lockfile.

    Attributes:
        wants: name and what is asked for, of each dependency.
        own: it is one of the project's.
    """

    name: str
    version: str
    wants: list[tuple[str, str]] = field(default_factory=list)
    own: bool = False


_Entries = dict[str, _Entry]


class Graph:
    """The packages of one lockfile, by the words they are asked for with.

    Attributes:
        name: the project's name as its package.json has it, or "".
    """

    def __init__(self, entries: Mapping[str, _Entry], roots: Iterable[tuple[str, str]], name: str) -> None:
        self.name = name
        self._entries = entries
        self._by_name: dict[str, list[_Entry]] = {}
        for entry in entries.values():
            self._by_name.setdefault(entry.name, []).append(entry)
        self._ways = self._search(roots)

    def via(self, project: str, name: str, version: str) -> tuple[str, ...]:
        """Return the names on the shortest way from `project` down to a package, or ().

        A version that the lockfile does not tell (a directory, a link) fits any.
        """
        fitting = [entry for entry in self._by_name.get(name, ()) if entry.version in ("", version)]
        ways = [way for entry in fitting if (way := self._ways.get(id(entry)))]
        if not ways:
            return ()
        return shown((project, *min(ways, key=len)))

    def version(self, name: str, asked: str) -> str:
        """Return the version that a package is locked at for what is asked for; "" when none is locked."""
        entry = self._resolve(name, asked)
        return entry.version if entry is not None else ""

    def asks(self, host: str) -> tuple[str, str]:
        """Return name and version of the first package that asks for another by a host's address, or ""s."""
        for entry in self._entries.values():
            if not entry.own and any(host in hosts(asked) for _, asked in entry.wants):
                return entry.name, entry.version
        return "", ""

    def _search(self, roots: Iterable[tuple[str, str]]) -> dict[int, tuple[str, ...]]:
        ways: dict[int, tuple[str, ...]] = {}
        queue: deque[tuple[tuple[str, ...], Iterable[tuple[str, str]]]] = deque([((), roots)])
        while queue:
            way, wanted = queue.popleft()
            for name, asked in wanted:
                entry = self._resolve(name, asked)
                if entry is not None and id(entry) not in ways and len(way) < MAX_VIA:
                    ways[id(entry)] = (*way, names.plain(name, names.MAX_NAME))
                    queue.append((ways[id(entry)], entry.wants))
        return ways

    def _resolve(self, name: str, asked: str) -> _Entry | None:
        """Find what is meant; where the words are not to be found, the only package of that name is."""
        for key in (f"{name}@{asked}", f"{name}@npm:{asked}", asked):
            if key in self._entries:
                return self._entries[key]
        named = self._by_name.get(name, ())
        return named[0] if len(named) == 1 else None


def graph(lock: bytes, manifest: bytes) -> Graph | None:
    """Read a yarn.lock or a pnpm-lock.yaml; None when it is neither.

    Args:
        lock: the lockfile.
        manifest: the project's package.json, which names the direct dependencies for yarn 1.
    """
    if not lock or len(lock) > MAX_BYTES:
        return None
    data, project = _read(lock.decode("utf-8", "replace").splitlines()), json_object(manifest)
    if isinstance(data.get("importers"), dict):
        entries, roots = _pnpm(data)
    elif "__metadata" in data:
        entries, roots = _yarn_2(data)
    elif b"\n# yarn lockfile v1" in lock[:1024]:
        entries, roots = _yarn_1(data), list(_wanted(project))
    else:
        return None
    return Graph(entries, roots, names.plain(text(project.get("name")), names.MAX_NAME))


def _yarn_1(data: _Tree) -> _Entries:
    entries: _Entries = {}
    for keys, value in data.items():
        if isinstance(value, dict):
            entry = _Entry(names.of_spec(keys), text(value.get("version")), list(_wanted(value)))
            entries.update(dict.fromkeys(keys.split(", "), entry))
    return entries


def _yarn_2(data: _Tree) -> tuple[_Entries, list[tuple[str, str]]]:
    entries: _Entries = {}
    roots: list[tuple[str, str]] = []
    for keys, value in data.items():
        if not isinstance(value, dict):
            continue
        resolution = text(value.get("resolution"))
        own = "@workspace:" in resolution
        entry = _Entry(names.of_spec(resolution), text(value.get("version")), list(_wanted(value)), own)
        entries.update(dict.fromkeys(keys.split(", "), entry))
        if own:
            roots += entry.wants
    return entries, roots


def _pnpm(data: _Tree) -> tuple[_Entries, list[tuple[str, str]]]:
    entries: _Entries = {}
    snapshots, packages = data.get("snapshots"), data.get("packages")
    for key, value in snapshots.items() if isinstance(snapshots, dict) else ():
        name = names.of_spec(key)
        version = key[len(name) + 1 :].partition("(")[0]
        about = packages.get(key) if isinstance(packages, dict) else None
        said = text(about.get("version")) if isinstance(about, dict) else ""
        exact = version if re.match(r"\d", version) else said
        entries[key] = _Entry(name, exact, list(_wanted(value)))
    roots: list[tuple[str, str]] = []
    for importer in data["importers"].values():
        roots += _wanted(importer)
    return entries, roots


def _wanted(entry: object) -> Iterator[tuple[str, str]]:
    """Yield name and what is asked for, of each dependency that an entry or a package.json names."""
    for name, asked in declared(entry, _KINDS):
        yield name, text(asked.get("version") if isinstance(asked, dict) else asked)


def _read(lines: Iterable[str]) -> _Tree:
    """Read indented lines of keys and values: ``key:``, ``key: value`` and yarn 1's ``key "value"``."""
    top: _Tree = {}
    open_at: list[tuple[int, _Tree]] = [(-1, top)]
    for line in lines:
        body = line.strip()
        if not body or body.startswith(("#", "- ")):
            continue
        indent = len(line) - len(line.lstrip(" "))
        while open_at[-1][0] >= indent:
            open_at.pop()
        parent = open_at[-1][1]
        key, value = _split(body)
        if len(parent) >= MAX_PACKAGES or len(open_at) > _MAX_DEPTH:
            continue
        if value:
            parent[key] = value
        else:
            parent[key] = {}
            open_at.append((indent, parent[key]))
    return top


def _split(body: str) -> tuple[str, str]:
    """Take a line apart; what opens a block has no value, and several keys before it stay joined by ", "."""
    if body.endswith(":"):
        return ", ".join(key.strip("\"'") for key in body[:-1].split(", ")), ""
    if body[0] in "\"'" and (end := body.find(body[0], 1)) > 0:
        key, value = body[1:end], body[end + 1 :].lstrip(":")
    else:
        key, colon, value = body.partition(": ")
        if not colon:
            key, _, value = body.partition(" ")
    return key, value.strip().strip("\"'") or "''"
