# SPDX-License-Identifier: Apache-2.0
"""The gateway's JSON lines into records.

Traced code chooses most of what stands in them, and may flood the gateway. So every length and every count
has a limit here as well, whatever the gateway itself holds to; what is over a limit or cannot be read is left
out and told in `Reader.trouble`: a run of which something is missing is never silently clean.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

MAX_LINE = 256 << 10
"""Bytes of one line, without its end."""
MAX_RECORDS = 200_000
MAX_BODY_BYTES = 64 << 20
"""Bytes of all bodies together."""

_MAX_NAME = 1_024
_MAX_ITEMS = 4_096
_MAX_NUMBER = (1 << 63) - 1
_MAX_PORT = 65_535
_MAX_TOLD = 20
_PAIR = 2

Fields = Mapping[str, Any]


class _Unreadable(ValueError):
    """A line does not have the form of a record."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The gateway has begun: it says so before anything can reach it."""

    version: int


@dataclass(frozen=True, slots=True)
class Dns:
    """A name was asked for.

    Attributes:
        routed: it is one of the registry's, and was answered by the real resolver.
        body: what else the message held, of which there are `size` bytes; cut: not all of them are here.
    """

    t_ns: int
    via: str
    name: str
    type: str
    answer: tuple[str, ...]
    routed: bool
    body: bytes
    size: int
    cut: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """A connection, or the datagrams between two addresses.

    Attributes:
        name: the one whose invented address was used, or "".
    """

    t_ns: int
    number: int
    protocol: str
    source: tuple[str, int]
    destination: tuple[str, int]
    name: str


@dataclass(frozen=True, slots=True)
class Tls:
    """A TLS greeting. `ended`: the gateway's certificate was taken, so that what is inside was seen."""

    t_ns: int
    flow: int
    sni: str
    alpn: tuple[str, ...]
    ended: bool
    why: str


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a protocol the gateway speaks. `size` counts the whole body, `body` may be `cut`."""

    t_ns: int
    flow: int
    protocol: str
    host: str
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    size: int
    cut: bool
    status: int


@dataclass(frozen=True, slots=True)
class Data:
    """Bytes of something the gateway does not know, or one datagram."""

    t_ns: int
    flow: int
    body: bytes
    size: int
    cut: bool


@dataclass(frozen=True, slots=True)
class Closed:
    """The end of a flow, with the bytes the traced side sent (`received`) and was sent."""

    t_ns: int
    flow: int
    received: int
    sent: int


@dataclass(frozen=True, slots=True)
class Limit:
    """From here on the gateway keeps no more of something."""

    t_ns: int
    what: str
    limit: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """Something tried to get past the gateway."""

    t_ns: int
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something went wrong in the gateway itself."""

    t_ns: int
    message: str


Record = Ready | Dns | Flow | Tls | Request | Data | Closed | Limit | Attempt | Trouble


class Reader:
    """Takes bytes as they come and gives records.

    Attributes:
        ready: the gateway's first word has come.
    """

    def __init__(self) -> None:
        self.ready = False
        self._rest = bytearray()
        self._skipping = False
        self._records = 0
        self._body_bytes = 0
        self._faults: Counter[str] = Counter()
        self._told: list[str] = []

    def feed(self, data: bytes) -> list[Record]:
        """Take bytes; return the records that are whole now, in order."""
        records = []
        *lines, rest = data.split(b"\n")
        for line in lines:
            record = self._line(line)
            if record is not None:
                records.append(record)
        self._keep(rest)
        return records

    def close(self) -> None:
        """There are no more bytes: what is left is a broken line."""
        if self._rest or self._skipping:
            self._faults["lines were cut short"] += 1
        self._rest.clear()
        self._skipping = False

    @property
    def trouble(self) -> tuple[str, ...]:
        """Sentences: why what the gateway saw cannot be trusted to be everything."""
        counted = [f"the gateway's record: {count} {what}" for what, count in sorted(self._faults.items())]
        return (*self._told, *counted)

    def _keep(self, rest: bytes) -> None:
        if self._skipping:
            return
        self._rest += rest
        if len(self._rest) > MAX_LINE:
            self._rest.clear()
            self._skipping = True

    def _line(self, end: bytes) -> Record | None:
        whole = bytes(self._rest) + end
        self._rest.clear()
        if self._skipping or len(whole) > MAX_LINE:
            self._skipping = False
            self._faults["lines were too long"] += 1
            return None
        return self._record(whole) if whole.strip() else None

    def _record(self, line: bytes) -> Record | None:
        if self._records >= MAX_RECORDS:
            self._faults[f"lines came after the first {MAX_RECORDS}"] += 1
            return None
        self._records += 1
        try:
            record = _read(line)
        except (ValueError, RecursionError):
            self._faults["lines could not be read"] += 1
            return None
        return self._noted(record)

    def _noted(self, record: Record) -> Record | None:
        match record:
            case Ready():
                self.ready = True
            case Trouble(message=message):
                self._tell(f"the gateway: {message}")
            case Limit(what=what, limit=limit):
                self._tell(f"the gateway kept no more than {limit} {what}")
            case Request() | Data():
                self._body_bytes += len(record.body)
                if self._body_bytes > MAX_BODY_BYTES:
                    self._faults[f"bodies came after the first {MAX_BODY_BYTES >> 20} MiB"] += 1
                    return None
        return record

    def _tell(self, sentence: str) -> None:
        if sentence not in self._told and len(self._told) < _MAX_TOLD:
            self._told.append(sentence)


