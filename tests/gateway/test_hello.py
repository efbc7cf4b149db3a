# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox_gateway.hello import Unfit, read_head, read_hello
from tls_hello import client_hello


def test_the_hosts_name_and_the_protocols_are_read_from_a_real_greeting():
    hello = read_hello(client_hello("Registry.Example", ["h2", "http/1.1"]))
    assert hello is not None
    assert (hello.sni, hello.alpn, hello.encrypted) == ("registry.example", ("h2", "http/1.1"), False)
    unnamed = read_hello(client_hello(None))
    assert unnamed is not None
    assert unnamed.sni is None


def test_every_beginning_of_a_greeting_asks_for_more():
    whole = client_hello("registry.example")
    assert all(read_hello(whole[:size]) is None for size in range(len(whole)))


def test_a_greeting_in_several_records_is_put_together():
    body = client_hello("registry.example")[5:]
    pieces = [body[at : at + 40] for at in range(0, len(body), 40)]
    split = b"".join(b"\x16\x03\x01" + len(piece).to_bytes(2) + piece for piece in pieces)
    hello = read_hello(split)
    assert hello is not None
    assert hello.sni == "registry.example"


@given(position=st.integers(0, 400), value=st.integers(0, 255))
def test_a_greeting_with_a_wrong_byte_is_read_or_refused(position: int, value: int):
    broken = bytearray(HELLO)
    broken[position % len(broken)] = value
    try:
        read_hello(bytes(broken))
    except Unfit:
        return


HELLO = client_hello("registry.example", ["h2"])


@given(data=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes):
    for read in (read_hello, read_head):
        try:
            read(data)
        except Unfit:
            continue


def test_a_request_names_its_host_in_its_head():
    data = b"GET /is-odd HTTP/1.1\r\nAccept: */*\r\nhOsT:  registry.example:4873 \r\n\r\nbody"
    head = read_head(data)
    assert head is not None
    assert (head.method, head.target, head.host) == ("GET", "/is-odd", "registry.example:4873")
    assert data[head.end :] == b"body"
    assert all(read_head(data[:size]) is None for size in range(head.end))


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        b"SSH-2.0-x\r\n",
        b"\x16\x03\x01",
    ],
)
def test_what_is_no_request_or_names_not_exactly_one_host_is_refused(data: bytes):
    with pytest.raises(Unfit):
        read_head(data)
