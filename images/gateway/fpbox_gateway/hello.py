# SPDX-License-Identifier: Apache-2.0
"""The first bytes of a client, where they say which host it wants: a TLS ClientHello, or an HTTP request."""

from __future__ import annotations

import re
from dataclasses import dataclass

HELLO_BYTES = 64 << 10
_HANDSHAKE, _CLIENT_HELLO = 22, 1
_RECORD_HEAD = 5
_SERVER_NAME, _ALPN, _ENCRYPTED = 0, 16, 0xFE0D
_REQUEST = re.compile(rb"([A-Z]{3,16}) (\S{1,8192}) HTTP/1\.[01]\r?\n")
_METHOD = re.compile(rb"[A-Z]{1,16}( \S{0,8192}( [HTP/1.0]{0,8}\r?)?)?")
_HOST = re.compile(rb"\nhost[ \t]*:[ \t]*([^\r\n]*?)[ \t]*\r?(?=\n)", re.IGNORECASE)


class Unfit(Exception):
    """The bytes are no such thing."""


@dataclass(frozen=True, slots=True)
class Hello:
    """What a TLS client says in the clear. `encrypted`: a second, hidden greeting is inside."""

    sni: str | None
    alpn: tuple[str, ...]
    encrypted: bool


@dataclass(frozen=True, slots=True)
class Head:
    """An HTTP request's first line and its host; `end` is where its head ends."""

    method: str
    target: str
    host: str
    end: int


def read_hello(data: bytes) -> Hello | None:
    """Read a ClientHello that may lie in several TLS records; None when more bytes are needed.

    Raises:
        Unfit: these are the first bytes of something else, or it is malformed.
    """
    body = bytearray()
    at = 0
    while len(data) >= at + _RECORD_HEAD:
        if data[at] != _HANDSHAKE or data[at + 1] != 3:  # noqa: PLR2004 - TLS has been version 3.x ever since
            raise Unfit("no handshake")
        size = int.from_bytes(data[at + 3 : at + 5])
        body += data[at + _RECORD_HEAD : at + _RECORD_HEAD + size]
        at += _RECORD_HEAD + size
        if len(body) >= 4:  # noqa: PLR2004 - type and length
            if body[0] != _CLIENT_HELLO:
                raise Unfit("no ClientHello")
            whole = 4 + int.from_bytes(body[1:4])
            if whole > HELLO_BYTES:
                raise Unfit("too long")
            if len(body) >= whole:
                return _hello(bytes(body[4:whole]))
    if data[:1] not in {b"", bytes((_HANDSHAKE,))}:
        raise Unfit("no handshake")
    return None


def read_head(data: bytes) -> Head | None:
    """Read the head of an HTTP/1 request; None when more bytes are needed.

    Raises:
        Unfit: these are the first bytes of something else, or it names its host twice or not at all.
    """
    line = data.partition(b"\n")
    first = _REQUEST.match(data)
    if first is None:
        if not line[1] and (not data or _METHOD.fullmatch(data)):
            return None
        raise Unfit("no request")
    end = re.search(rb"\r?\n\r?\n", data)
    if end is None:
        return None
    hosts = _HOST.findall(data[first.end() - 1 : end.start()] + b"\r\n")
    if len(hosts) != 1:
        raise Unfit("not exactly one host")
    return Head(first[1].decode(), first[2].decode("latin-1"), hosts[0].decode("latin-1"), end.end())


class _Reader:
    """Takes pieces off bytes that may be too short."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def take(self, size: int) -> bytes:
        """Take some bytes; raises Unfit when there are not as many."""
        if len(self.data) < size:
            raise Unfit("cut")
        taken, self.data = self.data[:size], self.data[size:]
        return taken

    def number(self, size: int) -> int:
        """Take a number."""
        return int.from_bytes(self.take(size))

    def block(self, size: int) -> _Reader:
        """Take a block that begins with its length in `size` bytes."""
        return _Reader(self.take(self.number(size)))


def _hello(body: bytes) -> Hello:
    reader = _Reader(body)
    reader.take(2 + 32)
    reader.block(1)
    reader.block(2)
    reader.block(1)
    sni: str | None = None
    alpn: tuple[str, ...] = ()
    encrypted = False
    seen: set[int] = set()
    extensions = reader.block(2) if reader.data else _Reader(b"")
    while extensions.data:
        kind, content = extensions.number(2), extensions.block(2)
        if kind in seen:
            raise Unfit("an extension is there twice")
        seen.add(kind)
        if kind == _SERVER_NAME:
            sni = _server_name(content)
        elif kind == _ALPN:
            alpn = tuple(_protocols(content.block(2)))
        encrypted |= kind == _ENCRYPTED
    return Hello(sni, alpn, encrypted)


def _server_name(content: _Reader) -> str | None:
    names = content.block(2)
    while names.data:
        kind, name = names.number(1), names.block(2)
        if kind == 0:
            return name.data.decode("latin-1").lower().rstrip(".")
    return None


def _protocols(names: _Reader) -> list[str]:
    found = []
    while names.data:
        found.append(names.block(1).data.decode("latin-1"))
    return found
