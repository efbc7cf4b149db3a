# SPDX-License-Identifier: Apache-2.0
"""What the invented internet knows of itself: its authority, and values that stay the same in a run."""

from __future__ import annotations

import hashlib
import os
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fpbox_gateway.play.passive import Passive

if TYPE_CHECKING:
    from fpbox_gateway.play.certificates import Certificates

UNKNOWN_HOST = "198.18.0.1"
"""The address of every name, where nobody gives better ones."""

HEX = string.digits + "abcdef"
LETTERS = string.ascii_letters + string.digits
BASE32 = string.ascii_uppercase + "234567"
BASE64URL = LETTERS + "-_"


@dataclass
class World:
    """The invented internet of one run.

    Attributes:
        seed: of all values that are not given.
        values: given values by kind (`aws_access_key_id`), as the invented machine has them.
        authority: certificate and key of the run's authority, PEM; TLS is not ended without one.
        resolve: gives the address of a host's name, for those who ask a web service for it.
        passive: the ports that FTP servers here have opened.
    """

    seed: str = field(default_factory=lambda: os.urandom(16).hex())
    values: Mapping[str, str] = field(default_factory=dict)
    authority: bytes | None = None
    resolve: Callable[[str], str] = lambda _: UNKNOWN_HOST
    passive: Passive = field(default_factory=Passive)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> World:
        """Make the world that the host describes: `seed`, `values`, `authority`, none of which need be there.

        The authority is PEM: certificate and key.
        """
        values = {str(kind): str(value) for kind, value in told.get("values", {}).items()}
        authority = told.get("authority")
        made = cls(values=values, authority=str(authority).encode() if authority else None)
        made.seed = str(told.get("seed", made.seed))
        return made

    @cached_property
    def certificates(self) -> Certificates | None:
        """The authority at work; cryptography is loaded by the first flow that needs it."""
        if self.authority is None:
            return None
        from fpbox_gateway.play.certificates import Certificates  # noqa: PLC0415

        return Certificates(self.authority)

    def text(self, kind: str, length: int, alphabet: str = LETTERS, start: str = "") -> str:
        """Return the given value of this kind, or one of this form that follows from the seed."""
        given = self.values.get(kind)
        return start + _characters(f"{self.seed}/{kind}", length, alphabet) if given is None else given

    def number(self, kind: str, below: int, start: int = 0) -> int:
        """Return a number that follows from the seed, from `start` on and less than `below`."""
        return start + int.from_bytes(_stream(f"{self.seed}/{kind}", 8), "big") % (below - start)

    @property
    def login(self) -> str:
        """The user's name at the services here."""
        return self.values.get("login", "") or self.text("user", 7, string.ascii_lowercase)

    @property
    def address(self) -> str:
        """The IPv4 address that the world sees this machine under."""
        first = (24, 66, 71, 73, 82, 84, 91, 98)[self.number("address.0", 8)]
        rest = (self.number(f"address.{part}", 251, 3) for part in range(1, 4))
        return self.values.get("public_ip", "") or ".".join(map(str, (first, *rest)))

    def uuid(self, kind: str) -> str:
        """Return a random UUID (version 4) that follows from the seed."""
        digits = self.text(kind, 32, HEX)
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"


def _stream(key: str, count: int) -> bytes:
    return hashlib.shake_256(key.encode()).digest(count)


def _characters(key: str, length: int, alphabet: str) -> str:
    picked = _stream(key, 2 * length)
    return "".join(
        alphabet[int.from_bytes(picked[at : at + 2], "big") % len(alphabet)] for at in range(0, 2 * length, 2)
    )
