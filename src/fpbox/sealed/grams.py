# SPDX-License-Identifier: Apache-2.0
"""Many byte strings looked for at once.

A string of at least `step + size - 1` bytes holds, wherever it stands, one piece of `size` bytes that begins
at a multiple of `step`. So only those places are looked up, and only what is found there is compared in full.
Shorter strings, of which there are few, are looked for one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_CLASSES = ((16, 6, 11), (8, 4, 5))
"""For strings of at least so many bytes: the size of a piece, and the step between two."""
_MAX_COMPARED = 2_000_000
_MAX_SHORT = 1_000

_Places = dict[bytes, list[tuple[int, int]]]


class Finder:
    """Finds where any of some strings stand.

    Attributes:
        exhausted: some text repeated pieces of the strings so often that it was not searched to its end.
    """

    def __init__(self, needles: Sequence[bytes]) -> None:
        """Take the strings."""
        self.exhausted = False
        self._needles = needles
        self._classes: list[tuple[int, int, _Places]] = []
        longer = None
        for least, size, step in _CLASSES:
            places: _Places = {}
            for number, needle in enumerate(needles):
                if len(needle) >= least and (longer is None or len(needle) < longer):
                    for offset in range(step):
                        places.setdefault(needle[offset : offset + size], []).append((number, offset))
            longer = least
            if places:
                self._classes.append((size, step, places))
        self._short = [number for number, needle in enumerate(needles) if len(needle) < _CLASSES[-1][0]]

    def find(self, text: bytes) -> Iterator[tuple[int, int]]:
        """Give the number of each string that stands in `text`, and where, as often as it does."""
        room = _MAX_COMPARED
        for size, step, places in self._classes:
            ends = len(text) - size + 1
            for at in [at for at in range(0, ends, step) if text[at : at + size] in places]:
                for number, offset in places[text[at : at + size]]:
                    room -= 1
                    start = at - offset
                    if start >= 0 and text.startswith(self._needles[number], start):
                        yield number, start
                if room < 0:
                    self.exhausted = True
                    return
        for number in self._short:
            yield from self._each(text, number)

    def _each(self, text: bytes, number: int) -> Iterator[tuple[int, int]]:
        needle, at = self._needles[number], -1
        for _ in range(_MAX_SHORT):
            at = text.find(needle, at + 1)
            if at < 0:
                return
            yield number, at
        self.exhausted = True
