# SPDX-License-Identifier: Apache-2.0
"""Is this process image a package manager, and which?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fpbox.model import Process

Family = Literal["npm", "pip"]

# Programs that are started by an interpreter, by the name of their script without its suffix.
_NODE_SCRIPTS = re.compile(r"(npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack|bun|bunx)(-cli|-[0-9][0-9A-Za-z.]*)?")
_PYTHON_SCRIPTS = re.compile(r"(pip|pip3|pip3\.[0-9]+|__pip-runner__|poetry|pdm|pipx|pyproject-build)")
_PYTHON_MODULES = re.compile(r"(pip|pip3|pip\._internal|poetry|pdm|uv|build|pipx)(\.__main__)?")
_NATIVE: dict[str, Family] = {"bun": "npm", "bunx": "npm", "pnpm": "npm", "uv": "pip", "uvx": "pip"}

_NODE = re.compile(r"(node|nodejs|bun)(-?[0-9.]+)?")
_PYTHON = re.compile(r"(python|pypy)[0-9.]*")
_NODE_VALUES = frozenset(
    {"-r", "--require", "--import", "--loader", "--experimental-loader", "-C", "--conditions"}
)
_PYTHON_VALUES = frozenset({"-X", "-W", "--check-hash-based-pycs"})
_NODE_CODE = frozenset({"-e", "--eval", "-p", "--print", "-pe"})
_MAX_OPTIONS = 32

# Directories that a script of a package, run without privileges, cannot write to.
_SYSTEM = ("/usr/", "/opt/", "/bin/", "/sbin/", "/lib/", "/nix/store/")


@dataclass(frozen=True, slots=True)
class Manager:
    """A package manager that runs.

    Attributes:
        family: whose rules its children follow: "npm" or "pip".
        name: the program: "npm", "npx", "yarn", "pip", "uv" ...
        exe: the interpreter or the program itself.
        script: what it interprets, "" for a module or a native program.
        rest: arguments after the script.
    """

    family: Family
    name: str
    exe: str
    script: str = ""
    rest: tuple[str, ...] = ()


def base(path: str) -> str:
    """Return the last component of `path`."""
    return path.rsplit("/", 1)[-1]


def stem(path: str) -> str:
    """Return the last component without the suffix of a script."""
    return re.sub(r"\.(c?js|mjs|py|exe)$", "", base(path))


def is_python(process: Process) -> bool:
    """Tell whether the image is a Python interpreter."""
    return _PYTHON.fullmatch(base(process.exe)) is not None


def _operand(argv: Sequence[str], values: frozenset[str], code: frozenset[str]) -> int:
    """Return the index of an interpreter's script in `argv`, or 0 when it has none."""
    index = 1
    while index < min(len(argv), _MAX_OPTIONS) and argv[index].startswith("-") and argv[index] != "-":
        if argv[index] in code:
            return 0
        index += 2 if argv[index] in values else 1
    return index if index < len(argv) else 0


def _node(process: Process) -> Manager | None:
    argv = process.argv
    # A script started through its "#!" line may be seen with the arguments it was given or with those the
    # interpreter was given, depending on when they are read.
    for index in (_operand(argv, _NODE_VALUES, _NODE_CODE), 0):
        match = _NODE_SCRIPTS.fullmatch(stem(argv[index])) if index < len(argv) else None
        if match and not (index == 0 and _NODE.fullmatch(base(argv[0]))):
            return Manager("npm", match[1], process.exe, argv[index], argv[index + 1 :])
    return None


def _python(process: Process) -> Manager | None:
    argv = process.argv
    index = _operand(argv, _PYTHON_VALUES, frozenset({"-c", "-m"}))
    module = _module(argv)
    if module:
        found = _PYTHON_MODULES.fullmatch(argv[module])
        return Manager("pip", found[1], process.exe, "", argv[module + 1 :]) if found else None
    for place in (index, 0):
        if place >= len(argv):
            continue
        name = stem(argv[place])
        if name == "__main__" and argv[place].endswith("/pip/__main__.py"):
            name = "pip"
        if _PYTHON_SCRIPTS.fullmatch(name) or (place and argv[place].endswith("/pip")):
            return Manager("pip", name, process.exe, argv[place], argv[place + 1 :])
    return None


def _module(argv: Sequence[str]) -> int:
    """Return the index of the module's name in ``python -m NAME``, or 0."""
    for index in range(1, min(len(argv) - 1, _MAX_OPTIONS)):
        if argv[index] == "-m":
            return index + 1
        if not argv[index].startswith("-") or argv[index] == "-c":
            return 0
    return 0


def identify(process: Process) -> Manager | None:
    """Return the package manager this image is, by its program and arguments, or None."""
    if not process.argv:
        return None
    name = base(process.exe)
    if _PYTHON.fullmatch(name):
        return _python(process)
    native = name.removesuffix(".exe")
    if native in _NATIVE:
        return Manager(_NATIVE[native], native, process.exe, "", process.argv[1:])
    if _NODE.fullmatch(name):
        return _node(process)
    return None


def is_system(path: str) -> bool:
    """Tell whether `path` lies where unprivileged code cannot have put it."""
    return path.startswith(_SYSTEM) and "/../" not in path
