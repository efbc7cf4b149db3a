# SPDX-License-Identifier: Apache-2.0
"""pip, uv, poetry and other build frontends: which package a build hook belongs to."""

from __future__ import annotations

import re

from fpbox.attribute import names
from fpbox.attribute.claims import Claim
from fpbox.attribute.managers import base, is_python
from fpbox.model import Process

_HOOK_SCRIPT = re.compile(r"(.*/)?(pyproject_hooks/_in_process|pep517/in_process|pep517)/_in_process\.py")
_HOOK_IN_CODE = re.compile(
    r"\b((?:get_requires_for_|prepare_metadata_for_)?build_(?:wheel|editable|sdist))\b"
)
_SETUP_PY = re.compile(r"\bsetup\.py\b")
_SETUP_COMMANDS = frozenset(
    {
        "egg_info",
        "bdist_wheel",
        "dist_info",
        "install",
        "develop",
        "build",
        "build_ext",
        "build_py",
        "sdist",
        "clean",
    }
)
_UNPACKED = re.compile(r"/pip-(?:install|wheel|download)-[^/]+/([^/]+)_[0-9a-f]{32}(?=/|$)")
_UNNAMED = re.compile(r"/pip-(?:req-build|install|wheel|download)-[^/]+")
_UV = re.compile(r"/sdists-v[0-9]+/(?:pypi|index/[^/]+|url|path|git)/([^/]+)/([^/]+)/")
_UV_REGISTRY = re.compile(r"/sdists-v[0-9]+/(?:pypi|index/[^/]+)/([^/]+)/([^/]+)/")
_NAME = r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)"
_SDIST = re.compile(_NAME + r"-([0-9][^/-]*)\.(?:tar\.gz|tgz|zip|tar\.bz2|tar\.xz|tar)")
_WHEEL = re.compile(_NAME + r"-([0-9][^/-]*)(?:-[^/-]+)?-[^/-]+-[^/-]+-[^/-]+\.whl")
_DIST_INFO = re.compile(_NAME + r"-([0-9][^/-]*)\.dist-info")
_DIRECTORY = re.compile(_NAME + r"-([0-9][^/-]*)")
# Code passed on the command line is read this far for the hook's name.
_MAX_CODE = 20_000


def hook(process: Process) -> str:
    """Return the build hook or setup.py command the image was started for, or ""."""
    if not is_python(process):
        return ""
    argv = process.argv
    for index, word in enumerate(argv[1:32], 1):
        if _HOOK_SCRIPT.fullmatch(word) and index + 1 < len(argv):
            return names.phase(argv[index + 1])  # every hook imports the backend, also "_supported_features"
        if word == "-c" and index + 1 < len(argv):
            return _hook_in_code(argv[index + 1][:_MAX_CODE], argv[index + 2 :])
        if base(word) == "setup.py" and index + 1 < len(argv):
            return _setup_command(argv[index + 1 :])
    return ""


def _hook_in_code(code: str, rest: tuple[str, ...]) -> str:
    if _SETUP_PY.search(code) and "setuptools" in code:
        return _setup_command(rest)
    found = _HOOK_IN_CODE.findall(code)
    return str(found[-1]) if found else ""


def _setup_command(rest: tuple[str, ...]) -> str:
    return next((word for word in rest[:32] if word in _SETUP_COMMANDS), "setup.py")


def build(process: Process, project: str) -> Claim | None:
    """Return whose build hook `process` is, which a frontend has just started, or None when it is none."""
    phase = hook(process)
    return in_folder(process.cwd, project, phase) if phase else None


def in_folder(folder: str, project: str, phase: str, basis: str = "") -> Claim:
    """Return which package is built in a folder; `basis` is how that is known, if not by the folder alone."""
    name, version, place, by_folder = where(folder)
    basis = basis or by_folder
    if name:
        return Claim("pypi", name, version, phase, place, basis)
    stand_in = names.plain(base(place), names.MAX_NAME) or "unnamed"
    return Claim("pypi", stand_in, "", phase, place, basis, named=False, project=place == project)


def evidence(process: Process) -> Claim | None:
    """Return the package in whose build directory an image of unknown parentage stands."""
    name, version, place, _ = where(process.cwd)
    return Claim("pypi", name, version, "build", place, "its directory alone") if name else None


def where(cwd: str) -> tuple[str, str, str, str]:
    """Read a build's directory: name ("" if it says none), version, package directory, how it is known."""
    unpacked = _UNPACKED.search(cwd)
    if unpacked:
        return names.plain(unpacked[1], names.MAX_NAME), "", cwd[: unpacked.end()], "pip's directory for it"
    uv = _UV_REGISTRY.search(cwd)
    if uv:
        name, version = names.plain(uv[1], names.MAX_NAME), names.plain(uv[2], names.MAX_VERSION)
        return name, version, cwd, "uv's directory for it"
    if _UV.search(cwd):
        return "", "", cwd, "uv's directory, which does not name it"
    unnamed = _UNNAMED.search(cwd)
    if unnamed:
        return "", "", cwd[: unnamed.end()], "pip's directory, which does not name it"
    return "", "", cwd.rstrip("/"), "the local directory it is built in"


def distribution(path: str) -> tuple[str, str] | None:
    """Return the name and version that a distribution's or its metadata's path says, or None."""
    parts = path.rsplit("/", 2)
    for part, pattern in (
        (parts[-1], _SDIST),
        (parts[-1], _WHEEL),
        (parts[-2] if len(parts) > 1 else "", _DIST_INFO),
    ):
        found = pattern.fullmatch(part[:512])
        if found:
            return names.plain(found[1], names.MAX_NAME), names.plain(found[2], names.MAX_VERSION)
    return None


def unpacked(cwd: str) -> tuple[str, str] | None:
    """Return name and version from a directory called NAME-VERSION, as poetry and others unpack to."""
    found = _DIRECTORY.fullmatch(base(cwd)[:512])
    return (found[1], found[2]) if found else None
