# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import struct
from ipaddress import IPv4Address, ip_address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fpbox_gateway import dns
from fpbox_gateway.dns import Malformed, Record

LABELS = st.lists(st.binary(min_size=1, max_size=63), max_size=3).map(tuple)


def query(
    labels: tuple[bytes, ...] = (b"a", b"example"), kind: int = dns.A, extra: bytes = b"", count: int = 0
):
    head = struct.pack("!6H", 7, 0x0100, 1, 0, 0, count)
    return head + dns.write_name(labels) + struct.pack("!HH", kind, 1) + extra


def opt(size: int) -> bytes:
    return b"\0" + struct.pack("!HHIH", 41, size, 0, 0)


@given(labels=LABELS, kind=st.integers(0, 0xFFFF))
def test_a_question_is_read_as_it_was_asked(labels: tuple[bytes, ...], kind: int):
    question = dns.read_question(query(labels, kind))
    assert (question.id, question.kind, question.labels, question.recursion) == (7, kind, labels, True)
    assert all(0x20 < ord(char) < 0x7F for char in question.name)


@pytest.mark.parametrize(
    ("extra", "kept"),
    [
        (b"", False),
        (opt(4096), False),
        (opt(4096) + b"\0", True),
        (b"\0" + struct.pack("!HHIH", 41, 4096, 0, 4) + b"abcd", True),
        (b"\x01a" + opt(4096)[1:], True),
        (b"\0" + struct.pack("!HHIH", dns.TXT, 1, 60, 0), True),
        (b"whatever", True),
    ],
)
def test_what_follows_the_question_is_kept_unless_it_says_only_how_long_an_answer_may_be(extra, kept):
    assert dns.read_question(query(extra=extra, count=1)).more == (extra if kept else b"")


def test_names_are_shown_in_lower_case_and_without_ambiguity():
    assert dns.read_question(query((b"A.b", b"\xff\\", b"Example"))).name == r"a\046b.\255\092.example"


@given(data=st.binary(max_size=600))
@example(query()[:12] + b"\xc0\x0c\x00\x01\x00\x01")
@example(query()[:12] + b"\x40" + b"a" * 64)
def test_any_bytes_are_read_or_refused(data: bytes):
    try:
        question = dns.read_question(data)
    except Malformed:
        return
    assert dns.read_question(query(question.labels, question.kind)).name == question.name


@given(data=st.binary(max_size=80), position=st.integers(0, 60), count=st.integers(0, 0xFFFF))
def test_a_broken_question_does_no_harm(data: bytes, position: int, count: int):
    broken = query(extra=opt(4096), count=count)
    broken = broken[:position] + data + broken[position:]
    try:
        dns.read_question(broken)
    except Malformed:
        return


@pytest.mark.parametrize(
    ("extra", "count", "room"),
    [(b"", 0, 512), (opt(4096), 1, 4096), (opt(10), 1, 512), (opt(99)[:5], 1, 512)],
)
def test_how_long_an_answer_may_be_is_taken_from_the_extension(extra: bytes, count: int, room: int):
    assert dns.read_question(query(extra=extra, count=count)).room == room


def test_an_answer_is_read_back_with_its_addresses():
    question = dns.read_question(query())
    addresses = [IPv4Address("3.4.5.6"), IPv4Address("3.4.5.7")]
    records = tuple(Record(dns.A, address.packed, str(address)) for address in addresses)
    answer = dns.write_answer(question, records, ttl_s=60)
    assert dns.read_addresses(answer, 7, "a.example", dns.A) == (addresses, 60, False)


def test_an_answer_that_is_too_long_for_a_datagram_says_so():
    question = dns.read_question(query())
    records = tuple(Record(dns.A, bytes((3, 4, 5, n)), "") for n in range(100))
    cut = dns.cut_to(dns.write_answer(question, records), question)
    assert len(cut) <= 512
    assert dns.read_addresses(cut, 7, "a.example", dns.A)[2]


def test_answers_to_other_questions_are_refused():
    answer = dns.write_answer(dns.read_question(query()), ())
    for number, name, kind in ((8, "a.example", dns.A), (7, "b.example", dns.A), (7, "a.example", dns.AAAA)):
        with pytest.raises(Malformed):
            dns.read_addresses(answer, number, name, kind)
    failed = dns.write_answer(dns.read_question(query()), (), dns.SERVER_FAILURE)
    with pytest.raises(Malformed, match="says 2"):
        dns.read_addresses(failed, 7, "a.example", dns.A)


@given(data=st.binary(max_size=300))
def test_a_broken_answer_is_refused_or_read(data: bytes):
    head = dns.write_answer(dns.read_question(query()), ())
    several = head[:6] + b"\0\x05" + head[8:] + data
    try:
        found, _, _ = dns.read_addresses(several, 7, "a.example", dns.A)
    except Malformed:
        return
    assert all(address == ip_address(str(address)) for address in found)
