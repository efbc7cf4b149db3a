# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import base64
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fpbox_gateway.records import BODY_BYTES, LINE_BYTES, Flow, Limits, Records

FLOW = Flow(7, "tcp", ("172.17.0.3", 40_000), ("203.12.4.9", 443), "a.example")


def records(limits: Limits | None = None) -> tuple[Records, list[bytes]]:
    lines: list[bytes] = []
    return Records(lines.append, limits or Limits(), clock=lambda: 5), lines


def read(lines: list[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


def test_each_record_is_one_line_with_its_kind_and_time():
    out, lines = records()
    out.ready()
    out.dns("udp", "a.example", "A", ["203.12.4.9"], routed=False)
    out.flow(FLOW)
    out.tls(FLOW, None, ["h2"], ended=False, why="no hello")
    out.closed(FLOW, received=3, sent=4)
    out.attempt("own_port", "tcp 5353")
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in lines)
    assert read(lines) == [
        {"kind": "ready", "v": 1},
        {"kind": "dns", "t": 5, "via": "udp", "name": "a.example", "type": "A", "answer": ["203.12.4.9"],
         "routed": False},
        {"kind": "flow", "t": 5, "flow": 7, "protocol": "tcp", "source": ["172.17.0.3", 40_000],
         "destination": ["203.12.4.9", 443], "name": "a.example", "routed": False},
        {"kind": "tls", "t": 5, "flow": 7, "sni": None, "alpn": ["h2"], "ended": False, "why": "no hello"},
        {"kind": "closed", "t": 5, "flow": 7, "received": 3, "sent": 4},
        {"kind": "attempt", "t": 5, "what": "own_port", "detail": "tcp 5353"},
    ]  # fmt: skip


def test_what_messages_for_names_hold_counts_among_the_bytes_that_are_kept():
    out, lines = records(Limits(bytes=5))
    for more in (b"abc", b"def"):
        out.dns("udp", "a.example", "A", [], routed=False, more=more)
    first, limit, second = read(lines)
    assert (first["body"], first["size"], first["cut"]) == ("YWJj", 3, False)
    assert (limit["kind"], limit["what"]) == ("limit", "bytes")
    assert (second["body"], second["size"], second["cut"]) == ("", 3, True)


def test_a_body_is_kept_up_to_its_limit_and_says_that_it_was_cut():
    out, lines = records()
    out.data(FLOW, b"x" * (BODY_BYTES + 1))
    out.data(FLOW, b"x" * BODY_BYTES)
    long, whole = read(lines)
    assert (len(base64.b64decode(long["body"])), long["size"], long["cut"]) == (
        BODY_BYTES,
        BODY_BYTES + 1,
        True,
    )
    assert (len(base64.b64decode(whole["body"])), whole["cut"]) == (BODY_BYTES, False)


def test_a_limit_is_told_once_and_what_is_beyond_it_left_out():
    out, lines = records(Limits(flows=2))
    for number in range(5):
        out.flow(Flow(number, "udp", ("10.0.0.1", 1), ("10.0.0.2", 2), None))
    kinds = [line["kind"] for line in read(lines)]
    assert kinds == ["flow", "flow", "limit"]
    assert read(lines)[-1] == {"kind": "limit", "t": 5, "what": "flows", "limit": 2}


def test_trouble_is_told_after_every_limit():
    out, lines = records(Limits(lines=0))
    out.flow(FLOW)
    out.trouble("routes failed")
    assert [line["kind"] for line in read(lines)] == ["limit", "trouble"]


def test_bodies_share_a_limit_and_a_request_beyond_it_is_still_told():
    out, lines = records(Limits(bytes=4))
    out.data(FLOW, b"abcd")
    out.request(FLOW, protocol="http", host="a", method="POST", target="/", body=b"e")
    assert [line["kind"] for line in read(lines)] == ["data", "limit", "request"]
    assert read(lines)[-1]["cut"]


@given(
    text=st.text(max_size=40).map(lambda part: part * 600),
    headers=st.lists(st.tuples(st.text(max_size=300), st.text(max_size=300)), max_size=400),
    char=st.sampled_from(["\x00", "\x1f", "\U0001f600", "\ud800", '"', "\\", "\u2028"]),
)
def test_no_line_is_longer_than_the_host_reads(text: str, headers: list[tuple[str, str]], char: str):
    out, lines = records()
    fill = char * 20_000
    out.request(
        FLOW,
        protocol=fill,
        host=fill,
        method=text,
        target=fill,
        headers=[*headers, (char * 8000, char * 8000)],
        body=b"\xff" * BODY_BYTES * 2,
    )
    out.dns("tcp", fill, fill, [fill] * 100, routed=True)
    out.tls(FLOW, fill, [fill] * 100, ended=True, why=fill)
    out.attempt(fill, fill)
    out.trouble(fill)
    assert len(lines) == 5
    for line in lines:
        assert len(line) <= LINE_BYTES
        assert line.count(b"\n") == 1
        json.loads(line)
