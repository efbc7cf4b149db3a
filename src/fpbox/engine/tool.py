# SPDX-License-Identifier: Apache-2.0
"""The package manager that a project asks for, where the image's own will not do.

A project says by `packageManager` in its package.json, or by a release of yarn that is checked in, in which
version it is to be installed; other versions refuse to, or fetch that one themselves. It is put into an image
of its own, where packages' scripts cannot write and a control run tells what it does by itself.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fpbox.attribute.lockfile import json_object
from fpbox.engine.logins import LIMIT, YARN_FILE, yarn_settings
from fpbox.files import head

_RELEASE_LIMIT = 16 << 20
_VERSION = r"[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]{1,40})?"
_ASKED = re.compile(rf"(yarn|pnpm|bun)@({_VERSION})(?:\+.*)?")
_RELEASE = re.compile(rf"\.yarn/releases/yarn-({_VERSION})\.c?js")
_WORD = re.compile(r"(?<![\w./-])(yarn|pnpm|bun)(?:pkg|x)?(?![\w./-])")
_SHELLS = frozenset({"sh", "bash"})
_PROGRAMS = {"yarn": "yarn", "yarnpkg": "yarn", "pnpm": "pnpm", "pnpx": "pnpm", "bun": "bun", "bunx": "bun"}
_USUAL = {"yarn": "4", "bun": "1"}
"""What is taken where a project says only that it is no matter for the image's own."""
_PACKAGES = {"yarn": "@yarnpkg/cli-dist", "pnpm": "pnpm", "bun": "bun"}
_YARN_1 = "1."
_YARN_2_LOCK = re.compile(rb"^__metadata:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Tool:
    """A package manager of npm's world in some version.

    Attributes:
        name: its command: "yarn", "pnpm" or "bun".
        version: exact, or the number of the line whose newest is meant ("4").
        release: checksum of the copy that is checked in with the project, "" where none is.
    """

    name: str
    version: str
    release: str = ""

    @property
    def asked(self) -> bool:
        """Tell whether the project says which version."""
        return "." in self.version

    @property
    def package(self) -> str:
        """The package that npm installs it from, with its version."""
        return f"{_PACKAGES[self.name]}@{self.version}"


def asked_for(command: Sequence[str], project: Path | None) -> Tool | None:
    """Return the package manager that a command needs and the image may lack; blocks.

    Args:
        command: what is to run in the box.
        project: whose files say which version.
    """
    name = _program(command)
    if not name:
        return None
    release = _release(project) if project and name == "yarn" else None
    if release:
        return release
    manifest = json_object(head(project / "package.json", LIMIT)) if project else {}
    asked = _ASKED.fullmatch(str(manifest.get("packageManager", "")))
    if asked and asked[1] == name:
        return None if name == "yarn" and asked[2].startswith(_YARN_1) else Tool(name, asked[2])
    if name == "bun" or (name == "yarn" and project and _is_of_yarn_2(project)):
        return Tool(name, _USUAL[name])
    return None


def checksum(content: bytes) -> str:
    """Sum a script up. Some editors add an end of line, or take it away."""
    return hashlib.sha256(content.rstrip()).hexdigest()


def _program(command: Sequence[str]) -> str:
    """Return which package manager a command starts by its name, or names in a line for the shell; or ""."""
    if not command:
        return ""
    if Path(command[0]).name in _SHELLS:
        found = _WORD.search(" ".join(command[1:]))
        return found[1] if found else ""
    return _PROGRAMS.get(command[0], "")


def _release(project: Path) -> Tool | None:
    """Return the yarn that is checked in, if it goes by the name of a published one."""
    path = yarn_settings(project).get("yarnPath")
    found = _RELEASE.fullmatch(path.removeprefix("./")) if isinstance(path, str) else None
    content = head(project / found[0], _RELEASE_LIMIT) if found else b""
    return Tool("yarn", found[1], checksum(content)) if found and content else None


def _is_of_yarn_2(project: Path) -> bool:
    return bool(head(project / YARN_FILE, 1) or _YARN_2_LOCK.search(head(project / "yarn.lock", LIMIT)))
