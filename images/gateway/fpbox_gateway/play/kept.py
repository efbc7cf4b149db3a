# SPDX-License-Identifier: Apache-2.0
"""The beginning of something that may be long, and how long it was."""

from __future__ import annotations

from dataclasses import dataclass, field

KEPT_BYTES = 64 << 10


@dataclass(slots=True)
class Kept:
    """Takes any number of bytes and keeps the first 64 KiB.

    Attributes:
        start: what is kept. size: bytes that were given in all.
    """

    start: bytearray = field(default_factory=bytearray)
    size: int = 0

    def add(self, data: bytes) -> None:
        """Count these bytes, and keep them while there is room."""
        self.size += len(data)
        self.start += data[: KEPT_BYTES - len(self.start)]

    @property
    def cut(self) -> bool:
        """Whether more was given than is kept."""
        return self.size > len(self.start)
