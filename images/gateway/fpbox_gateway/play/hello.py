# SPDX-License-Identifier: Apache-2.0
"""The TLS ClientHello: which host and which protocols it asks for (RFC 8446, 6066, 7301)."""

from __future__ import annotations

from dataclasses import dataclass

HELLO_BYTES = 20 << 10
_HANDSHAKE = 22
_CLIENT_HELLO = 1
_RECORD_BYTES = (16 << 10) + 256
_RECORD_HEAD = 5
_MESSAGE_HEAD = 4
_MAJOR = 3
_SERVER_NAME = 0
_ALPN = 16
_EXTENSIONS = 256
_NAMES = 64
_RECORDS = 16


class NoHello(Exception):
    """These bytes are no ClientHello; the message says why."""


@dataclass(frozen=True, slots=True)
class ClientHello:
    """What a client says first.

    Attributes:
        sni: the host's name, as sent, None if none was sent.
        alpn: names of the protocols it offers.
    """

    sni: str | None
    alpn: tuple[str, ...]


class _Cursor:
    """Reads fields off bytes; one that is not there makes NoHello."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        end = self._at + count
        if end > len(self._data):
            raise NoHello("a field ends beyond the message")
        part = self._data[self._at : end]
        self._at = end
        return part

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def vector(self, size: int) -> bytes:
        """Take a vector whose length stands before it in so many bytes."""
        return self.take(self.number(size))

    @property
    def more(self) -> bool:
        return self._at < len(self._data)


def handshake(data: bytes) -> bytes | None:
    """Join the first handshake message from the records that hold it.

    Returns:
        Its body without the four bytes before it, or None where more bytes are needed.

    Raises:
        NoHello: no ClientHello begins here.
    """
    message = bytearray()
    at = 0
    for _ in range(_RECORDS):
        if not _plausible(data, at, message):
            return None
        end = at + 5 + int.from_bytes(data[at + 3 : at + 5], "big")
        message += data[at + 5 : end]
        at = end
        whole = 4 + int.from_bytes(message[1:4], "big")
        if len(message) >= whole > _MESSAGE_HEAD:
            return bytes(message[4:whole])
    raise NoHello("it is cut into too many records")


def _plausible(data: bytes, at: int, message: bytearray) -> bool:
    """Tell whether a whole record stands at `at`; raises NoHello where none can come to stand there."""
    if message and (message[0] != _CLIENT_HELLO or int.from_bytes(message[1:4], "big") > HELLO_BYTES):
        raise NoHello("the first message is no ClientHello, or a huge one")
    if len(data) < at + _RECORD_HEAD:
        return False
    length = int.from_bytes(data[at + 3 : at + 5], "big")
    if data[at] != _HANDSHAKE or data[at + 1] != _MAJOR or not 0 < length <= _RECORD_BYTES:
        raise NoHello("no handshake record")
    return len(data) >= at + 5 + length


def parse(body: bytes) -> ClientHello:
    """Read a ClientHello's body. Raises NoHello where its lengths do not fit."""
    cursor = _Cursor(body)
    cursor.take(2 + 32)
    cursor.vector(1)
    cursor.vector(2)
    cursor.vector(1)
    sni: str | None = None
    alpn: tuple[str, ...] = ()
    extensions = _Cursor(cursor.vector(2) if cursor.more else b"")
    for _ in range(_EXTENSIONS):
        if not extensions.more:
            break
        kind, value = extensions.number(2), extensions.vector(2)
        if kind == _SERVER_NAME and sni is None:
            sni = _server_name(value)
        elif kind == _ALPN and not alpn:
            alpn = _protocols(value)
    return ClientHello(sni, alpn)


def _server_name(value: bytes) -> str | None:
    names = _Cursor(_Cursor(value).vector(2))
    for _ in range(_NAMES):
        if not names.more:
            return None
        kind, name = names.number(1), names.vector(2)
        if kind == 0:
            return name.decode("latin-1")
    return None


def _protocols(value: bytes) -> tuple[str, ...]:
    names = _Cursor(_Cursor(value).vector(2))
    found: list[str] = []
    while names.more and len(found) < _NAMES:
        found.append(names.vector(1).decode("latin-1"))
    return tuple(found)
