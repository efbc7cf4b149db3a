# SPDX-License-Identifier: Apache-2.0
"""Whose doings with which objects anybody wants to know of.

An install does much that means nothing: it is asked here, before an event is made of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

NO_NAMES = frozenset((b"", b".", b".."))
"""What stands for another directory, at the end of a path."""


class Interest(IntEnum):
    """Whose doings with an object somebody wants to know of.

    Most of what an install does is the package manager's writing of files, which matters of packages' own
    code alone.
    """

    NOBODY = 0
    PACKAGES = 1
    EVERYBODY = 2


@dataclass(frozen=True, slots=True, eq=False)
class Usual:
    """What holds for most names in a directory, in one way to use them. All others are asked about singly.

    There are few, so that each is equal to itself alone.

    Attributes:
        interest: in a name that is none of those below.
        names: whole names. begins, ends: what names begin, or end with.
        kinds: what names have after their last dot. There are many, and one look-up tells of all.
    """

    interest: Interest = Interest.NOBODY
    names: frozenset[bytes] = NO_NAMES
    begins: tuple[bytes, ...] = ()
    ends: tuple[bytes, ...] = ()
    kinds: frozenset[bytes] = frozenset()

    def holds(self, name: bytes) -> bool:
        """Tell whether a name in the directory is one of the most."""
        return (
            name.isascii()
            and name not in self.names
            and name.rpartition(b".")[2] not in self.kinds
            and not (self.begins and name.startswith(self.begins))
            and not (self.ends and name.endswith(self.ends))
        )

    def joined(self, other: Usual) -> Usual:
        """Return what holds when somebody else's wishes count as well."""
        return Usual(
            max(self.interest, other.interest),
            self.names | other.names,
            (*self.begins, *other.begins),
            (*self.ends, *other.ends),
            self.kinds | other.kinds,
        )
