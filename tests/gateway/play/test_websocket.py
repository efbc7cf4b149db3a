# SPDX-License-Identifier: Apache-2.0
"""A WebSocket opens, its messages are told without their mask, and it closes as it should."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import struct
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fpbox_gateway.play.websocket import unmask

HANDSHAKE = (
    b"GET /socket HTTP/1.1\r\nHost: ws.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: chat, other\r\n\r\n"
)


def frame(op: int, content: bytes, *, final: bool = True, mask: bytes = b"") -> bytes:
    mask = mask or os.urandom(4)
    length = len(content)
    if length < 126:
        size = bytes([0x80 | length])
    elif length < 1 << 16:
        size = b"\xfe" + struct.pack(">H", length)
    else:
        size = b"\xff" + struct.pack(">Q", length)
    return bytes([0x80 * final | op]) + size + mask + unmask(content, mask, 0)


@pytest.fixture
def opened(internet):
    with socket.create_connection(("127.0.0.1", internet.port), timeout=30) as client:
        client.sendall(HANDSHAKE)
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += client.recv(4096)
        assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in answer
        assert b"Sec-WebSocket-Protocol: chat\r\n" in answer
        assert b"Connection: Upgrade\r\n" in answer
        yield client


def messages(internet) -> list[tuple[str, bytes]]:
    told = [one for one in internet.of("request") if one["protocol"] == "websocket"]
    return [(one["method"], base64.b64decode(one["body"])) for one in told]


def test_messages_are_told_without_their_mask(internet, opened):
    opened.sendall(frame(1, b"hello") + frame(2, b"\0" * 300) + frame(1, b"x" * 70_000))
    opened.close()
    assert messages(internet) == [("TEXT", b"hello"), ("BINARY", b"\0" * 300), ("TEXT", b"x" * 65536)]


def test_a_message_in_parts_is_put_together_around_a_ping(internet, opened):
    opened.sendall(frame(1, b"one ", final=False) + frame(9, b"alive?") + frame(0, b"two"))
    assert opened.recv(100) == b"\x8a\x06alive?"
    opened.close()
    assert messages(internet) == [("PING", b"alive?"), ("TEXT", b"one two")]


def test_a_goodbye_is_returned(internet, opened):
    opened.sendall(frame(8, b"\x03\xe8"))
    assert opened.recv(100) == b"\x88\x02\x03\xe8"
    assert opened.recv(100) == b""
    assert internet.of("request")[0]["status"] == 101


def test_a_message_that_breaks_off_is_told(internet, opened):
    opened.sendall(frame(1, b"cut short")[:-3])
    opened.close()
    assert messages(internet) == [("TEXT", b"cut sh")]


def test_what_is_no_frame_is_kept_as_bytes(internet, opened):
    opened.sendall(b"\x03\x00 rest")
    opened.close()
    assert internet.of("data")


@settings(deadline=None)
@given(st.binary(max_size=300), st.binary(min_size=4, max_size=4), st.integers(0, 9))
def test_a_mask_is_undone_from_any_place_on(content, mask, done):
    whole = unmask(bytes(done) + content, mask, 0)
    assert unmask(whole[done:], mask, done) == content


@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
def test_nodes_websocket_is_answered(internet):
    script = (
        "if (!globalThis.WebSocket) process.exit(0);"
        f"const s = new WebSocket('ws://127.0.0.1:{internet.port}/n');"
        "s.onopen = () => { s.send('from node'); s.close() };"
        "s.onclose = e => process.exit(e.wasClean ? 0 : 1)"
    )
    subprocess.run(["node", "-e", script], check=True, timeout=60)
    assert [told for told in messages(internet) if told[0] == "TEXT"] in ([], [("TEXT", b"from node")])
