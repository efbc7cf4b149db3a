# SPDX-License-Identifier: Apache-2.0
"""The attach stream is taken apart rightly, however it is cut."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.engine.demux import STDERR, STDOUT, Demux
from fpbox.errors import BoxError

FRAMES = st.lists(st.tuples(st.sampled_from([STDOUT, STDERR]), st.binary(max_size=300)), max_size=12)


def encode(frames: list[tuple[int, bytes]]) -> bytes:
    return b"".join(struct.pack(">BxxxI", stream, len(data)) + data for stream, data in frames)


def joined(pieces: list[tuple[int, bytes]]) -> dict[int, bytes]:
    return {
        wanted: b"".join(data for stream, data in pieces if stream == wanted) for wanted in (STDOUT, STDERR)
    }


@given(FRAMES, st.lists(st.integers(1, 40), min_size=1, max_size=20))
def test_any_cut_gives_the_same_bytes(frames: list[tuple[int, bytes]], sizes: list[int]) -> None:
    raw, demux, pieces, at, turn = encode(frames), Demux(), [], 0, 0
    while at < len(raw):
        size = sizes[turn % len(sizes)]
        pieces += demux.feed(raw[at : at + size])
        at, turn = at + size, turn + 1
    assert joined(pieces) == joined(frames)
    assert demux.at_boundary


@given(FRAMES.filter(lambda frames: any(data for _, data in frames)), st.data())
def test_a_cut_stream_is_noticed(frames: list[tuple[int, bytes]], data: st.DataObject) -> None:
    raw = encode(frames)
    ends = {len(encode(frames[:count])) for count in range(len(frames) + 1)}
    cut = data.draw(st.integers(1, len(raw)).filter(lambda at: at not in ends))
    demux = Demux()
    demux.feed(raw[:cut])
    assert not demux.at_boundary


@pytest.mark.parametrize("head", [b"\x04\0\0\0\0\0\0\1", b"\1\0\1\0\0\0\0\1", b"HTTP/1.1"])
def test_what_is_no_stream_is_refused(head: bytes) -> None:
    with pytest.raises(BoxError, match="no output stream"):
        Demux().feed(head + b"x")


def test_a_frame_of_gigabytes_takes_no_memory_here() -> None:
    demux = Demux()
    assert demux.feed(struct.pack(">BxxxI", STDOUT, 1 << 31)) == []
    assert demux.feed(b"x" * 10) == [(STDOUT, b"x" * 10)]
    assert len(demux.__dict__["_head"]) == 0
