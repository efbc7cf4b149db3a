# SPDX-License-Identifier: Apache-2.0
"""What the gateway tells the host: one JSON object a line, at most 256 KiB each, and not for ever.

All of it is under the influence of traced code, so every text, list and count has its limit, and each limit
that is reached is told once.
"""

from __future__ import annotations

import base64
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

VERSION = 1
LINE_BYTES = 256 << 10
BODY_BYTES = 64 << 10
_TARGET_CHARS = 8192
_HOST_CHARS = 1024
_HEADERS_CHARS = 16_384
_HEADERS = 256
_WORD_CHARS = 64
_TEXT_CHARS = 2048
_ANSWER_CHARS = 256
_LIST = 64

Limited = Literal["flows", "requests", "names", "data", "bytes", "lines"]
_LIMITED_BY: Mapping[str, Limited] = {
    "flow": "flows",
    "request": "requests",
    "dns": "names",
    "data": "data",
}


@dataclass(frozen=True, slots=True)
class Flow:
    """One connection, or the datagrams between two sockets.

    Attributes:
        number: counts from 1. source, destination: address and port; the destination is the one asked for.
        name: the one whose invented address the destination is.
    """

    number: int
    protocol: Literal["tcp", "udp"]
    source: tuple[str, int]
    destination: tuple[str, int]
    name: str | None


@dataclass(frozen=True, slots=True)
class Limits:
    """How many records of a kind are written, how many bytes of bodies they hold, and lines in all."""

    flows: int = 20_000
    requests: int = 10_000
    names: int = 50_000
    data: int = 40_000
    bytes: int = 64 << 20
    lines: int = 200_000


