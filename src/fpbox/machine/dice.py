# SPDX-License-Identifier: Apache-2.0
"""Values drawn from a seed: the same seed gives the same values, on every version of Python."""

from __future__ import annotations

import hashlib
import string
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
BASE64 = string.ascii_letters + string.digits + "+/"
BASE64_URL = string.ascii_letters + string.digits + "-_"
LOWER = string.ascii_lowercase + string.digits
HEX = "0123456789abcdef"


class Dice:
    """An endless stream of bytes made from a seed by SHAKE-256.

    Each topic has dice of its own, so that a value added to one leaves the others as they are.
    """

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = 0

    def topic(self, name: str) -> Dice:
        """Return dice that depend on the seed and on `name` alone."""
        return Dice(f"{self._seed}/{name}")

    def bytes(self, size: int) -> bytes:
        """Draw `size` bytes."""
        self._count += 1
        return hashlib.shake_256(f"{self._seed}#{self._count}".encode("utf-8", "surrogateescape")).digest(
            size
        )

    def below(self, limit: int) -> int:
        """Draw a whole number from 0 to `limit` - 1; what is uneven about it is less than one in 2^64."""
        return int.from_bytes(self.bytes(limit.bit_length() // 8 + 9)) % limit

    def between(self, first: int, last: int) -> int:
        """Draw a whole number from `first` to `last`, both included."""
        return first + self.below(last - first + 1)

    def pick(self, items: Sequence[T]) -> T:
        """Draw one of several."""
        return items[self.below(len(items))]

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """Draw `count` different ones, in the order they were drawn."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]

    def text(self, alphabet: str, length: int) -> str:
        """Draw `length` characters."""
        number = int.from_bytes(self.bytes(length + 8))
        drawn = []
        for _ in range(length):
            number, rest = divmod(number, len(alphabet))
            drawn.append(alphabet[rest])
        return "".join(drawn)

    def digits(self, length: int) -> str:
        """Draw a number of `length` digits that does not begin with 0."""
        return self.text(string.digits[1:], 1) + self.text(string.digits, length - 1)

    def uuid(self) -> str:
        """Draw a UUID of version 4."""
        raw = bytearray(self.bytes(16))
        raw[6], raw[8] = raw[6] & 0x0F | 0x40, raw[8] & 0x3F | 0x80
        text = raw.hex()
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
