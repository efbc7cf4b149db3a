# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import base64
import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.sealed import records
from fpbox.sealed.records import Dns, Flow, Reader, Request

REQUEST = {
    "kind": "request", "t": 5, "flow": 1, "protocol": "https", "host": "evil.example", "method": "POST",
    "target": "/x?y", "headers": [["user-agent", "x/1"]], "body": "aGk=", "size": 2, "cut": False,
    "status": 200,
}  # fmt: skip
LINES: tuple[dict[str, Any], ...] = (
    {"kind": "ready", "v": 1},
    {
        "kind": "dns", "t": 1, "via": "udp", "name": "evil.example", "type": "A", "answer": ["198.18.0.9"],
        "routed": False,
    },
    {
        "kind": "flow", "t": 2, "flow": 1, "protocol": "tcp", "source": ["172.17.0.3", 40000],
        "destination": ["198.18.0.9", 443], "name": None,
    },
    {"kind": "tls", "t": 3, "flow": 1, "sni": None, "alpn": ["http/1.1"], "ended": True, "why": ""},
    REQUEST,
    {"kind": "data", "t": 6, "flow": 1, "body": "aGk=", "size": 2, "cut": True},
    {"kind": "closed", "t": 7, "flow": 1, "received": 9, "sent": 10},
    {"kind": "attempt", "t": 8, "what": "own_port", "detail": "tcp 15001"},
)  # fmt: skip


def line(fields: object) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def read(data: bytes) -> tuple[Reader, list[records.Record]]:
    reader = Reader()
    found = reader.feed(data)
    reader.close()
    return reader, found


def test_what_a_message_for_a_name_holds_besides_is_read() -> None:
    _, (plain,) = read(line(LINES[1]))
    _, (more,) = read(line({**LINES[1], "body": "aGk=", "size": 3, "cut": True}))
    assert isinstance(plain, Dns)
    assert isinstance(more, Dns)
    assert (plain.body, plain.size, plain.cut) == (b"", 0, False)
    assert (more.body, more.size, more.cut) == (b"hi", 3, True)
    for broken in ({"body": "hi?"}, {"body": "aGk="}, {"body": "aGk=", "size": 3, "cut": 1}):
        reader, _ = read(line({**LINES[1], **broken}))
        assert reader.trouble


def test_each_kind_becomes_a_record() -> None:
    reader, found = read(b"".join(map(line, LINES)))
    assert [type(one).__name__.lower() for one in found] == [fields["kind"] for fields in LINES]
    assert reader.ready
    assert reader.trouble == ()
    assert isinstance(found[2], Flow)
    assert found[2].destination == ("198.18.0.9", 443)
    assert isinstance(found[4], Request)
    assert found[4].body == b"hi"


@given(st.lists(st.integers(0, 3000), max_size=20))
def test_it_does_not_matter_where_the_bytes_are_cut(cuts: list[int]) -> None:
    data = b"".join(map(line, LINES))
    reader, found = Reader(), []
    places = [0, *sorted(cuts), len(data)]
    for start, end in itertools.pairwise(places):
        found += reader.feed(data[start:end])
    assert found == read(data)[1]
    assert not reader.trouble


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "other"}, {"kind": None}, {"t": -1}, {"t": True}, {"t": "5"}, {"t": 1 << 64}, {"t": 1.5},
        {"flow": None}, {"body": "%%%"}, {"body": 5}, {"headers": [["a"]]}, {"headers": [["a", 1]]},
        {"headers": "ab"}, {"cut": 0}, {"size": -2}, {"host": 7}, {"target": None},
    ],
)  # fmt: skip
def test_a_line_that_is_no_record_is_told_and_the_next_is_read(change: dict[str, Any]) -> None:
    reader, found = read(line(REQUEST | change) + line(REQUEST))
    assert len(found) == 1
    assert reader.trouble == ("the gateway's record: 1 lines could not be read",)


@pytest.mark.parametrize(
    "data", [b"{", b"[" * 100_000, b"[]", b"\xff", b"1" * 10_000, b"NaN", b'{"kind": "ready", "v": NaN}']
)
def test_what_is_no_json_of_ours_is_told(data: bytes) -> None:
    reader, found = read(data + b"\n")
    assert found == []
    assert reader.trouble


def test_a_line_that_is_too_long_is_left_out_and_the_next_is_read() -> None:
    reader = Reader()
    found = []
    for _ in range(40):
        found += reader.feed(b"x" * 10_000)
    found += reader.feed(b"\n" + line(REQUEST))
    assert len(found) == 1
    assert reader.trouble == ("the gateway's record: 1 lines were too long",)


def test_a_line_that_is_cut_short_is_told() -> None:
    reader, found = read(line(REQUEST)[:-20])
    assert not found
    assert reader.trouble == ("the gateway's record: 1 lines were cut short",)


def test_too_many_lines_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MAX_RECORDS", 3)
    reader, found = read(line(REQUEST) * 5)
    assert len(found) == 3
    assert reader.trouble == ("the gateway's record: 2 lines came after the first 3",)


def test_too_many_bytes_of_bodies_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MAX_BODY_BYTES", 100)
    body = base64.b64encode(b"x" * 60).decode()
    reader, found = read(line(REQUEST | {"body": body}) * 2)
    assert len(found) == 1
    assert len(reader.trouble) == 1


def test_limits_and_trouble_of_the_gateway_itself_are_trouble_of_the_run() -> None:
    reader, _ = read(
        line({"kind": "limit", "t": 1, "what": "flows", "limit": 9})
        + line({"kind": "trouble", "t": 2, "message": "no more files"}) * 2
    )
    assert reader.trouble == ("the gateway kept no more than 9 flows", "the gateway: no more files")


def test_half_of_a_surrogate_in_a_header_hides_nothing() -> None:
    _, found = read(line(REQUEST | {"headers": [["x", "\ud800\udcff"]]}))
    assert len(found) == 1


ODD = (
    None,
    True,
    -1,
    0,
    1 << 80,
    0.5,
    "",
    "a" * 2000,
    "\udc80",
    [],
    [[]],
    ["a", 1],
    [["a", "b"]],
    {},
    {"a": []},
)


@given(
    st.sampled_from(LINES),
    st.dictionaries(st.sampled_from(sorted(REQUEST)), st.sampled_from(ODD), max_size=4),
)
def test_no_fields_whatever_break_the_reader(fields: dict[str, Any], changed: dict[str, Any]) -> None:
    reader, found = read(line(fields | changed))
    assert len(found) <= 1
    assert found or reader.trouble


@given(st.binary(max_size=400))
def test_no_bytes_whatever_break_the_reader(data: bytes) -> None:
    reader, found = read(data)
    assert not any(isinstance(one, Dns) for one in found)
    assert bool(data.strip(b"\n \t\r\x0b\x0c")) <= bool(reader.trouble or found)
