# SPDX-License-Identifier: Apache-2.0
"""Which of many patterns fit a path, found part by part.

All patterns are followed at the same time. Where they stand after a directory is worked out once from where
they stood after the one above it, and there are few such places however many directories a run looks at: so a
new name costs two or three look-ups, and a new directory hardly more.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

from fpbox.model import Action
from fpbox.recipes.parts import Parts

Value = TypeVar("Value", bound=Hashable)
Found = TypeVar("Found")

_ANY = "*"
_DEEP = "**"
_MAX_FOLDERS = 65_536
_MAX_LENGTH = 1_024
"""Longer directories and names are worked out each time, so that what is remembered stays small."""
_MAX_PLACES = 4_096
_MAX_NAMES = 20_000


class _Node(Generic[Value]):
    """Where a pattern is after some of its parts, but the last.

    Attributes:
        ways: where each further part leads. deep: where ``**`` leads, which stands for none, too.
        stays: whatever comes, it is still there: it comes after ``**``.
        last: what is filed under the last part, by action.
    """

    __slots__ = ("deep", "last", "stays", "ways")

    def __init__(self, *, stays: bool = False) -> None:
        self.ways: dict[str, _Node[Value]] = {}
        self.deep: _Node[Value] | None = None
        self.stays = stays
        self.last: dict[Action, list[tuple[str, Value]]] = {}

    def step(self, part: str) -> _Node[Value]:
        """Return where a part of a pattern leads; make it."""
        if part != _DEEP:
            return self.ways.setdefault(part, _Node())
        if self.stays:
            return self
        self.deep = self.deep or _Node(stays=True)
        return self.deep


class End(Parts[Value], Generic[Value, Found]):
    """What is filed under the last part for one action.

    Attributes:
        found: what is made of what is usual.
    """

    __slots__ = ("found",)
    found: Found


class _Place(Generic[Value, Found]):
    """Where all patterns stand after some directory.

    Attributes:
        parts: where the next directory leads. known: to what place, if it is one that patterns name.
        usual: to what place any other leads.
        ends: what is filed under the last part, by action, as far as it was asked for.
    """

    __slots__ = ("ends", "known", "nodes", "parts", "usual")

    def __init__(self, nodes: tuple[_Node[Value], ...]) -> None:
        self.nodes = nodes
        self.parts = Parts(
            [(_ANY, node) for node in nodes if node.stays]
            + [way for node in nodes for way in node.ways.items()]
        )
        self.known: dict[str, _Place[Value, Found]] = {}
        self.usual: _Place[Value, Found] | None = None
        self.ends: dict[Action, End[Value, Found]] = {}


class Ways(Generic[Value, Found]):
    """Patterns of paths and other objects, by action, each with a value.

    Finds exactly the values whose patterns fit, but for patterns with a part that has ``**`` and something
    else (``a**``): those are found for whatever begins like them.

    Memory is bounded by the patterns and by the number and length of what is remembered.
    """

    def __init__(self, made: Callable[[tuple[Value, ...]], Found]) -> None:
        """Take what makes of the values found, of which some may be there several times, what is returned.

        It is asked rarely, and its answer remembered.
        """
        self._made = made
        self._start: _Node[Value] = _Node()
        self._places: dict[frozenset[_Node[Value]], _Place[Value, Found]] = {}
        self._folders: dict[str, _Place[Value, Found]] = {}
        self._names: dict[tuple[Parts[Value], str], Found] = {}
        self._founds: dict[tuple[Value, ...], Found] = {}
        self._root: _Place[Value, Found] | None = None

    def add(self, pattern: str, actions: Iterable[Action], value: Value) -> None:
        """File a value under a pattern without braces."""
        node, (*head, last) = self._start, split(pattern)
        for part in head:
            node = node.step(part)
        for action in actions:
            node.last.setdefault(action, []).append((last, value))
        if self._root is not None:
            self._forget()

    def find(self, action: Action, name: str) -> Found:
        """Return what is made of the values whose patterns fit an object."""
        folder, slash, last = name.rpartition("/")
        place = self._folders.get(folder) if slash else self._root
        if place is None:
            place = self._walk(folder) if slash else self._beginning()
        end = place.ends.get(action)
        if end is None:
            end = self._end(place, action)
        if (  # As Parts.is_usual does: a call would take longer than all the rest.
            last in end.plain
            or (
                end.wild
                and (
                    last.rpartition(".")[2] in end.kinds
                    or (last[:1] in end.firsts and last.startswith(end.prefixes))
                    or last.endswith(end.suffixes)
                    or end.odd
                )
            )
        ):
            return self._named(end, last)
        return end.found

    def end(self, action: Action, folder: str) -> End[Value, Found]:
        """Return what holds for the objects in a directory, and for which of them it may not."""
        place = self._folders.get(folder) or self._walk(folder)
        return place.ends.get(action) or self._end(place, action)

    def _end(self, place: _Place[Value, Found], action: Action) -> End[Value, Found]:
        """Return what is filed under the last part for an action."""
        end: End[Value, Found] = End(pair for node in place.nodes for pair in node.last.get(action, ()))
        end.found = self._found(end.usual)
        place.ends[action] = end
        return end

    def _named(self, end: End[Value, Found], last: str) -> Found:
        """Return what is made of what a last part fits that may fit more than usual."""
        known = self._names.get((end, last))
        if known is None:
            known = self._found(end.find(last))
            if len(last) <= _MAX_LENGTH:
                if len(self._names) >= _MAX_NAMES:
                    self._names.clear()
                self._names[end, last] = known
        return known

    def _found(self, values: tuple[Value, ...]) -> Found:
        """Return what is made of values."""
        known = self._founds.get(values)
        if known is None:
            if len(self._founds) >= _MAX_PLACES:
                self._founds.clear()
            known = self._founds[values] = self._made(values)
        return known

    def _beginning(self) -> _Place[Value, Found]:
        """Return where patterns stand before any part. All other places come after it."""
        if self._root is None:
            self._root = self._place((self._start,))
        return self._root

    def _walk(self, folder: str) -> _Place[Value, Found]:
        """Find a directory's place from the nearest one above that is known."""
        if len(self._places) >= _MAX_PLACES:
            self._forget()
        steps: list[tuple[str, str]] = []
        place: _Place[Value, Found] | None = None
        while place is None:
            above, slash, part = folder.rpartition("/")
            steps.append((folder, part))
            place = self._folders.get(above) if slash else self._beginning()
            folder = above
        for whole, part in reversed(steps):
            place = self._next(place, part)
            if len(whole) <= _MAX_LENGTH:
                if len(self._folders) >= _MAX_FOLDERS:
                    self._folders.clear()
                self._folders[whole] = place
        return place

    def _next(self, place: _Place[Value, Found], part: str) -> _Place[Value, Found]:
        """Return where a directory leads."""
        if place.parts.is_usual(part):
            if place.usual is None:
                place.usual = self._place(place.parts.usual)
            return place.usual
        known = place.known.get(part)
        if known is None:
            known = self._place(place.parts.find(part))
            if part in place.parts.plain:
                place.known[part] = known
        return known

    def _place(self, nodes: tuple[_Node[Value], ...]) -> _Place[Value, Found]:
        """Return the place where patterns stand at some nodes, and where ``**`` leads them for nothing."""
        every = tuple(dict.fromkeys(one for node in nodes for one in (node, node.deep) if one))
        key = frozenset(every)
        known = self._places.get(key)
        if known is None:
            known = self._places[key] = _Place(every)
        return known

    def _forget(self) -> None:
        """Forget everything but the patterns."""
        self._places.clear()
        self._folders.clear()
        self._names.clear()
        self._founds.clear()
        self._root = None


def split(pattern: str) -> list[str]:
    """Take a pattern apart. What has no parts of its own (``a**``) becomes anything that begins like it."""
    parts = pattern.split("/")
    for at, part in enumerate(parts):
        if _DEEP in part and part != _DEEP:
            return [*parts[:at], _DEEP, _ANY]
    return [*parts, _ANY] if parts[-1] == _DEEP else parts


def is_split(pattern: str) -> bool:
    """Tell whether `split` says all that a pattern says."""
    return all(part == _DEEP or _DEEP not in part for part in pattern.split("/"))
