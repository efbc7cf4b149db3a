# SPDX-License-Identifier: Apache-2.0
"""Many byte strings looked for at once.

A string of at least `2 * size - 1` bytes holds, wherever it stands, one piece of `size` bytes that begins at
a multiple of `size`. So a text is taken as numbers of `size` bytes, and only what stands around a number that
occurs in a string is compared in full. Shorter strings, of which there are few, are looked for one by one.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Literal

_CLASSES: tuple[tuple[int, Literal["Q", "I"]], ...] = ((15, "Q"), (7, "I"))
"""For strings of at least so many bytes, and fewer than those before: the form of the numbers."""
_MAX_COMPARED = 2_000_000
_MAX_SHORT = 1_000

_Places = dict[int, list[tuple[int, int]]]


class Finder:
    """Finds where any of some strings stand.

    Attributes:
        exhausted: some text repeated pieces of the strings so often that it was not searched to its end.
    """

    def __init__(self, needles: Sequence[bytes]) -> None:
        """Take the strings."""
        self.exhausted = False
        self._needles = needles
        self._classes: list[tuple[Literal["Q", "I"], _Places]] = []
        below = None
        for least, form in _CLASSES:
            number = struct.Struct(form)
            places: _Places = {}
            for at, needle in enumerate(needles):
                if len(needle) >= least and (below is None or len(needle) < below):
                    for offset in range(number.size):
                        places.setdefault(number.unpack_from(needle, offset)[0], []).append((at, offset))
            below = least
            if places:
                self._classes.append((form, places))
        self._short = [at for at, needle in enumerate(needles) if len(needle) < _CLASSES[-1][0]]

    def find(self, text: bytes) -> Iterator[tuple[int, int]]:
        """Give the number of each string that stands in `text`, and where, as often as it does."""
        for form, places in self._classes:
            yield from self._by_pieces(text, form, places)
        for needle in self._short:
            yield from self._each(text, needle)

    def _by_pieces(self, text: bytes, form: Literal["Q", "I"], places: _Places) -> Iterator[tuple[int, int]]:
        size, room = struct.calcsize(form), _MAX_COMPARED
        pieces = memoryview(text)[: len(text) // size * size].cast(form)
        for at, piece in [(at, piece) for at, piece in enumerate(pieces) if piece in places]:
            for needle, offset in places[piece]:
                room -= 1
                start = at * size - offset
                if start >= 0 and text.startswith(self._needles[needle], start):
                    yield needle, start
            if room < 0:
                self.exhausted = True
                return

    def _each(self, text: bytes, number: int) -> Iterator[tuple[int, int]]:
        needle, at = self._needles[number], -1
        for _ in range(_MAX_SHORT):
            at = text.find(needle, at + 1)
            if at < 0:
                return
            yield number, at
        self.exhausted = True
