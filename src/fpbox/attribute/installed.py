# SPDX-License-Identifier: Apache-2.0
"""What an install has put into Python's site directories, and the interpreters it used."""

from __future__ import annotations

import re

from fpbox.attribute.managers import base, is_system
from fpbox.model import TOOLCHAIN, Action, Event, Package, Process

_MAX = 4_096
_MAX_PATH = 1_024
_SITE = r"(?P<site>/(?:[^/]+/)*(?:site|dist)-packages)/"
_DIST_INFO = re.compile(_SITE + r"(?P<name>[^/]+\.dist-info)(?:/[^/]*)?")
_HOOK = re.compile(_SITE + r"(?P<name>[^/]+\.pth|(?:site|user)customize(?:\.py|/__init__\.py))")
MADE, HOOKS = ".dist-info", (".pth", "customize.py", "customize/__init__.py")
_INTERPRETER = re.compile(r"node|nodejs|python3\.[0-9]+")


class Installed:
    """Collects it from the events of a run. Everything is an attempt that was seen, not what is there now.

    Attributes:
        distributions: paths of ``*.dist-info`` directories, in the order they were made.
        names: of those that a package manager has laid down.
        hooks: paths of the files that Python runs at every start, with the package whose process wrote each.
        interpreters: programs that the user's command ran and that no package can have written.
    """

    def __init__(self) -> None:
        self.distributions: dict[str, None] = {}
        self.names: set[str] = set()
        self.hooks: dict[str, Package] = {}
        self.interpreters: dict[str, None] = {}

    @staticmethod
    def concerns(action: Action, path: str) -> bool:
        """Tell quickly whether such an event can be of interest."""
        if action is not Action.WRITE or "-packages/" not in path:
            return False
        return path.endswith((MADE, *HOOKS)) or f"{MADE}/" in path

    def note(self, event: Event, *, by_manager: bool) -> None:
        """Take one event that `concerns`; `by_manager`: a package manager that is believed did it."""
        path = event.object
        if len(path) > _MAX_PATH:
            return
        if found := _DIST_INFO.fullmatch(path):
            directory = f"{found['site']}/{found['name']}"
            if len(self.distributions) < _MAX:
                self.distributions.setdefault(directory)
            if by_manager and len(self.names) < _MAX:
                self.names.add(found["name"].partition("-")[0])
        elif _HOOK.fullmatch(path) and (path in self.hooks or len(self.hooks) < _MAX):
            self.hooks[path] = event.scope.package

    def ran(self, process: Process, package: Package) -> None:
        """Take note of a program that runs."""
        if package == TOOLCHAIN and is_system(process.exe) and _INTERPRETER.fullmatch(base(process.exe)):
            self.interpreters.setdefault(process.exe)
