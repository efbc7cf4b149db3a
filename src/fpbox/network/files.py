# SPDX-License-Identifier: Apache-2.0
"""Hosts that a project's files name: registries in its configuration, and where its lockfiles' packages are.

Only addresses in the places of registries and of dependencies count, not just any address in a file. Files
are hostile input: they are searched, and only so much of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from fpbox.network.hosts import Allowed, Why, of_url

MAX_BYTES = 32 << 20
_MAX_URLS = 100_000
_BEFORE = 300
_URL = re.compile(rb"(?:git\+)?(?:https?|ssh|git)://[^\s\"'`<>#,{}\[\]()/?\\]{1,300}")
_MANIFEST = "package.json"
_DEPENDENCIES = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "resolutions")


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands before an address, in its line, where it counts."""

    why: Why
    before: re.Pattern[bytes]


def _places(why: Why, *patterns: bytes) -> tuple[_Place, ...]:
    return tuple(_Place(why, re.compile(rb"(?:" + pattern + rb")$")) for pattern in patterns)


_RESOLVED = _places(Why.LOCKFILE, rb'"resolved"\s*:\s*"')
_DIRECT = _places(Why.LOCKFILE, rb"^\s*(?:-e\s+|--editable[ =]+)?", rb"@\s*")
_OPTIONS = rb"^\s*(?:-i|-f|--index-url|--extra-index-url|--find-links)[ =]+"
_ASSIGNED = rb'\b(?:url|git|registry)\s*=\s*"'
_FILES: Mapping[str, tuple[_Place, ...]] = {
    "package-lock.json": _RESOLVED,
    "npm-shrinkwrap.json": _RESOLVED,
    "yarn.lock": _places(Why.LOCKFILE, rb'^\s+resolved "?', rb'^\s+resolution: "@?[^@"]+@'),
    "pnpm-lock.yaml": _places(Why.LOCKFILE, rb"\b(?:tarball|repo): ['\"]?"),
    "bun.lock": _places(Why.LOCKFILE, rb'[\[,]\s*"'),
    "uv.lock": _places(Why.LOCKFILE, _ASSIGNED),
    "poetry.lock": _places(Why.LOCKFILE, _ASSIGNED),
    "pdm.lock": _places(Why.LOCKFILE, _ASSIGNED),
    "Pipfile.lock": _places(Why.LOCKFILE, rb'"(?:url|file|git)"\s*:\s*"'),
    "requirements*.txt": (*_DIRECT, *_places(Why.PROJECT, _OPTIONS)),
    "constraints*.txt": _DIRECT,
    "pyproject.toml": (
        *_places(Why.PROJECT, rb'^\s*url\s*=\s*"', rb'^\s*(?:index-url|extra-index-url)\s*=.*"'),
        *_places(Why.LOCKFILE, rb'"[^"]*@\s*', rb'\{.*\b(?:url|git)\s*=\s*"'),
    ),
    "uv.toml": _places(Why.PROJECT, rb'\burl\s*=\s*"', rb'^\s*(?:index-url|extra-index-url)\s*=.*"'),
    ".npmrc": _places(Why.PROJECT, rb"^\s*(?:@[^:\s]+:)?registry\s*=\s*[\"']?"),
    ".yarnrc": _places(Why.PROJECT, rb'^\s*"?(?:@[^:\s]+:)?registry"?\s+"?'),
    ".yarnrc.yml": _places(Why.PROJECT, rb"\bnpmRegistryServer:\s*['\"]?"),
    "bunfig.toml": _places(Why.PROJECT, rb'\b(?:registry|url)\s*=\s*"'),
}
NAMES = (_MANIFEST, *_FILES)
"""The names of the files, in fnmatch's language."""


def wants(name: str) -> bool:
    """Tell whether a file of this name can name hosts."""
    return any(fnmatchcase(name, pattern) for pattern in NAMES)


def of_files(files: Mapping[str, bytes]) -> list[Allowed]:
    """Return the hosts that files name, each once for each reason.

    Args:
        files: by name; what is beyond 32 MiB of one is not looked at.
    """
    found: dict[Allowed, None] = {}
    for name, data in files.items():
        hosts = _of_manifest(data) if name == _MANIFEST else _of_text(name, data[:MAX_BYTES])
        found |= dict.fromkeys(hosts)
    return list(found)


def _of_manifest(data: bytes) -> Iterator[Allowed]:
    """Find the addresses that dependencies of a package.json have in place of versions."""
    try:
        manifest = json.loads(data[:MAX_BYTES])
    except (ValueError, RecursionError):
        return
    for section in _DEPENDENCIES if isinstance(manifest, dict) else ():
        named = manifest.get(section)
        for wanted in named.values() if isinstance(named, dict) else ():
            host = of_url(wanted, Why.LOCKFILE) if isinstance(wanted, str) else None
            if host is not None:
                yield host


def _of_text(name: str, data: bytes) -> Iterator[Allowed]:
    places = [place for pattern, some in _FILES.items() if fnmatchcase(name, pattern) for place in some]
    for count, match in enumerate(_URL.finditer(data)):
        if count >= _MAX_URLS:
            return
        before = data[max(0, match.start() - _BEFORE) : match.start()].rpartition(b"\n")[2]
        why = next((place.why for place in places if place.before.search(before)), None)
        host = of_url(match[0].decode("ascii", "replace"), why) if why is not None else None
        if host is not None:
            yield host
