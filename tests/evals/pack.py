# SPDX-License-Identifier: Apache-2.0
"""Packs a thinned stream for the disk: events by column, times by their distance, the whole by LZMA.

A packed stream is a `u32` with the size of what follows, the frames without the payloads of EVENTS, and then
the events' columns. `unpack` gives back the very bytes.
"""

from __future__ import annotations

import struct
from itertools import accumulate, pairwise

from fpbox.errors import WireError
from fpbox.trace import records

_WORDS = records.EVENT.size // 4
_NS_LOW, _NS_HIGH, _COUNT = 2, 3, 4
_MS = 1_000_000
_U32 = struct.Struct("<I")


def pack(stream: bytes) -> bytes:
    """Return a thinned stream in a form that compresses well."""
    frames, events = bytearray(), bytearray()
    at = 0
    while at < len(stream):
        length, kind, _ = records.HEADER.unpack_from(stream, at)
        whole = at + records.HEADER.size + length
        frames += stream[at : at + records.HEADER.size]
        if kind == records.FrameType.EVENTS:
            events += stream[at + records.HEADER.size : whole]
        else:
            frames += stream[at + records.HEADER.size : whole]
        at = whole
    columns = _columns(bytes(events))
    return _U32.pack(len(frames)) + bytes(frames) + columns


def _columns(events: bytes) -> bytes:
    times = [ns // _MS for ns in memoryview(events).cast("Q")[1::8]]
    steps = [later - before for before, later in pairwise((0, *times))]
    words = memoryview(events).cast("I")
    kept = [words[word::_WORDS].tolist() for word in range(_NS_HIGH + 1, _WORDS)]
    return b"".join(
        struct.pack(f"<{len(steps)}{'q' if one is steps else 'I'}", *one) for one in (steps, *kept)
    )


def unpack(packed: bytes) -> bytes:
    """Return the stream that was packed.

    Raises:
        WireError: it is none.
    """
    try:
        return _whole(packed)
    except (struct.error, IndexError, ValueError) as error:
        raise WireError("the recording cannot be read", offset=0) from error


def _whole(packed: bytes) -> bytes:
    (size,) = _U32.unpack_from(packed)
    frames, columns = packed[4 : 4 + size], packed[4 + size :]
    events = _events(columns)
    out, at, used = bytearray(), 0, 0
    while at < len(frames):
        length, kind, _ = records.HEADER.unpack_from(frames, at)
        body = 0 if kind == records.FrameType.EVENTS else length
        out += frames[at : at + records.HEADER.size + body]
        at += records.HEADER.size + body
        if kind == records.FrameType.EVENTS:
            out += events[used : used + length]
            used += length
    return bytes(out)


def _events(columns: bytes) -> bytes:
    width = 8 + 4 * (_WORDS - _NS_HIGH - 1)
    number = len(columns) // width
    steps = struct.unpack_from(f"<{number}q", columns)
    words = memoryview(bytearray(number * records.EVENT.size)).cast("I")
    for column, word in enumerate(range(_NS_HIGH + 1, _WORDS)):
        words[word::_WORDS] = memoryview(columns[8 * number + 4 * number * column :][: 4 * number]).cast("I")
    made = words.cast("B").cast("Q")
    counts = words[_COUNT::_WORDS].tolist()
    for row, (ms, seq) in enumerate(zip(accumulate(steps), accumulate(counts, initial=1), strict=False)):
        made[8 * row], made[8 * row + 1] = seq, ms * _MS
    return bytes(made)
