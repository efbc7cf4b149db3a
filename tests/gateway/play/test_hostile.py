# SPDX-License-Identifier: Apache-2.0
"""Nothing that a client sends does more than end its own flow, and what it sends is told."""

from __future__ import annotations

import asyncio
import base64
import json
import ssl
from dataclasses import replace
from operator import add
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fpbox.engine import authority
from fpbox_gateway.play import World, body, datagram, files, http, lines, play, raw, websocket
from fpbox_gateway.play.answers import answer
from fpbox_gateway.play.detect import Spoken, spoken
from fpbox_gateway.play.message import Head, parse, request
from fpbox_gateway.records import Flow, Records

AUTHORITY = authority.create().both
WORLD = World(seed="a test", authority=AUTHORITY)
POST = b"POST /x HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (
    b"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nT: x\r\n\r\n"
)
OPENING = b"GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\n\r\n"
SOCKET = OPENING + b"\x81\x85\1\2\3\4iggh`\x88\x80\0\0\0\0"
PROXY = b"\5\1\0"
MAIL = b"EHLO a\r\nAUTH LOGIN\r\nam9l\r\ncGFzcw==\r\nMAIL FROM:<a>\r\nDATA\r\nhello\r\n.\r\nQUIT\r\n"


def greeting() -> bytes:
    """Return a real ClientHello."""
    out = ssl.MemoryBIO()
    client = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), out, server_hostname="a.example")
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    return out.read()


HELLO = greeting()
VALID = (
    POST,
    CHUNKED,
    SOCKET,
    MAIL,
    HELLO,
    PROXY,
    POST + SOCKET,
    b"CONNECT a.example:443 HTTP/1.1\r\n\r\n" + HELLO,
)


class Sink(asyncio.Transport):
    """Takes what is answered."""

    def __init__(self, protocol: asyncio.StreamReaderProtocol) -> None:
        super().__init__()
        self.got = bytearray()
        self.closed = False
        self._protocol = protocol

    def write(self, data: bytes) -> None:
        self.got += data

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            asyncio.get_running_loop().call_soon(self._protocol.connection_lost, None)


async def _played(parts: list[bytes], port: int) -> tuple[list[dict[str, Any]], bytes]:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(loop=loop)
    protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
    sink = Sink(protocol)
    protocol.connection_made(sink)
    writer = asyncio.StreamWriter(sink, protocol, reader, loop)
    seen: list[dict[str, Any]] = []
    records = Records(lambda line: seen.append(json.loads(line)))
    flow = Flow(1, "tcp", ("172.17.0.3", 4000), ("198.18.0.9", port), "c2.example")
    task = asyncio.create_task(play(reader, writer, flow, records, WORLD))
    for part in parts:
        if sink.closed:
            break
        reader.feed_data(part)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    reader.feed_eof()
    await task
    assert sink.closed
    return seen, bytes(sink.got)


def played(*parts: bytes, port: int = 80) -> tuple[list[dict[str, Any]], bytes]:
    """Play what arrives in these parts; return what was told and answered."""
    seen, answered = asyncio.run(_played(list(parts), port))
    assert [one for one in seen if one["kind"] == "trouble"] == []
    return seen, answered


ports = st.sampled_from([80, 21, 22, 25, 110, 143, 443, 465, 3306, 4444])
relaxed = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])


