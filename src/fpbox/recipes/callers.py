# SPDX-License-Identifier: Apache-2.0
"""Who did it: clauses against the command lines of the acting process and of those above it.

Asked last, and of every process image once, whatever it does and however often.
"""

from __future__ import annotations

from collections.abc import Iterator

from fpbox.model import Process
from fpbox.recipes.glob import Globs
from fpbox.recipes.recipe import Clause

_MAX_KNOWN = 20_000


def command_line(path: str, argv: tuple[str, ...]) -> str:
    """Return a command line: the program's name without its directory, then its arguments."""
    return " ".join((path.rsplit("/", 1)[-1], *argv[1:]))


def command_lines(process: Process) -> set[str]:
    """Return those of a process: with its program's own name, and with the one it was started by.

    They differ where a link leads to the program (``sh`` to ``dash``), and where a caller claims another.
    """
    names = (process.exe, *process.argv[:1])
    return {command_line(name, process.argv) for name in names}


class CommandLines:
    """Patterns of words, held against the command line of each process image once.

    Memory is bounded: when too many images are known, all are forgotten.
    """

    def __init__(self, globs: Globs) -> None:
        """Take the patterns."""
        self._globs = globs
        self._known: dict[int, bool] = {}

    def match(self, process: Process) -> bool:
        """Tell whether the image's own command line fits."""
        known = self._known.get(process.image)
        if known is None:
            if len(self._known) >= _MAX_KNOWN:
                self._known.clear()
            known = self._known[process.image] = any(map(self._globs.match, command_lines(process)))
        return known

    def match_above(self, process: Process) -> bool:
        """Tell whether that of any image above is."""
        return any(map(self.match, _above(process)))


def _above(process: Process) -> Iterator[Process]:
    """Give the images above, the nearest first; `Process.above` bounds how many there are."""
    above = process.above
    while above is not None:
        yield above
        above = above.above


class Callers:
    """What a clause asks of the acting process, and of those above it."""

    def __init__(self, clause: Clause) -> None:
        """Take the clause's patterns."""
        self._by, self._not_by, self._below, self._not_below = (
            CommandLines(globs) if globs else None
            for globs in (clause.by, clause.not_by, clause.below, clause.not_below)
        )

    @classmethod
    def of(cls, clause: Clause) -> Callers | None:
        """Return None for a clause that asks nothing of them."""
        return cls(clause) if clause.by or clause.not_by or clause.below or clause.not_below else None

    def fit(self, process: Process) -> bool:
        """Hold the process against everything the clause asks."""
        return (
            (self._by is None or self._by.match(process))
            and (self._not_by is None or not self._not_by.match(process))
            and (self._below is None or self._below.match_above(process))
            and (self._not_below is None or not self._not_below.match_above(process))
        )
