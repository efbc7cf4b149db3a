# SPDX-License-Identifier: Apache-2.0
"""Whether any of many patterns can fit an object, told by the directory it lies in.

A run looks at many names in few directories. What a directory leaves of the patterns is worked out once; each
further name in it costs a few look-ups, however many patterns there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache

from fpbox.recipes.glob import Globs, is_wild

_MAX_FOLDERS = 20_000
_MAX_LENGTH = 1_024
"""Longer directories are worked out each time, so that what is remembered stays small."""
_ANY = "**"


@cache
def _matcher(patterns: tuple[str, ...]) -> Callable[[str], object]:
    """Compile patterns when they are first needed; only recipes' own ones come here."""
    return Globs.paths(patterns).match


@dataclass(slots=True)
class _Names:
    """What patterns with one and the same directory say of the last part of a path.

    Attributes:
        plain: names without wildcards. every: any name fits, and whatever lies below.
    """

    plain: set[str] = field(default_factory=set)
    wild: tuple[str, ...] = ()
    every: bool = False

    def add(self, name: str) -> None:
        """Take the last part of a pattern."""
        if name == _ANY:
            self.every = True
        elif is_wild(name):
            self.wild += (name,)
        else:
            self.plain.add(name)


class Folders:
    """Patterns, by directory. Never says that none fits where one does; may say one fits where none does.

    Memory is bounded by the patterns and by the number and length of the directories remembered.
    """

    def __init__(self) -> None:
        self._everywhere = _Names()
        self._plain: dict[str, _Names] = {}
        self._below: set[str] = set()
        self._loose: set[str] = set()
        self._wild: dict[str, dict[str, _Names]] = {}
        self._known: dict[str, tuple[_Names, ...] | None] = {}

    @classmethod
    def of(cls, patterns: Iterable[str]) -> Folders:
        """Take patterns of paths, without braces."""
        folders = cls()
        for pattern in patterns:
            folders.add(pattern)
        return folders

    def add(self, pattern: str) -> None:
        """Take one more pattern, without braces."""
        head, slash, last = pattern.rpartition("/")
        parts = pattern.split("/")
        if any(_ANY in part and part != _ANY for part in parts) or head.startswith(_ANY + "/" + _ANY):
            self._loose.add(_literal(pattern))
        elif head == _ANY or (not slash and last == _ANY):
            self._everywhere.add(last)
        elif not is_wild(head):
            if last == _ANY:
                self._below.add(head + slash)
            else:
                self._plain.setdefault(head, _Names()).add(last)
        else:
            self._add_wild(head, last)
        self._known.clear()

    def _add_wild(self, head: str, last: str) -> None:
        """File a directory with wildcards under a part without any that each that fits has."""
        key = next((part for part in reversed(head.split("/")) if part and not is_wild(part)), "")
        whole = f"{head}/**" if last == _ANY else f"{head}/"
        self._wild.setdefault(key, {}).setdefault(whole, _Names()).add(last)

    def may_fit(self, name: str) -> bool:
        """Tell whether any pattern may fit an object; False is certain."""
        folder, _, last = name.rpartition("/")
        known = self._known.get(folder, ())
        if known == ():
            known = self._work_out(folder)
        if known is None:
            return True
        for names in known:  # noqa: SIM110 - any() would take longer than all the rest
            if last in names.plain or (names.wild and _matcher(names.wild)(last)):
                return True
        return False

    def _work_out(self, folder: str) -> tuple[_Names, ...] | None:
        """Return what a directory leaves of the patterns; None when any name in it may fit."""
        left = self._left(folder)
        if len(folder) <= _MAX_LENGTH:
            if len(self._known) >= _MAX_FOLDERS:
                self._known.clear()
            self._known[folder] = left
        return left

    def _left(self, folder: str) -> tuple[_Names, ...] | None:
        whole = folder + "/"
        if whole.startswith((*self._loose, *self._below)):
            return None
        found = [self._everywhere]
        if folder in self._plain:
            found.append(self._plain[folder])
        for key in self._wild.keys() & {"", *folder.split("/")}:
            found += (names for one, names in self._wild[key].items() if _matcher((one,))(whole))
        return None if any(names.every for names in found) else tuple(found)


def _literal(pattern: str) -> str:
    """Return the directories that a pattern begins with, as far as they have no wildcards."""
    plain = pattern.partition("*")[0].partition("?")[0]
    return plain[: plain.rfind("/") + 1]
