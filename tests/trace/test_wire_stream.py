# SPDX-License-Identifier: Apache-2.0
"""A trace that was cut or changed anywhere is told from a whole one, and never crashes the reader."""

from __future__ import annotations

import itertools
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.attribute import Attributor
from fpbox.errors import WireError
from fpbox.model import Outcome
from fpbox.recipes import Matcher, load_catalogue
from fpbox.score import verdict
from fpbox.session import Session
from fpbox.trace import wire
from fpbox.trace.calls import CALLS, table_checksum

OPENAT = next(number for number, call in enumerate(CALLS) if call.name == "openat")
IMAGE = struct.Struct("<IIIIQQIIIIBBHI")
END = struct.Struct("<QQQQQQQiIII")


def frame(kind: int, payload: bytes) -> bytes:
    return struct.pack("<IHH", len(payload), kind, 0) + payload


def event(seq: int, obj: int, count: int = 1) -> bytes:
    return wire.EVENT.pack(seq, seq, count, 10, 1, OPENAT, 0, 0, obj, 0, 0, 0, 0, 0)


def ended(stream: bytes, last: int) -> bytes:
    body = END.pack(last, last, last, 0, 0, 0, 0, 0, 0, 0, 0)[:-4]
    head = struct.pack("<IHH", END.size, 9, 0)
    return stream + head + body + struct.pack("<I", zlib.crc32(stream + head + body))


def whole() -> bytes:
    hello = struct.pack("<4sHHIIQQ", b"FPBX", wire.VERSION, 1, 31, table_checksum(), 0, 0) + b"6.18"
    stream = frame(1, hello)
    for number, value in enumerate((b"/usr/bin/node", b"/home/dev", b"node\0", b"/etc/machine-id"), start=1):
        stream += frame(2, struct.pack("<I", number) + value)
    stream += frame(4, IMAGE.pack(1, 0, 10, 1, 0, 5, 1, 2, 3, 0, 0, 0, 0, 0))
    stream += frame(5, event(1, 4) + event(2, 4, 3) + event(5, 1))
    stream += frame(7, b"\x01hello\n") + frame(6, struct.pack("<IIQiI", 1, 10, 9, 0, 0))
    return ended(stream, 5)


def read(stream: bytes, cuts: tuple[int, ...] = ()) -> list[wire.Record]:
    decoder = wire.Decoder()
    records: list[wire.Record] = []
    places = [0, *sorted(cuts), len(stream)]
    for start, stop in itertools.pairwise(places):
        records += decoder.feed(stream[start:stop])
    decoder.close()
    return records


def test_a_whole_stream_is_read() -> None:
    kinds = [type(record).__name__ for record in read(whole())]
    assert kinds == ["Hello", "Image", "Events", "Output", "Exit", "End"]


@given(st.lists(st.integers(0, len(whole())), max_size=8))
def test_it_does_not_matter_where_the_chunks_end(cuts: list[int]) -> None:
    assert read(whole(), tuple(cuts)) == read(whole())


@pytest.mark.parametrize("size", range(len(whole())))
def test_a_cut_anywhere_is_noticed(size: int) -> None:
    with pytest.raises(WireError):
        read(whole()[:size])


@given(st.integers(0, len(whole()) - 1), st.integers(1, 255))
def test_a_changed_byte_anywhere_is_noticed(place: int, change: int) -> None:
    stream = bytearray(whole())
    stream[place] ^= change
    with pytest.raises(WireError):
        read(bytes(stream))


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_without_another_exception(noise: bytes) -> None:
    with pytest.raises(WireError):
        read(noise)


def test_what_follows_the_end_is_refused() -> None:
    with pytest.raises(WireError):
        read(whole() + frame(7, b"\x01more"))


def test_a_hole_in_the_sequence_is_noticed() -> None:
    stream = whole()
    at = stream.index(event(2, 4, 3))
    gap = stream[:at] + event(3, 4, 2) + stream[at + 64 :]
    body = gap[: gap.rindex(struct.pack("<IHH", END.size, 9, 0))]
    with pytest.raises(WireError, match="missing"):
        read(ended(body, 5))


@given(st.integers(0, len(whole()) - 1))
def test_a_cut_trace_is_never_clean(size: int) -> None:
    session = Session(Matcher(load_catalogue(), None, frozenset()), Attributor())
    session.feed(whole()[:size])
    session.close()
    assert verdict((), session.coverage(), None).outcome is Outcome.INCONCLUSIVE
