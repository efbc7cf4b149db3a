# SPDX-License-Identifier: Apache-2.0
"""What was sent in pieces, one request after another, put together again.

Pieces of one value stand in the same place of several requests, with what all of these have in common
(``/p/``, ``.gif``), and with a number where they may come out of order. All of it is chosen by traced code: a
place is gone through a few times, however many requests there are, and there is a limit on the orders.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fpbox.sealed.views import unquoted

MAX_ORDERS = 4
"""In how many orders the pieces that stood in one place are put together, besides the one they came in."""
MAX_NUMBERS = 16
"""How many places of requests may tell such an order."""
MAX_SORTED = 2_000_000
"""How many pieces of one package's requests to one host are put in order altogether."""

_NUMBER = re.compile(rb"[0-9]{1,6}")
_LEADING = re.compile(rb"([0-9]{1,6})[^0-9A-Za-z]")
_TRAILING = re.compile(rb"[^0-9A-Za-z]([0-9]{1,6})\Z")
_TAIL = 7
"""Bytes at the end of which such a number is looked for."""
_MARKED = re.compile(rb"(?s:.*)[^0-9A-Za-z]")
_BASE64 = re.compile(rb"([A-Za-z0-9+/_-]+)={0,2}")
_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_GAPS = 2
"""How many times as many numbers as there are may lie between the least and the greatest."""

Order = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """What stood in one place, in the order in which it was sent.

    Attributes:
        rows: in which of the requests. values: what stood there, of each.
    """

    place: str
    rows: tuple[int, ...]
    values: tuple[bytes, ...]


class Series:
    """The requests of one package to one host.

    Attributes:
        limited: they carry more numbers to put them in order by than were tried.
    """

    def __init__(self, requests: Sequence[Mapping[str, bytes]]) -> None:
        """Take what stood in each place of each request, in the order in which they were sent."""
        self.limited = False
        self._room = MAX_SORTED
        self._groups = [requests, *_alike(requests)]

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """Give what may have been cut in pieces, place by place, each text once."""
        seen: set[bytes] = set()
        for group in self._groups:
            columns = list(_columns(group))
            numbers = self._numbers(columns)
            for column in columns:
                for text in self._of(column, numbers):
                    if text not in seen:
                        seen.add(text)
                        yield column.place, text

    def _of(self, column: Column, numbers: Sequence[Mapping[int, int]]) -> Iterator[bytes]:
        yield b"".join(column.values)
        pieces, own = _peeled(column.values)
        for order in (range(len(pieces)), *self._orders(column, own, numbers)):
            ordered = [pieces[at] for at in order]
            yield b"".join(ordered)
            if _are_encoded(ordered):
                yield b"".join(map(_decoded, ordered))

    def _orders(
        self, column: Column, own: Sequence[int], others: Sequence[Mapping[int, int]]
    ) -> Sequence[Order]:
        """Return the orders by the numbers that stand in this place and in others."""
        found: dict[Order, None] = {}
        for numbers in (own, *(_of_rows(known, column.rows) for known in others)):
            if order := self._order(numbers):
                found[order] = None
        self.limited |= len(found) > MAX_ORDERS
        return list(found)[:MAX_ORDERS]

    def _numbers(self, columns: Sequence[Column]) -> list[Mapping[int, int]]:
        """Return the numbers of the places that hold nothing else and give an order of their own."""
        found: dict[tuple[Order, Order], Mapping[int, int]] = {}
        for column in columns:
            values = _trimmed(column.values)
            if not all(map(_NUMBER.fullmatch, values)):
                continue
            numbers = list(map(int, values))
            if order := self._order(numbers):
                found.setdefault((column.rows, order), dict(zip(column.rows, numbers, strict=True)))
        self.limited |= len(found) > MAX_NUMBERS
        return list(found.values())[:MAX_NUMBERS]

    def _order(self, numbers: Sequence[int]) -> Order:
        if len(numbers) > self._room:
            self.limited = True
            return ()
        self._room -= len(numbers)
        return _order(numbers)


