# SPDX-License-Identifier: Apache-2.0
"""Each thing that can be wrong with a stream is found, and named with the place where it is."""

from __future__ import annotations

import struct
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.errors import WireError
from fpbox.trace import records, wire
from fpbox.trace.calls import CALLS
from frames import KIND, end, event, frame, hello, image, string, whole_end

STRINGS = (b"/usr/bin/node", b"/home/dev", b"node\0", b"/etc/machine-id")
START = hello() + b"".join(string(number, text) for number, text in enumerate(STRINGS, 1)) + image(1)


def read(stream: bytes) -> list[wire.Record]:
    decoder = wire.Decoder()
    got = list(decoder.feed(stream))
    decoder.close()
    return got


def test_records_carry_what_was_sent():
    body = START + frame(KIND.EVENTS, event(1) + event(2, 3))
    body += frame(KIND.OUTPUT, b"\2oh") + frame(KIND.NOTE, struct.pack("<HHI", 4, 0, 2) + b"left")
    body += frame(KIND.EXIT, records.EXIT.pack(1, 10, 99, -1, 0))
    got = read(
        body + end(body, last_seq=4, calls=6, answered=5, gone=1, quiet=1, reason=1, killed=2, status=7)
    )
    assert got == [
        wire.Hello("x86_64", wire.Feature(23), 5, 6, "6.18.1"),
        wire.Image(1, 0, 10, 1, 7, 8, 1, 2, 3, 0, 0, wire.ImageFlag(0)),
        wire.Events(event(1) + event(2, 3)),
        wire.Output(2, b"oh"),
        wire.Note(wire.NoteCode.CLEANUP_FAILED, 2, "left"),
        wire.Exit(1, 10, 99, -1),
        wire.End(4, 6, 5, 1, 1, 0, 0, 7, wire.Reason.LINGER_OVER, 2),
    ]


def test_strings_are_live_when_a_record_is_given():
    body = START + frame(KIND.RESET, b"") + string(5, b"/new") + frame(KIND.EVENTS, event(1, what=5))
    decoder = wire.Decoder()
    seen = [dict(decoder.strings) for _ in decoder.feed(body)]
    assert seen[1] == {0: b"", **dict(enumerate(STRINGS, 1))}
    assert seen[2] == {0: b""}
    assert seen[3] == {0: b"", 5: b"/new"}


def test_keyed_and_event_read_the_same_bytes():
    (seq, ns, count, tid, key) = wire.KEYED.unpack(event(3, 2))
    assert (seq, ns, count, tid) == (3, 3, 2, 10)
    assert wire.KEY.unpack(key)[0] == 1
    assert wire.EVENT.size == wire.KEYED.size == 64


def events(*packed: bytes) -> bytes:
    return START + frame(KIND.EVENTS, b"".join(packed))


@pytest.mark.parametrize(
    ("stream", "complaint"),
    [
        (image(1), "does not begin"),
        (hello() + hello(), "begins twice"),
        (hello(magic=b"ELF!"), "no trace"),
        (hello(version=2), "version 2"),
        (hello(table=1), "another table"),
        (hello(arch=3), "architecture"),
        (frame(KIND.HELLO, b"FPBX"), "does not begin"),
        (hello() + frame(77, b""), "no frame"),
        (hello() + struct.pack("<IHH", 1 << 24, 5, 0), "no frame"),
        (hello() + struct.pack("<IHH", 0, 3, 1), "no frame"),
        (hello() + string(2, b"x"), "string is missing"),
        (hello() + frame(KIND.STRING, b"abc"), "wrong length"),
        (hello() + frame(KIND.STRING, struct.pack("<I", 1) + b"x" * 65_537), "wrong length"),
        (hello() + frame(KIND.RESET, b"x"), "wrong length"),
        (START + image(3), "out of order"),
        (START + image(2, parent=2), "out of order"),
        (START + image(2, exe=9), "never sent"),
        (START + image(2, kind=3), "cannot be understood"),
        (START + frame(KIND.IMAGE, b"short"), "wrong length"),
        (events(), "wrong length"),
        (events(event(1)[:-1]), "wrong length"),
        (events(event(2)), "missing"),
        (events(event(1), event(3)), "missing"),
        (events(event(1, 0)), "missing"),
        (events(event(1, what=9)), "never sent"),
        (events(event(1, who=2)), "never seen"),
        (events(event(1, who=0)), "never seen"),
        (events(event(1, call=len(CALLS))), "cannot be understood"),
        (START + frame(KIND.EXIT, records.EXIT.pack(2, 1, 1, 0, 0)), "never seen"),
        (START + frame(KIND.OUTPUT, b""), "no stream"),
        (START + frame(KIND.OUTPUT, b"\3x"), "no stream"),
        (START + frame(KIND.NOTE, struct.pack("<HHI", 99, 0, 1)), "cannot be understood"),
        (START + frame(KIND.NOTE, b"\1"), "wrong length"),
        (START + end(START, reason=9), "cannot be understood"),
        (START + end(START, calls=1), "do not add up"),
        (START + end(START, calls=1, answered=1), "do not add up"),
        (START + end(START, calls=1, answered=1, last_seq=1), "missing at the end"),
        (START + end(START + b"x"), "checksum"),
        (START + end(START) + b"x", "follows"),
        (START, "cut: the tracer's last words"),
        (START + b"\1", "cut within a frame"),
    ],
)
def test_what_is_wrong_is_named(stream, complaint):
    with pytest.raises(WireError, match=complaint) as caught:
        read(stream)
    assert 0 <= caught.value.offset <= len(stream)


def test_after_an_error_nothing_more_is_read():
    decoder = wire.Decoder()
    with pytest.raises(WireError):
        list(decoder.feed(hello() + hello()))
    assert decoder.broken
    with pytest.raises(WireError):
        list(decoder.feed(START))
    decoder.close()


@given(st.lists(st.integers(1, 5), min_size=1, max_size=30), st.data())
def test_round_trip_of_any_events_in_any_pieces(counts, data):
    firsts = list(accumulate(counts, initial=1))
    packed = [event(seq, count) for seq, count in zip(firsts[:-1], counts, strict=True)]
    split = data.draw(st.integers(1, len(packed)))
    parts = [packed[:split], packed[split:]]
    body = START + b"".join(frame(KIND.EVENTS, b"".join(part)) for part in parts if part)
    last = firsts[-1] - 1
    stream = body + whole_end(body, last)
    decoder, payload, at = wire.Decoder(), b"", 0
    while at < len(stream):
        size = data.draw(st.integers(1, 200))
        for record in decoder.feed(stream[at : at + size]):
            payload += record.payload if isinstance(record, wire.Events) else b""
        at += size
    decoder.close()
    assert payload == b"".join(packed)
