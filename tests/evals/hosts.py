# SPDX-License-Identifier: Apache-2.0
"""Takes the host names of package registries out of what is recorded.

The names are asked of the package managers; a name of the usual form (`registry.NAME.org`) that is none of
theirs goes as well, under a name that no run may talk to.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache

from fpbox.engine import host

REGISTRY, FILES, OTHER = "registry.example", "files.example", "other-registry.example"
_URL = re.compile(rb"(https?://)[^/\s\"'@]+")
_USUAL = re.compile(rb"registry\.[a-z0-9-]+\.(?:org|com)", re.IGNORECASE)
_USUAL_QUERY = re.compile(rb"\x08registry[\x01-\x3f][a-z0-9-]+\x03(?:org|com)", re.IGNORECASE)


@cache
def known() -> frozenset[str]:
    """Return the hosts of the registries that npm and pip on this machine talk to."""
    commands = (("npm", "install"), ("pip", "install"))
    return frozenset().union(*(host.settings(one, None, os.environ).registry_hosts for one in commands))


def query(name: str) -> bytes:
    """Return a host name as a DNS query spells it."""
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))


class Names:
    """Replaces the names of one run's registries, always each by the same."""

    def __init__(self, allowed: Iterable[str]) -> None:
        """Take the hosts that the run was allowed to talk to."""
        new = dict.fromkeys(known(), OTHER) | {name: _stand_in(name) for name in allowed}
        # The longest first: one name may be the end of another.
        self._changes = [
            (re.compile(re.escape(spell(old)), re.IGNORECASE), spell(new[old]))
            for old in sorted(new, key=lambda name: (-len(name), name))
            for spell in (str.encode, query)
        ]
        self._changes += [(_USUAL, OTHER.encode()), (_USUAL_QUERY, query(OTHER))]
        self.allowed = frozenset(map(_stand_in, allowed))

    def __call__(self, value: bytes) -> bytes:
        """Return a string of the trace without the names."""
        for old, new in self._changes:
            value = old.sub(lambda _, new=new: new, value)
        return value

    def file(self, data: bytes) -> bytes:
        """Return a lockfile without any address's host."""
        return self(_URL.sub(rb"\1" + REGISTRY.encode(), data))


def _stand_in(name: str) -> str:
    return FILES if name.startswith("files.") else REGISTRY


def masked(data: bytes) -> bytes:
    """Return `data` with another name of the same length in the place of each registry's."""
    for pattern in (*_known_patterns(), _USUAL):
        data = pattern.sub(lambda match: REGISTRY.encode().rjust(len(match[0]), b"x")[-len(match[0]) :], data)
    return data


@cache
def _known_patterns() -> tuple[re.Pattern[bytes], ...]:
    names = sorted(known(), key=lambda name: (-len(name), name))
    return tuple(re.compile(re.escape(name.encode()), re.IGNORECASE) for name in names)


def found(data: bytes) -> list[str]:
    """Return the registries' names that stand in `data`, for a check."""
    lower = data.lower()
    names = [name for name in known() if name.encode() in lower or query(name) in lower]
    usual = [match.decode("ascii", "replace") for match in _USUAL.findall(data) + _USUAL_QUERY.findall(data)]
    return names + [name for name in usual if "example" not in name]
