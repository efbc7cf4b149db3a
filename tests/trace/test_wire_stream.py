# SPDX-License-Identifier: Apache-2.0
"""A trace that was cut or changed anywhere is told from a whole one, and never crashes the reader."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.attribute import Attributor
from fpbox.errors import WireError
from fpbox.model import Outcome
from fpbox.recipes import Matcher, load_catalogue
from fpbox.score import verdict
from fpbox.session import Session
from fpbox.trace import records, wire
from frames import KIND, frame, hello, image, opening, string, whole_end


def whole() -> bytes:
    stream = hello()
    for number, value in enumerate((b"/usr/bin/node", b"/home/dev", b"node\0", b"/etc/machine-id"), start=1):
        stream += string(number, value)
    stream += image(1)
    stream += frame(KIND.EVENTS, opening(1, 4) + opening(2, 4, 3) + opening(5, 1))
    stream += frame(KIND.OUTPUT, b"\x01hello\n") + frame(KIND.EXIT, records.EXIT.pack(1, 10, 9, 0, 0))
    return stream + whole_end(stream, 5)


def read(stream: bytes, cuts: tuple[int, ...] = ()) -> list[wire.Record]:
    decoder = wire.Decoder()
    got: list[wire.Record] = []
    places = [0, *sorted(cuts), len(stream)]
    for start, stop in itertools.pairwise(places):
        got += decoder.feed(stream[start:stop])
    decoder.close()
    return got


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
        read(whole() + frame(KIND.OUTPUT, b"\x01more"))


def test_a_hole_in_the_sequence_is_noticed() -> None:
    stream = whole()
    at = stream.index(opening(2, 4, 3))
    gap = stream[:at] + opening(3, 4, 2) + stream[at + 64 :]
    body = gap[: -len(whole_end(b"", 5))]
    with pytest.raises(WireError, match="missing"):
        read(body + whole_end(body, 5))


@given(st.integers(0, len(whole()) - 1))
def test_a_cut_trace_is_never_clean(size: int) -> None:
    session = Session(Matcher(load_catalogue(), None, frozenset()), Attributor())
    session.feed(whole()[:size])
    session.close()
    assert verdict((), session.coverage(), None).outcome is Outcome.INCONCLUSIVE
