# SPDX-License-Identifier: Apache-2.0
"""The import phase: which package a process of the driver's was started to load.

The driver is a program of fpbox's in the box. It starts one process after another, each with a word that
nobody else knows; the word says which package is loaded. What appears as a child of the driver's without such
a word is a process that a package has put there.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import replace

from fpbox.model import TOOLCHAIN, Package, Process, Scope

DRIVER = Scope(TOOLCHAIN, basis="fpbox's own program, which loads the packages")
PHASE = "import"
GUESSED = 0.6
_MAX_FORKS = 65_536
_WORD = re.compile(r"x[0-9a-f]{24}")


def new_word() -> str:
    """Return a word that nobody can guess, and that is a name in every language."""
    return f"x{secrets.token_hex(12)}"


class Loads:
    """The words that are still to come, and the package that is being loaded.

    Attributes:
        begun: words that were seen, in order.
    """

    def __init__(self, words: Mapping[str, Package]) -> None:
        self._waiting = dict(words)
        self._driver = 0
        self._forks: set[int] = set()
        self._scope = DRIVER
        self.begun: list[str] = []

    def driver(self, process: Process) -> Scope:
        """Take note of the driver itself."""
        self._driver = process.image
        return replace(self._scope, root=process.image)

    def child(self, process: Process) -> Scope | None:
        """Return what a child of the driver's works for, or None for any other process."""
        if process.parent != self._driver and process.parent not in self._forks:
            return None
        if process.kind == "fork":
            # Between its fork and its exec it may be the next package's, or one that a package put here.
            if process.parent == self._driver and len(self._forks) < _MAX_FORKS:
                self._forks.add(process.image)
            return self._scope
        self._forks.discard(process.parent)
        package = self._word_of(process)
        if package is not None:
            basis = "loaded by fpbox, alone in its process with what it loads itself"
            self._scope = Scope(package, PHASE, 1.0, basis, process.image)
        return self._scope

    def orphan(self) -> Scope:
        """Return the likeliest scope where the parent is not known: nothing outlives a package's turn."""
        if self._scope.package == TOOLCHAIN:
            return self._scope
        return replace(self._scope, confidence=GUESSED, basis="seen while the package was loaded")

    def _word_of(self, process: Process) -> Package | None:
        for argument in process.argv[1:]:
            found = _WORD.match(argument)
            if found and found[0] in self._waiting:
                self.begun.append(found[0])
                return self._waiting.pop(found[0])
        return None
