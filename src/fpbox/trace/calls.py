# SPDX-License-Identifier: Apache-2.0
"""The table of traced calls the tracer is built with: `seccomp/trace.def`, which explains its columns."""

from __future__ import annotations

import errno
import re
import zlib
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from fpbox.model import Action
from fpbox.resources import data_dir

_ROW = re.compile(r"^CALL\((.*)\)$", re.MULTILINE)


class CallClass(StrEnum):
    """What is done about a call."""

    WATCH = "watch"
    DENY = "deny"
    REFUSE = "refuse"
    PASS = "pass"  # noqa: S105 - lets a call pass
    BOOK = "book"


@dataclass(frozen=True, slots=True)
class Call:
    """One row of the table.

    Attributes:
        name: the system call's, or "foreign_abi" and "unknown_call".
        numbers: its number on each architecture that has it.
        call_class: WATCH, the kernel goes on with it; DENY, it fails with `errno`; both are events. REFUSE,
            PASS and BOOK make no events.
        errno: what a denied or refused call fails with (of Linux, positive), else 0.
        decoder: in lower case, how the event's strings come about ("path", "path2", "symlink", "exec",
            "address", ...). What `object`, `object2` and `arg` are follows from it; see docs/wire.md.
        condition: in lower case, which of its uses the row is about ("any", "range", "bits", ...).
        argument, low, high: the condition's own numbers.
        dir, path, empty, number: positions among the call's arguments, or None.
        deep: traced at level deep only.
    """

    name: str
    numbers: dict[str, int]
    call_class: CallClass
    errno: int
    action: Action
    condition: str
    argument: int
    low: int
    high: int
    decoder: str
    dir: int | None
    path: int | None
    empty: int | None
    number: int | None
    deep: bool


def _parse_row(row: str) -> Call:
    name, x86_64, aarch64, call_class, error, action, *rest = (column.strip() for column in row.split(","))
    condition, argument, low, high, decoder, *places, level = rest
    directory, path, empty, number = (_EVER if place == "EVER" else _optional(place) for place in places)
    numbers = {"x86_64": _optional(x86_64), "aarch64": _optional(aarch64)}
    return Call(
        name=name,
        numbers={arch: known for arch, known in numbers.items() if known is not None},
        call_class=CallClass[call_class],
        errno=0 if error == "0" else int(getattr(errno, error)),
        action=Action[action],
        condition=condition.lower(),
        argument=int(argument),
        low=int(low, 0),
        high=int(high, 0),
        decoder=decoder.lower(),
        dir=directory,
        path=path,
        empty=empty,
        number=number,
        deep=level == "DEEP",
    )


_EVER = 7


def _optional(column: str) -> int | None:
    return None if column == "NO" else int(column)


def _rows() -> list[str]:
    return _ROW.findall((data_dir("seccomp") / "trace.def").read_text("ascii"))


def table_checksum(rows: int | None = None) -> int:
    """Return the CRC-32 of the first rows (None: of all) without white space, as HELLO carries it."""
    return _CHECKSUMS[-1 if rows is None else rows]


_TEXT = _rows()
_CHECKSUMS = tuple(
    accumulate(
        ("".join(row.split()) + "\n" for row in _TEXT),
        lambda crc, row: zlib.crc32(row.encode(), crc),
        initial=0,
    )
)
CALLS: tuple[Call, ...] = tuple(_parse_row(row) for row in _TEXT)
