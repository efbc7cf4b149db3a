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

    Most texts fit nothing but ``*``. `plain`, `wild` and what it sums up tell so quickly; whoever asks often
    looks at them without a call.

    Attributes:
        usual: what is filed under ``*``, which every text fits.
        plain: under patterns without wildcards.
        wild: there are patterns with wildcards, of which the following tells.
        prefixes, suffixes: what such patterns begin with, or else end with.
        firsts: the first letters of the prefixes.
        kinds: those of the endings, most of them, that are what a name has after its last dot. One look-up
            tells of all, where `suffixes` are tried one by one.
        odd: patterns that do neither are there.
    """

    __slots__ = (
        "_begun",
        "_ended",
        "_free",
        "_lengths",
        "firsts",
        "kinds",
        "odd",
        "plain",
        "prefixes",
        "suffixes",
        "usual",
        "wild",
    )

    def __init__(self, filed: Iterable[tuple[str, Value]]) -> None:
        """Take (pattern, value) pairs, in the order in which the values are to be found."""
        by_pattern: dict[str, list[Value]] = {}
        for pattern, value in filed:
            by_pattern.setdefault(pattern, []).append(value)
        wild = {pattern: tuple(values) for pattern, values in by_pattern.items() if is_wild(pattern)}
        self.plain = {pattern: tuple(values) for pattern, values in by_pattern.items() if pattern not in wild}
        self.usual = wild.pop(_ANY, ())
        begins = {pattern: pattern.partition("*")[0].partition("?")[0] for pattern in wild}
        free = {pattern: wild[pattern] for pattern, begin in begins.items() if not begin}
        ended = [one for one in free if one.startswith(_ANY) and not is_wild(one[1:])]
        self._ended = {pattern[1:]: free.pop(pattern) for pattern in ended}
        self._lengths = sorted(set(map(len, self._ended)))
        self._free = list(free.items())
        self._begun: dict[str, list[tuple[str, tuple[Value, ...]]]] = {}
        for pattern, begin in begins.items():
            if begin:
                self._begun.setdefault(begin[0], []).append((pattern, wild[pattern]))
        ends = {*self._ended, *map(_end, free)}
        self.prefixes = tuple(filter(None, set(begins.values())))
        self.firsts = frozenset(begin[0] for begin in self.prefixes)
        self.kinds = frozenset(end[1:] for end in ends if end.rfind(".") == 0)
        self.suffixes = tuple(end for end in ends if end and not ("." in end and kind_of(end) in self.kinds))
        self.odd = "" in ends
        self.wild = bool(wild)

    def filed(self) -> Iterator[tuple[str, Value]]:
        """Give all (pattern, value) pairs but what is usual."""
        ended = ((f"*{end}", values) for end, values in self._ended.items())
        begun = (one for some in self._begun.values() for one in some)
        for pattern, values in (*self.plain.items(), *ended, *self._free, *begun):
            yield from ((pattern, value) for value in values)

    def is_usual(self, part: str) -> bool:
        """Tell whether a text fits nothing but ``*``; False may be wrong."""
        return not (
            part in self.plain
            or (
                self.wild
                and (
                    kind_of(part) in self.kinds
                    or (part[:1] in self.firsts and part.startswith(self.prefixes))
                    or part.endswith(self.suffixes)
                    or self.odd
                )
            )
        )

    def find(self, part: str) -> tuple[Value, ...]:
        """Return what a text fits, first what everything does."""
        found = self.usual + self.plain.get(part, ())
        for length in self._lengths:
            found += self._ended.get(part[-length:], ())
        for pattern, values in (*self._begun.get(part[:1], ()), *self._free):
            if _matcher(pattern)(part):
                found += values
        return found


def kind_of(name: str) -> str:
    """Return what a name has after its last dot, as `Parts.kinds` are; all of it if it has none."""
    return name.rpartition(".")[2]


def _end(pattern: str) -> str:
    """Return what a pattern ends with after its last wildcard."""
    return pattern[max(pattern.rfind("*"), pattern.rfind("?")) + 1 :]