@dataclass(slots=True)
class Records:
    """Writes lines. A record beyond a limit is left out, and the limit told.

    Attributes:
        write: takes one line with its end; must not block for long.
        clock: gives CLOCK_MONOTONIC in ns, which the tracer's times are in, too.
    """

    write: Callable[[bytes], None]
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], int] = time.monotonic_ns
    _counts: Counter[str] = field(default_factory=Counter)
    _told: set[str] = field(default_factory=set)

    def ready(self) -> None:
        """Say that everything is caught from now on."""
        self._line({"kind": "ready", "v": VERSION})

    def dns(
        self,
        via: Literal["udp", "tcp"],
        name: str,
        kind: str,
        answer: Sequence[str],
        *,
        routed: bool,
        more: bytes = b"",
    ) -> None:
        """Tell of a question for a name, of the answer that was given, and what else the message held."""
        answers = [text[:_ANSWER_CHARS] for text in answer[:_LIST]]
        kept, short = self._kept(more)
        self._counted(
            "dns",
            {
                "via": via,
                "name": name[:_HOST_CHARS],
                "type": kind[:_WORD_CHARS],
                "answer": answers,
                "routed": routed,
                **({"body": kept, "size": len(more), "cut": short} if more else {}),
            },
        )

    def flow(self, flow: Flow, *, routed: bool = False) -> None:
        """Tell of a new flow; `routed`: its destination is an allowed host's."""
        self._counted(
            "flow",
            {
                "flow": flow.number,
                "protocol": flow.protocol,
                "source": flow.source,
                "destination": flow.destination,
                "name": flow.name,
                "routed": routed,
            },
        )

    def tls(self, flow: Flow, sni: str | None, alpn: Sequence[str], *, ended: bool, why: str = "") -> None:
        """Tell of a TLS greeting: which host it names, and whether the gateway could end the TLS itself."""
        self._timed(
            "tls",
            {
                "flow": flow.number,
                "sni": sni and sni[:_HOST_CHARS],
                "alpn": [name[:_WORD_CHARS] for name in alpn[:_LIST]],
                "ended": ended,
                "why": why[:_TEXT_CHARS],
            },
        )

    def request(
        self,
        flow: Flow,
        *,
        protocol: str,
        host: str,
        method: str,
        target: str,
        headers: Iterable[tuple[str, str]] = (),
        body: bytes = b"",
        size: int | None = None,
        cut: bool = False,
        status: int = 0,
    ) -> None:
        """Tell of a request, or of what takes its place in another protocol.

        Args:
            flow: that it came in.
            protocol: "http", "smtp", "ftp" and the like.
            host: that the request names itself.
            method: as it came.
            target: as it came.
            headers: as they came.
            body: the first 64 KiB of it are kept.
            size: of the whole body in bytes, if that is not `body`.
            cut: there was more of it than was given here.
            status: of the answer.
        """
        kept, short = self._kept(body)
        listed, fewer = _headers(headers)
        self._counted(
            "request",
            {
                "flow": flow.number,
                "protocol": protocol[:_WORD_CHARS],
                "host": host[:_HOST_CHARS],
                "method": method[:_WORD_CHARS],
                "target": target[:_TARGET_CHARS],
                "headers": listed,
                "body": kept,
                "size": len(body) if size is None else size,
                "cut": cut or short or fewer or len(target) > _TARGET_CHARS,
                "status": status,
            },
        )

    def data(self, flow: Flow, body: bytes, *, size: int | None = None, cut: bool = False) -> None:
        """Tell of bytes that belong to no known protocol; the first 64 KiB of them are kept."""
        kept, short = self._kept(body)
        self._counted(
            "data",
            {
                "flow": flow.number,
                "body": kept,
                "size": len(body) if size is None else size,
                "cut": cut or short,
            },
        )

    def closed(self, flow: Flow, *, received: int, sent: int) -> None:
        """Tell of a flow's end, and how many bytes went each way."""
        self._timed("closed", {"flow": flow.number, "received": received, "sent": sent})

    def attempt(self, what: str, detail: str) -> None:
        """Tell of an attempt to get round the gateway."""
        self._timed("attempt", {"what": what[:_WORD_CHARS], "detail": detail[:_TEXT_CHARS]})

    def trouble(self, message: str) -> None:
        """Tell that the gateway itself failed, so that something may not have been seen."""
        self._line({"kind": "trouble", "t": self.clock(), "message": message[:_TEXT_CHARS]})

    def limit(self, what: Limited, limit: int) -> None:
        """Tell, once, that a limit was reached."""
        if what not in self._told:
            self._told.add(what)
            self._line({"kind": "limit", "t": self.clock(), "what": what, "limit": limit})

    def _counted(self, kind: str, values: dict[str, object]) -> None:
        what = _LIMITED_BY[kind]
        if self._within(what, 1):
            self._timed(kind, values)

    def _timed(self, kind: str, values: dict[str, object]) -> None:
        if self._within("lines", 1):
            self._line({"kind": kind, "t": self.clock(), **values})

    def _kept(self, body: bytes) -> tuple[str, bool]:
        """Return as much of a body as there is room for, in base64, and whether that is not all of it."""
        part = body[:BODY_BYTES]
        if not self._within("bytes", len(part)):
            part = b""
        return base64.b64encode(part).decode("ascii"), len(part) < len(body)

    def _within(self, what: Limited, count: int) -> bool:
        limit: int = getattr(self.limits, what)
        if self._counts[what] + count > limit:
            self.limit(what, limit)
            return False
        self._counts[what] += count
        return True

    def _line(self, values: dict[str, object]) -> None:
        text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        self.write(text.encode("utf-8", "replace") + b"\n")


def _headers(headers: Iterable[tuple[str, str]]) -> tuple[list[tuple[str, str]], bool]:
    """Return as many headers as there is room for, and whether those are not all."""
    kept: list[tuple[str, str]] = []
    room = _HEADERS_CHARS
    for name, value in headers:
        if len(kept) == _HEADERS or len(name) + len(value) > room:
            return kept, True
        room -= len(name) + len(value)
        kept.append((name, value))
    return kept, False
