# SPDX-License-Identifier: Apache-2.0
"""Patterns of one part of a path, and what is filed under each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Generic, TypeVar

from fpbox.recipes.glob import Globs, is_wild

Value = TypeVar("Value")

_ANY = "*"


@cache
def _matcher(pattern: str) -> Callable[[str], object]:
    """Compile a pattern when it is first needed; only recipes' own ones come here."""
    return Globs.paths((pattern,)).match


class Parts(Generic[Value]):
    """What fits one part of a path, that is a text without a slash.

    Most texts fit nothing but ``*``. `plain`, `prefixes`, `suffixes` and `odd` tell so quickly; whoever asks
    often looks at them without a call.

    Attributes:
        usual: what is filed under ``*``, which every text fits.
        plain: under patterns without wildcards.
        prefixes, suffixes: what patterns with wildcards begin with, or else end with.
        odd: patterns that do neither are there.
    """

    __slots__ = ("_begun", "_free", "odd", "plain", "prefixes", "suffixes", "usual")

    def __init__(self, filed: Iterable[tuple[str, Value]]) -> None:
        """Take (pattern, value) pairs, in the order in which the values are to be found."""
        by_pattern: dict[str, list[Value]] = {}
        for pattern, value in filed:
            by_pattern.setdefault(pattern, []).append(value)
        wild = {pattern: tuple(values) for pattern, values in by_pattern.items() if is_wild(pattern)}
        self.plain = {pattern: tuple(values) for pattern, values in by_pattern.items() if pattern not in wild}
        self.usual = wild.pop(_ANY, ())
        begins = {pattern: pattern.partition("*")[0].partition("?")[0] for pattern in wild}
        self._free = [(pattern, wild[pattern]) for pattern, begin in begins.items() if not begin]
        self._begun: dict[str, list[tuple[str, tuple[Value, ...]]]] = {}
        for pattern, begin in begins.items():
            if begin:
                self._begun.setdefault(begin[0], []).append((pattern, wild[pattern]))
        ends = {_end(pattern) for pattern, _ in self._free}
        self.prefixes = tuple(filter(None, set(begins.values())))
        self.suffixes = tuple(filter(None, ends))
        self.odd = "" in ends

    def filed(self) -> Iterator[tuple[str, Value]]:
        """Give all (pattern, value) pairs but what is usual."""
        wild = (*self._free, *(one for some in self._begun.values() for one in some))
        for pattern, values in (*self.plain.items(), *wild):
            yield from ((pattern, value) for value in values)

    def is_usual(self, part: str) -> bool:
        """Tell whether a text fits nothing but ``*``; False may be wrong."""
        return not (
            self.odd or part in self.plain or part.startswith(self.prefixes) or part.endswith(self.suffixes)
        )

    def find(self, part: str) -> tuple[Value, ...]:
        """Return what a text fits, first what everything does."""
        found = self.usual + self.plain.get(part, ())
        for pattern, values in (*self._begun.get(part[:1], ()), *self._free):
            if _matcher(pattern)(part):
                found += values
        return found


def _end(pattern: str) -> str:
    """Return what a pattern ends with after its last wildcard."""
    return pattern[max(pattern.rfind("*"), pattern.rfind("?")) + 1 :]
