# SPDX-License-Identifier: Apache-2.0
"""Which packages of node_modules are loaded: the project's direct dependencies.

Every file read here may have been written by a package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from fpbox.attribute import Claim, names
from fpbox.attribute.graph import graph
from fpbox.attribute.loads import PHASE
from fpbox.attribute.lockfile import Lockfile, json_object, text
from fpbox.importing.plan import Load

MAX_NAMES = 2_000
_KINDS = ("dependencies", "optionalDependencies", "devDependencies", "peerDependencies")
_NAME = re.compile(r"(?:@[A-Za-z0-9~-][\w.~-]*/)?[A-Za-z0-9~_-][\w.~-]*")


def candidates(manifest: bytes, record: bytes) -> list[str]:
    """Return the names of the project's direct dependencies, each of which may or may not be installed.

    Args:
        manifest: the project's package.json.
        record: node_modules/.package-lock.json, which also tells of workspaces and of what was installed
            without being saved; b"" where it was another manager than npm.
    """
    own = _wanted(json_object(manifest))
    found = dict.fromkeys(name for name in (*own, *Lockfile(record).roots()) if is_name(name))
    return list(found)[:MAX_NAMES]


def plugged(workdir: str, manifest: bytes, lock: bytes) -> list[Load]:
    """Describe how the project's direct dependencies are loaded that yarn keeps in archives (Plug'n'Play).

    Args:
        workdir: the project's directory in the box.
        manifest: the project's package.json.
        lock: yarn.lock, which tells the versions, and which of them are installed.
    """
    known, wanted = graph(lock, manifest), json_object(manifest)
    if known is None:
        return []
    versions = {name: known.version(name, asked) for name, asked in _asked(wanted) if is_name(name)}
    found = [(name, version) for name, version in versions.items() if version][:MAX_NAMES]
    return [_load(workdir, name, {"version": version}) for name, version in found]


def is_name(name: str) -> bool:
    """Tell whether this can be the name of a package, and so of a directory below node_modules."""
    return len(name) <= names.MAX_NAME and _NAME.fullmatch(name) is not None


def loads(workdir: str, manifests: Mapping[str, bytes]) -> list[Load]:
    """Describe how the packages are loaded.

    Args:
        workdir: the project's directory in the box.
        manifests: package.json of those that are installed, by name.
    """
    return [_load(workdir, name, json_object(manifest)) for name, manifest in manifests.items()]


def _load(workdir: str, name: str, manifest: Mapping[str, Any]) -> Load:
    version = names.plain(text(manifest.get("version")), names.MAX_VERSION)
    place = f"{workdir}/node_modules/{name}"
    claim = Claim("npm", name, version, PHASE, place, "loaded by fpbox")
    return Load(claim, f"{name}@{version}" if version else name, {"name": name})


def _wanted(manifest: Mapping[str, Any]) -> Iterator[str]:
    return (name for name, _ in _asked(manifest))


def _asked(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for kind in _KINDS:
        wanted = manifest.get(kind)
        yield from ((name, text(spec)) for name, spec in wanted.items()) if isinstance(wanted, dict) else ()
