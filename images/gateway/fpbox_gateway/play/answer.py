# SPDX-License-Identifier: Apache-2.0
"""What is answered to an HTTP request, and how it looks on the wire."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from email.utils import formatdate
from http import HTTPStatus

from fpbox_gateway import clock
from fpbox_gateway.play.message import Head

_SWITCHING = HTTPStatus.SWITCHING_PROTOCOLS
_BODILESS = frozenset({_SWITCHING, HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})


@dataclass(frozen=True, slots=True)
class Answer:
    """One response.

    Attributes:
        kind: the media type of the body. headers: beyond those that every answer has.
        protocol: what the request is recorded as.
        server: the name of the server's software.
    """

    status: int = 200
    body: bytes = b""
    kind: str = "text/html; charset=UTF-8"
    headers: tuple[tuple[str, str], ...] = ()
    protocol: str = "http"
    server: str = "nginx"

    def having(self, *headers: tuple[str, str]) -> Answer:
        """Return this answer with more headers."""
        return replace(self, headers=self.headers + headers)

    def wire(self, head: Head, *, stays: bool) -> bytes:
        """Return the bytes of this answer to a request; a HEAD request gets no body."""
        if not head.version:
            return self.body
        headers = (
            ("Server", self.server),
            ("Date", formatdate(clock.now(), usegmt=True)),
            *self._about_body(),
            ("Connection", "Upgrade" if self.status == _SWITCHING else "keep-alive" if stays else "close"),
            *self.headers,
        )
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        first = f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\n"
        body = b"" if head.method == "HEAD" or self.status in _BODILESS else self.body
        return f"{first}{lines}\r\n".encode("latin-1") + body

    def _about_body(self) -> tuple[tuple[str, str], ...]:
        if self.status in _BODILESS:
            return ()
        return (("Content-Type", self.kind), ("Content-Length", str(len(self.body))))


def json_answer(value: object, status: int = 200, *headers: tuple[str, str]) -> Answer:
    """Return an answer in JSON."""
    body = json.dumps(value, separators=(",", ":")).encode()
    return Answer(status, body, "application/json; charset=utf-8", headers)


def text_answer(text: str, status: int = 200, *headers: tuple[str, str]) -> Answer:
    """Return an answer in plain text."""
    return Answer(status, text.encode(), "text/plain; charset=utf-8", headers)