def _alike(requests: Sequence[Mapping[str, bytes]]) -> list[list[Mapping[str, bytes]]]:
    """Return those together that have the same places: others between them have nothing of the value."""
    groups: dict[frozenset[str], list[Mapping[str, bytes]]] = {}
    for request in requests:
        groups.setdefault(frozenset(request), []).append(request)
    return [group for group in groups.values() if 1 < len(group) < len(requests)]


def _columns(requests: Sequence[Mapping[str, bytes]]) -> Iterator[Column]:
    """Give the places that held something in several requests, and not always the same."""
    found: dict[str, tuple[list[int], list[bytes]]] = {}
    for row, request in enumerate(requests):
        for place, value in request.items():
            rows, values = found.setdefault(place, ([], []))
            rows.append(row)
            values.append(value)
    for place, (rows, values) in found.items():
        if len(set(values)) > 1:
            yield Column(place, tuple(rows), tuple(values))


def _of_rows(known: Mapping[int, int], rows: Sequence[int]) -> Sequence[int]:
    """Return the numbers of some requests; none if one of them has none."""
    return [known[row] for row in rows] if all(row in known for row in rows) else ()


def _order(numbers: Sequence[int]) -> Order:
    """Return the order that numbers give, if they count and it is not the order they came in.

    A number that comes again, because it was sent twice or another value has begun, begins another row.
    """
    if not _count(numbers):
        return ()
    times: Counter[int] = Counter()
    keys = []
    for number in numbers:
        keys.append((times[number], number))
        times[number] += 1
    order = tuple(sorted(range(len(keys)), key=keys.__getitem__))
    return order if order != tuple(range(len(keys))) else ()


def _count(numbers: Sequence[int]) -> bool:
    """Tell whether numbers count something, in steps of one size and with few left out."""
    steps = sorted(set(numbers))
    gaps = {after - before for before, after in pairwise(steps)}
    least = min(gaps, default=0)
    if not least or any(gap % least for gap in gaps):
        return False
    return (steps[-1] - steps[0]) // least < _GAPS * len(steps)


def _peeled(values: Sequence[bytes]) -> tuple[Sequence[bytes], Sequence[int]]:
    """Return what differs between values without the number that each has, and the numbers."""
    pieces = _trimmed(values)
    leading = [_LEADING.match(piece) for piece in pieces]
    if all(leading):
        found = [match for match in leading if match]
        rest = [piece[match.end() :] for piece, match in zip(pieces, found, strict=True)]
        return _trimmed(rest), [int(match[1]) for match in found]
    trailing = [_TRAILING.search(piece[-_TAIL:]) for piece in pieces]
    if all(trailing):
        found = [match for match in trailing if match]
        rest = [piece[: -len(match[0])] for piece, match in zip(pieces, found, strict=True)]
        return _trimmed(rest), [int(match[1]) for match in found]
    return pieces, ()


def _trimmed(values: Sequence[bytes]) -> Sequence[bytes]:
    """Take off what all have in common at both ends, up to a mark: letters may belong to the pieces."""
    before = _up_to_mark(_common(values))
    values = [value[before:] for value in values] if before else values
    behind = _up_to_mark(_common([value[::-1] for value in values]))
    return [value[: len(value) - behind] for value in values] if behind else values


def _common(values: Sequence[bytes]) -> bytes:
    """Return what all values begin with: what the first and the last of them in order do."""
    first, last = min(values), max(values)
    differs = (at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    return first[: next(differs, len(first))]


def _up_to_mark(common: bytes) -> int:
    found = _MARKED.match(common)
    return found.end() if found else 0


def _are_encoded(pieces: Sequence[bytes]) -> bool:
    """Tell whether each piece is base64 of its own, which cannot be read in one with the next."""
    found = [_BASE64.fullmatch(unquoted(piece)) for piece in pieces]
    over = [len(match[1]) % 4 for match in found if match]
    return len(over) == len(pieces) and 1 not in over and any(over[:-1])


def _decoded(piece: bytes) -> bytes:
    bare = unquoted(piece).rstrip(b"=").translate(_TO_STANDARD)
    return base64.b64decode(bare + b"=" * (-len(bare) % 4))
