# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.trace.sockaddr import Endpoint, dns_name, parse, socket_name


def inet(host: str, port: int) -> bytes:
    return struct.pack("<H", socket.AF_INET) + struct.pack(">H", port) + socket.inet_aton(host) + bytes(8)


def inet6(host: str, port: int) -> bytes:
    address = socket.inet_pton(socket.AF_INET6, host)
    return struct.pack("<H", socket.AF_INET6) + struct.pack(">HI", port, 0) + address + bytes(4)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (inet("240.0.0.1", 443), "tcp://240.0.0.1:443"),
        (inet6("fd00:ec2::254", 80), "tcp://[fd00:ec2::254]:80"),
        (inet6("::ffff:169.254.169.254", 80), "tcp://169.254.169.254:80"),
        (struct.pack("<H", 1) + b"/run/docker.sock\0junk", "unix:/run/docker.sock"),
        (struct.pack("<H", 1) + b"\0hidden\0\0", "unix:@hidden"),
        (struct.pack("<H", 16) + bytes(10), "netlink:"),
        (struct.pack("<H", 2) + b"\x01", "invalid:"),
        (struct.pack("<H", 9999) + bytes(20), "invalid:"),
        (b"", "invalid:"),
        (b"\x02", "invalid:"),
    ],
)
def test_addresses_are_shown_as_events_name_them(raw: bytes, shown: str) -> None:
    assert parse(raw).show("tcp") == shown


@given(st.binary(max_size=128))
def test_any_bytes_give_an_endpoint(raw: bytes) -> None:
    assert isinstance(parse(raw), Endpoint)


@pytest.mark.parametrize(
    ("arg", "name"),
    [
        (2 | 1 << 16, "tcp:inet"),
        (10 | 2 << 16, "udp:inet6"),
        (2 | (2 | 0o2000000) << 16, "udp:inet"),
        (16 | 3 << 16 | 0 << 32, "netlink:route"),
        (16 | 3 << 16 | 16 << 32, "netlink:generic"),
        (17 | 3 << 16 | 768 << 32, "raw:packet"),
        (2 | 3 << 16 | 1 << 32, "raw:inet"),
        (99 | 9 << 16, "type9:family99"),
    ],
)
def test_sockets_are_named_by_kind_and_family(arg: int, name: str) -> None:
    assert socket_name(arg) == name


def query(*labels: bytes) -> bytes:
    return bytes(12) + b"".join(bytes([len(label)]) + label for label in labels) + b"\0\0\x01\0\x01"


def test_a_query_s_name_is_read_over_udp_and_tcp() -> None:
    packet = query(b"Exfil", b"example")
    assert dns_name(packet) == "exfil.example"
    assert dns_name(struct.pack(">H", len(packet)) + packet) == "exfil.example"


def test_what_is_no_query_has_no_name() -> None:
    assert dns_name(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") == ""
    assert dns_name(b"") == ""


@given(st.binary(max_size=600))
def test_any_payload_gives_a_name_or_none(payload: bytes) -> None:
    assert isinstance(dns_name(payload), str)
