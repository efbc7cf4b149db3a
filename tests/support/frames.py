# SPDX-License-Identifier: Apache-2.0
"""Writes what a tracer would say, by the layouts the reader has; for tests and the benchmark."""

from __future__ import annotations

import struct
import zlib

from fpbox.trace import records
from fpbox.trace.calls import CALLS, table_checksum

KIND = records.FrameType
OPENAT, EXECVE, NANOSLEEP, CONNECT = (
    next(number for number, call in enumerate(CALLS) if call.name == name)
    for name in ("openat", "execve", "nanosleep", "connect")
)


def frame(kind: int, payload: bytes) -> bytes:
    return records.HEADER.pack(len(payload), kind, 0) + payload


def hello(
    magic: bytes = b"FPBX", version: int = records.VERSION, arch: int = 1, table: int | None = None
) -> bytes:
    checksum = table_checksum() if table is None else table
    return frame(KIND.HELLO, records.HELLO.pack(magic, version, arch, 23, checksum, 5, 6) + b"6.18.1")


def string(number: int, text: bytes) -> bytes:
    return frame(KIND.STRING, records.NUMBER.pack(number) + text)


def image(
    number: int, parent: int = 0, exe: int = 1, kind: int = 0, *, cwd: int = 2, argv: int = 3, pid: int = 10
) -> bytes:
    payload = records.IMAGE.pack(number, parent, pid, 1, 7, 8, exe, cwd, argv, 0, kind, 0, 0, 0)
    return frame(KIND.IMAGE, payload)


def event(
    seq: int, count: int = 1, who: int = 1, call: int = 0, what: int = 4, *, arg: int = 9, flags: int = 0
) -> bytes:
    return records.EVENT.pack(seq, seq, count, 10, who, call, 0, flags, what, 0, 0, 0, 0, arg)


def opening(seq: int, what: int, count: int = 1, who: int = 1) -> bytes:
    """A file is opened for reading."""
    return event(seq, count, who, OPENAT, what, arg=0)


def starting(seq: int, what: int, argv: int, who: int = 1) -> bytes:
    """A program is started, or tried."""
    return records.EVENT.pack(seq, seq, 1, 10, who, EXECVE, 0, 0, what, 0, argv, 0, 0, 0)


def end(before: bytes, **totals: int) -> bytes:
    """The last frame of a stream that has said `before`."""
    fields = {"last_seq": 0, "calls": 0, "answered": 0, "gone": 0, "quiet": 0, "unreadable": 0, "lost": 0}
    values = {**fields, "status": 0, "reason": 0, "killed": 0, **totals}
    body = frame(KIND.END, records.END.pack(*values.values(), 0))[:-4]
    return body + struct.pack("<I", zlib.crc32(before + body))


def whole_end(before: bytes, last: int, **totals: int) -> bytes:
    """The last frame when every call made an event, up to number `last`."""
    return end(before, last_seq=last, calls=last, answered=last, **totals)