@relaxed
@given(st.lists(st.binary(max_size=400), max_size=6), ports)
@example([b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"], 443)
def test_any_bytes_are_told_and_harm_nothing(parts, port):
    seen, _ = played(*parts, port=port)
    if any(parts):
        assert seen


@st.composite
def mutated(draw: Any) -> bytes:
    """Valid conversations with bytes changed, left out, put in and repeated."""
    data = bytearray(draw(st.sampled_from(VALID)))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.integers(0, 3)):
            case 0:
                data[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
            case 1:
                del data[at : at + draw(st.integers(1, 20))]
            case 2:
                data[at:at] = draw(st.binary(max_size=20))
            case _:
                data += data[at:]
    return bytes(data[: 1 << 16])


@relaxed
@given(mutated(), ports)
def test_conversations_that_go_wrong_harm_nothing(data, port):
    seen, _ = played(data, port=port)
    assert bool(seen) == bool(data)


@pytest.mark.parametrize("data", VALID[:5])
def test_where_a_conversation_is_cut_into_segments_does_not_matter(data):
    def essence(seen: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
        return [(one["kind"], one.get("method"), one.get("body"), one.get("sni")) for one in seen]

    whole = essence(played(data)[0])
    for at in range(1, len(data), 1 if len(data) < 300 else 23):
        assert essence(played(data[:at], data[at:])[0]) == whole
    assert essence(played(*(data[at : at + 1] for at in range(len(data))))[0]) == whole


@pytest.mark.parametrize("data", [POST, CHUNKED, MAIL, SOCKET])
def test_a_conversation_that_breaks_off_anywhere_is_told(data):
    for at in range(1, len(data)):
        seen, _ = played(data[:at])
        assert seen


@given(st.binary(max_size=100), st.sampled_from([123, 53, 3478]))
@settings(deadline=None)
def test_any_datagram_is_told(data, port):
    seen: list[bytes] = []
    flow = Flow(1, "udp", ("172.17.0.3", 4000), ("198.18.0.9", port), None)
    answer = datagram(b"\0\1\0\0\x21\x12\xa4\x42" + data, flow, Records(seen.append), WORLD)
    assert len(seen) == 1
    assert answer is None or len(answer) in {32, 48}


def test_a_greeting_in_many_records_is_read():
    message = HELLO[5:]
    parts = [message[at : at + 100] for at in range(0, len(message), 100)]
    seen, _ = played(*[b"\x16\x03\x01" + len(part).to_bytes(2, "big") + part for part in parts])
    assert seen[0]["sni"] == "a.example"


def test_a_greeting_in_too_many_segments_is_kept_as_bytes(monkeypatch):
    monkeypatch.setattr("fpbox_gateway.play.tls.SEGMENTS", 10)
    seen, _ = played(*[HELLO[at : at + 9] for at in range(0, len(HELLO), 9)])
    assert [one["kind"] for one in seen] == ["data"]


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_head_can_be_read(data):
    head = parse(data)
    asked = request(head, host="a.example", address="198.18.0.9", port=80, secure=False)
    assert asked.origin.isascii()
    assert "'" not in asked.origin
    assert isinstance(head.stays, bool)
    assert head.length is None or head.length >= 0


PATHS = [
    "/-/v1/search?text=maintainer:x&",
    "/latest/meta-data/",
    "/latest/api/token",
    "/user/repos",
    "/repos/a/b/git/refs",
    "/graphql",
    "/a/info/refs?service=git-receive-pack",
    "/a/git-receive-pack",
    "/resolve?name=",
    "/api/webhooks/1/a?",
    "/x.tar.gz",
    "/name",
    "/-/npm/v1/tokens",
    "/computeMetadata/v1/",
    "/metadata/instance",
    "/cdn-cgi/trace",
    "http://",
    "/v2/credentials/",
    "/a.sh",
    "/",
    "/bot12345:x/getMe",
]
HEADERS = [
    "Accept",
    "User-Agent",
    "Host",
    "Authorization",
    "npm-command",
    "Content-Type",
    "Metadata-Flavor",
    "Metadata",
]
HOSTS = [
    "a.example",
    "api.github.com",
    "169.254.169.254",
    "100.100.100.200",
    "169.254.170.2",
    "ipinfo.io",
    "",
]


@given(
    st.sampled_from(["GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH", "X"]),
    st.builds(
        add,
        st.sampled_from(PATHS),
        st.text(max_size=60) | st.sampled_from(["&a" * 5000, "%2e%2F%ff%00", "/" * 5000]),
    ),
    st.lists(st.tuples(st.sampled_from(HEADERS), st.text(max_size=30)), max_size=4),
    st.sampled_from(HOSTS),
    st.binary(max_size=100) | st.sampled_from([b"9" * 9000, b"[" * 9000, b"0032" * 100, b"{}", b"null"]),
)
@settings(deadline=None)
def test_any_request_gets_an_answer(method, target, headers, host, body):
    head = Head(method, target, "HTTP/1.1", (("Host", host), *headers))
    asked = replace(request(head, host=host, address=host, port=80, secure=False), body=body)
    told = answer(asked, WORLD).wire(head, stays=True)
    assert told.startswith(b"HTTP/1.1 ")
    assert told.partition(b"\r\n\r\n")[0].count(b"\r\n") == told.partition(b"\r\n\r\n")[0].count(b"\n")


@pytest.mark.parametrize(
    ("first", "protocol"),
    [
        (b"GET / HTTP/1.1\r\n", Spoken.HTTP),
        (b"PROPFIND /a b HTTP/1.0\n", Spoken.HTTP),
        (b"GET /x\r\n", Spoken.HTTP),
        (b"GET", None),
        (b"\x16\x03", None),
        (b"\x16\x03\x01", Spoken.TLS),
        (b"\x16\x09\x01", Spoken.RAW),
        (b"ehlo me\r\n", Spoken.SMTP),
        (b"SSH-2.0-x", Spoken.SSH),
        (b"uid=0(root)\n", Spoken.RAW),
        (b"PRI * HTTP/2.0\r\n", Spoken.RAW),
        (b"\0\1", Spoken.RAW),
        (b"\5", None),
        (b"\5\1", None),
        (b"\5\1\0", Spoken.SOCKS),
        (b"\5\1\0more", Spoken.RAW),
        (b"\5\0", Spoken.RAW),
        (b"a" * 40, Spoken.RAW),
        (b"hello world", None),
        (b"x " + b" " * 30_000, Spoken.RAW),
    ],
)
def test_a_protocol_is_known_by_its_first_bytes(first, protocol):
    assert spoken(first) is protocol


def test_a_flow_has_a_limit_of_requests(monkeypatch):
    monkeypatch.setattr(http, "REQUESTS", 3)
    seen, answered = played(b"GET /a.json HTTP/1.1\r\n\r\n" * 5)
    assert answered.count(b"HTTP/1.1 200 OK") == 3
    assert [one["limit"] for one in seen if one["kind"] == "limit"] == [3]


@pytest.mark.parametrize(
    ("module", "name", "data"),
    [
        (lines, "COMMANDS", b"EHLO a\r\n" + b"NOOP\r\n" * 5),
        (websocket, "MESSAGES", OPENING + b"\x81\x80\0\0\0\0" * 5),
    ],
)
def test_other_conversations_have_one_as_well(monkeypatch, module, name, data):
    monkeypatch.setattr(module, name, 3)
    assert [one["limit"] for one in played(data)[0] if one["kind"] == "limit"] == [3]


def test_a_flow_has_a_limit_of_bytes(monkeypatch):
    monkeypatch.setattr("fpbox_gateway.play.FLOW_BYTES", 1000)
    seen, _ = played(*[b"POST / HTTP/1.1\r\nContent-Length: 99999\r\n\r\n", *[b"x" * 400] * 9])
    assert [(one["what"], one["limit"]) for one in seen if one["kind"] == "limit"] == [("bytes", 1000)]
    assert seen[0]["kind"] == "request"


def test_records_of_bytes_in_one_flow_have_a_limit(monkeypatch):
    monkeypatch.setattr(raw, "BURSTS", 2)
    monkeypatch.setattr(raw, "PAUSE_S", 0.0)
    seen, _ = played(*[b"\0" * 10] * 8)
    assert len(seen) <= 2
    assert sum(one["size"] for one in seen) == 80


@pytest.mark.parametrize(
    ("limits", "parts"),
    [
        ({"fpbox_gateway.play.http.HEAD_S": 0.1}, [b"GET / HTTP/1.1\r\nHost: "]),
        ({"fpbox_gateway.play.body.IDLE_S": 0.1}, [b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nHost: "]),
        ({"fpbox_gateway.play.tls.HANDSHAKE_S": 0.1}, [HELLO[:60]]),
        ({"fpbox_gateway.play.lines.IDLE_S": 0.1}, [b"EHLO a\r\n"]),
        ({"fpbox_gateway.play.websocket.IDLE_S": 0.1}, [OPENING + b"\x81"]),
        ({"fpbox_gateway.play.raw.IDLE_S": 0.1, "fpbox_gateway.play.raw.PAUSE_S": 0.05}, [b"\0abc"]),
        ({"fpbox_gateway.play.FLOW_S": 0.1}, [b"\0abc"]),
    ],
)
async def test_a_client_that_waits_is_not_waited_for(monkeypatch, limits, parts):
    patience = {"fpbox_gateway.play.raw.IDLE_S": 0.1, "fpbox_gateway.play.raw.SILENCE_S": 0.1}
    for name, value in (patience | limits).items():
        monkeypatch.setattr(name, value)
    left, right = await _pipe()
    seen: list[dict[str, Any]] = []
    records = Records(lambda line: seen.append(json.loads(line)))
    flow = Flow(1, "tcp", ("172.17.0.3", 4000), ("198.18.0.9", 80), None)
    right.write(b"".join(parts))
    async with asyncio.timeout(60):
        await play(*left, flow, records, WORLD)
    right.close()
    assert seen


async def _pipe() -> Any:
    """Return both ends of a connection: reader and writer of the one, the writer of the other."""
    accepted: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    server = await asyncio.start_server(lambda r, w: accepted.set_result((r, w)), "127.0.0.1", 0)
    async with server:
        _, right = await asyncio.open_connection(*server.sockets[0].getsockname())
        return await accepted, right


def test_empty_lines_without_end_are_not_piled_up(monkeypatch):
    monkeypatch.setattr("fpbox_gateway.play.FLOW_BYTES", 1 << 20)
    seen, _ = played(b"GET /x.json HTTP/1.1\r\n\r\n", *[b"\r\n" * 20_000] * 20)
    assert sum(one["size"] for one in seen if one["kind"] == "data") < 200_000
    assert [one["status"] for one in seen if one["kind"] == "request"] == [200, 400]


async def test_a_client_that_does_not_read_is_let_go(monkeypatch):
    monkeypatch.setattr("fpbox_gateway.play.peer.SEND_S", 0.2)
    monkeypatch.setattr("fpbox_gateway.play.peer.CLOSE_S", 0.2)
    monkeypatch.setitem(files._FILES, "json", ("application/json", lambda _: bytes(16 << 20)))
    left, right = await _pipe()
    flow = Flow(1, "tcp", ("172.17.0.3", 4000), ("198.18.0.9", 80), None)
    right.write(b"GET /x.json HTTP/1.1\r\n\r\n")
    right.transport.pause_reading()
    async with asyncio.timeout(60):
        await play(*left, flow, Records(lambda _: None), WORLD)
    assert left[1].transport.get_write_buffer_size() == 0
    right.close()


def test_what_follows_a_broken_conversation_is_not_lost():
    seen, _ = played(POST + b"\0\1binary follows")
    assert [one["kind"] for one in seen] == ["request", "data"]
    assert base64.b64decode(seen[1]["body"]) == b"\0\1binary follows"


def test_our_own_failure_is_told(monkeypatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("fpbox_gateway.play.http.answer", broken)
    seen, _ = asyncio.run(_played([POST], 80))
    assert seen[-1]["kind"] == "trouble"
    assert "ours" in seen[-1]["message"]


def test_a_body_of_many_small_chunks_is_read(monkeypatch):
    monkeypatch.setattr(body, "IDLE_S", 60.0)
    head = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    seen, _ = played(head + b"1\r\nx\r\n" * 5000 + b"0\r\n\r\n")
    assert (seen[0]["size"], seen[0]["status"]) == (5000, 200)
