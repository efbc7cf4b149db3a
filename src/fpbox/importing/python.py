# SPDX-License-Identifier: Apache-2.0
"""Which distributions are imported, and how: by their RECORD, top_level.txt and METADATA.

Every file read here may have been written by a package.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fpbox.attribute import Claim, Installed, names
from fpbox.attribute.loads import PHASE
from fpbox.attribute.managers import base
from fpbox.importing.plan import Load
from fpbox.model import UNATTRIBUTED, Package

MAX_FILES = 200_000
MAX_MODULES = 20
_MAX_DEPTH = 4
_METADATA_READ = 65_536
_SHOWN = 200
_HOOK_PATH = re.compile(r"(?P<site>.*/(?:site|dist)-packages)/.+")
_FIELD = re.compile(r"(?im)^(name|version):[ \t]*(\S{1,300})[ \t]*\r?$")
_DIST_INFO = re.compile(r"(?P<name>[^/]+?)-(?P<version>[^/-]+)\.dist-info")
_HOOK = re.compile(r"[^/]+\.pth|(?:site|user)customize(?:\.py|/__init__\.py)")
_MODULE = re.compile(r"(?P<name>[^/.]+)\.(?:py|so|(?:cpython|abi3)[^/]*\.so)")
_PREFIX = re.compile(r"(?P<prefix>/.*)/lib(?:64)?/(?P<python>python3\.[0-9]+)/(?:site|dist)-packages")


@dataclass(frozen=True, slots=True)
class Distribution:
    """An installed distribution, as its own files describe it.

    Attributes:
        site: the site directory it is in.
        modules: what to import, dotted. hooks: files of it that Python runs at every start, below `site`.
        requested: the user asked for it, and not another distribution.
    """

    site: str
    name: str
    version: str
    modules: tuple[str, ...]
    hooks: tuple[str, ...]
    requested: bool


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a site directory belongs: below `prefix`; `python` is its interpreter's name, "python3.12"."""

    prefix: str
    python: str


def environment(site: str) -> Environment | None:
    """Return the environment of a site directory, or None where there is no telling."""
    found = _PREFIX.fullmatch(site)
    return Environment(found["prefix"], found["python"]) if found else None


def interpreter(python: str, installed: Installed) -> str:
    """Return the interpreter of that name that the run has used, or "" where it is none of the system's."""
    return next((path for path in installed.interpreters if base(path) == python), "")


def site_of(hook: str) -> str:
    """Return the site directory of a file that Python runs at every start."""
    found = _HOOK_PATH.fullmatch(hook)
    return found["site"] if found else hook.rpartition("/")[0]


def distribution(path: str, files: Mapping[str, bytes]) -> Distribution | None:
    """Read a ``*.dist-info`` directory; None when it is none.

    Args:
        path: of the directory.
        files: what is in it, by name.
    """
    site, _, directory = path.rpartition("/")
    stem = _DIST_INFO.fullmatch(directory)
    fields = dict(reversed(_FIELD.findall(_text(files.get("METADATA", b""))[:_METADATA_READ])))
    fields = {key.lower(): value for key, value in fields.items()}
    if stem is None or "METADATA" not in files:
        return None
    record = list(_record(files.get("RECORD", b"")))
    return Distribution(
        site=site,
        name=names.plain(fields.get("name") or stem["name"], names.MAX_NAME),
        version=names.plain(fields.get("version") or stem["version"], names.MAX_VERSION),
        modules=tuple(_modules(record, files.get("top_level.txt", b""))),
        hooks=tuple(dict.fromkeys(path for path in record if _HOOK.fullmatch(path))),
        requested="REQUESTED" in files,
    )


def loads(distributions: Iterable[Distribution], hooks: Mapping[str, Package]) -> list[Load]:
    """Describe how the distributions of one site directory are loaded, those that were asked for first.

    Args:
        distributions: what was installed.
        hooks: files that Python runs at every start and that are there, with the package that wrote each.
    """
    ordered = sorted(distributions, key=lambda one: not one.requested)
    listed = Counter(f"{one.site}/{hook}" for one in ordered for hook in one.hooks)
    found = []
    for one in ordered:
        own = [hook for hook in one.hooks if listed[f"{one.site}/{hook}"] == 1]
        if one.modules or own:
            found.append(_load(one, own))
    return [*found, *(_hook(path, writer) for path, writer in hooks.items() if listed[path] != 1)]


def _load(one: Distribution, hooks: list[str]) -> Load:
    name = names.canonical(one.name)
    claim = Claim("pypi", name, one.version, PHASE, f"{one.site}/{name}", "loaded by fpbox")
    task = {"site": one.site, "hooks": hooks, "modules": list(one.modules)}
    return Load(claim, f"{name}@{one.version}", task)


def _hook(path: str, writer: Package) -> Load:
    """A file that no distribution says is its own, or several do: whoever wrote it answers for it."""
    owner = writer if writer.ecosystem else UNATTRIBUTED
    site = site_of(path)
    name = path.removeprefix(f"{site}/")
    return Load(owner, names.plain(path, _SHOWN), {"site": site, "hooks": [name], "modules": []})


def _modules(record: Iterable[str], top_level: bytes) -> Iterator[str]:
    """Yield what can be imported, the outermost packages only."""
    named = [line.strip() for line in _text(top_level)[:_METADATA_READ].splitlines()]
    listed = dict.fromkeys(module for path in record if (module := _module(path)))
    outermost = [
        one for one in listed if not any(one.startswith(f"{other}.") for other in _above(one, listed))
    ]
    found = dict.fromkeys((*(name for name in named if name.isidentifier()), *outermost))
    yield from list(found)[:MAX_MODULES]


def _above(module: str, listed: Mapping[str, None]) -> Iterator[str]:
    """Yield the packages above `module` that are listed themselves."""
    parts = module.split(".")
    above = (".".join(parts[:depth]) for depth in range(1, len(parts)))
    yield from (one for one in above if one in listed)


def _module(path: str) -> str:
    """Return the module that a file of a distribution makes, or "" for any other file."""
    folder, _, name = path.rpartition("/")
    parts = folder.split("/") if folder else []
    if name != "__init__.py":
        found = _MODULE.fullmatch(name)
        if parts or not found or _HOOK.fullmatch(path):
            return ""
        parts = [found["name"]]
    good = parts and len(parts) <= _MAX_DEPTH and all(part.isidentifier() for part in parts)
    return ".".join(parts) if good and not _HOOK.fullmatch(path) else ""


def _record(raw: bytes) -> Iterator[str]:
    """Yield the paths of a RECORD, relative to the site directory and below it."""
    rows = csv.reader(_text(raw).splitlines()[:MAX_FILES])
    try:
        for row in rows:
            if (
                row
                and len(row[0]) <= names.MAX_NAME * 2
                and not row[0].startswith("/")
                and ".." not in row[0]
            ):
                yield row[0]
    except csv.Error:
        return


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