def _read(line: bytes) -> Record:
    fields = json.loads(line)
    if not isinstance(fields, dict):
        raise _Unreadable("no mapping")
    maker = _MAKERS.get(_text(fields, "kind", _MAX_NAME))
    if maker is None:
        raise _Unreadable("no such kind")
    return maker(fields)


def _text(fields: Fields, key: str, limit: int = MAX_LINE) -> str:
    value = fields.get(key)
    if not isinstance(value, str):
        raise _Unreadable(key)
    return value[:limit]


def _optional(fields: Fields, key: str, limit: int = _MAX_NAME) -> str:
    return "" if fields.get(key) is None else _text(fields, key, limit)


def _number(fields: Fields, key: str, most: int = _MAX_NUMBER) -> int:
    return _whole(fields.get(key), most)


def _whole(value: object, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise _Unreadable("no whole number within its limits")
    return value


def _flag(fields: Fields, key: str) -> bool:
    value = fields.get(key)
    if not isinstance(value, bool):
        raise _Unreadable(key)
    return value


def _list(fields: Fields, key: str) -> list[Any]:
    value = fields.get(key)
    if not isinstance(value, list):
        raise _Unreadable(key)
    return value[:_MAX_ITEMS]


def _texts(fields: Fields, key: str) -> tuple[str, ...]:
    values = _list(fields, key)
    if not all(isinstance(value, str) for value in values):
        raise _Unreadable(key)
    return tuple(value[:MAX_LINE] for value in values)


def _pairs(fields: Fields, key: str) -> tuple[tuple[str, str], ...]:
    pairs = _list(fields, key)
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != _PAIR or not all(isinstance(one, str) for one in pair):
            raise _Unreadable(key)
    return tuple((name[:MAX_LINE], value[:MAX_LINE]) for name, value in pairs)


def _address(fields: Fields, key: str) -> tuple[str, int]:
    pair = _list(fields, key)
    if len(pair) != _PAIR or not isinstance(pair[0], str):
        raise _Unreadable(key)
    return pair[0][:_MAX_NAME], _whole(pair[1], _MAX_PORT)


def _body(fields: Fields) -> tuple[bytes, int, bool]:
    """Return what is there of a body, how long it was, and whether it was cut."""
    try:
        body = base64.b64decode(_text(fields, "body", MAX_LINE), validate=True)
    except binascii.Error as error:
        raise _Unreadable("body") from error
    return body, _number(fields, "size"), _flag(fields, "cut")


def _ready(fields: Fields) -> Ready:
    return Ready(_number(fields, "v"))


def _dns(fields: Fields) -> Dns:
    body, size, cut = _body(fields) if "body" in fields else (b"", 0, False)
    return Dns(
        t_ns=_number(fields, "t"),
        via=_text(fields, "via", _MAX_NAME),
        name=_text(fields, "name", _MAX_NAME),
        type=_text(fields, "type", _MAX_NAME),
        answer=_texts(fields, "answer"),
        routed=_flag(fields, "routed"),
        body=body,
        size=size,
        cut=cut,
    )


def _flow(fields: Fields) -> Flow:
    protocol = _text(fields, "protocol")
    if protocol not in {"tcp", "udp"}:
        raise _Unreadable("protocol")
    return Flow(
        t_ns=_number(fields, "t"),
        number=_number(fields, "flow"),
        protocol=protocol,
        source=_address(fields, "source"),
        destination=_address(fields, "destination"),
        name=_optional(fields, "name"),
    )


def _tls(fields: Fields) -> Tls:
    return Tls(
        t_ns=_number(fields, "t"),
        flow=_number(fields, "flow"),
        sni=_optional(fields, "sni"),
        alpn=_texts(fields, "alpn"),
        ended=_flag(fields, "ended"),
        why=_optional(fields, "why"),
    )


def _request(fields: Fields) -> Request:
    body, size, cut = _body(fields)
    return Request(
        t_ns=_number(fields, "t"),
        flow=_number(fields, "flow"),
        protocol=_text(fields, "protocol", _MAX_NAME),
        host=_optional(fields, "host"),
        method=_text(fields, "method", _MAX_NAME),
        target=_text(fields, "target"),
        headers=_pairs(fields, "headers"),
        body=body,
        size=size,
        cut=cut,
        status=_number(fields, "status"),
    )


def _data(fields: Fields) -> Data:
    body, size, cut = _body(fields)
    return Data(
        t_ns=_number(fields, "t"),
        flow=_number(fields, "flow"),
        body=body,
        size=size,
        cut=cut,
    )


def _closed(fields: Fields) -> Closed:
    return Closed(*(_number(fields, key) for key in ("t", "flow", "received", "sent")))


def _limit(fields: Fields) -> Limit:
    return Limit(_number(fields, "t"), _text(fields, "what", _MAX_NAME), _number(fields, "limit"))


def _attempt(fields: Fields) -> Attempt:
    return Attempt(_number(fields, "t"), _text(fields, "what", _MAX_NAME), _optional(fields, "detail"))


def _trouble(fields: Fields) -> Trouble:
    return Trouble(_number(fields, "t"), _text(fields, "message", _MAX_NAME))


_MAKERS: dict[str, Callable[[Fields], Record]] = {
    "ready": _ready,
    "dns": _dns,
    "flow": _flow,
    "tls": _tls,
    "request": _request,
    "data": _data,
    "closed": _closed,
    "limit": _limit,
    "attempt": _attempt,
    "trouble": _trouble,
}
