# SPDX-License-Identifier: Apache-2.0
"""HTTP/1 requests (RFC 9112), read with more patience than a server should have: all is evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes, urlsplit

HEAD_BYTES = 24 << 10
HEAD_END = re.compile(rb"\n\r?\n")
OLD = re.compile(rb"GET [^ \r\n]+\r?\n")
"""A request of the time before versions, which has no headers."""

_LENGTH = re.compile(r"[0-9]{1,15}\Z")
_VERSION = re.compile(r"HTTP/[01]\.[0-9]\Z")


@dataclass(frozen=True, slots=True)
class Head:
    """A request's first line and headers, decoded as Latin-1.

    Attributes:
        version: "HTTP/1.1", "HTTP/1.0", or "" for a request of the time before versions.
        headers: names and values in their order, as sent.
    """

    method: str
    target: str
    version: str
    headers: tuple[tuple[str, str], ...] = ()

    def values(self, name: str) -> Iterator[str]:
        """Give the values of all headers of this name, which is in small letters."""
        return (value for key, value in self.headers if key.lower() == name)

    def value(self, name: str) -> str:
        """Return the value of the first header of this name, empty where there is none."""
        return next(self.values(name), "")

    def words(self, name: str) -> frozenset[str]:
        """Return the words of a list in a header, in small letters."""
        return frozenset(word.strip().lower() for value in self.values(name) for word in value.split(","))

    @property
    def stays(self) -> bool:
        """Whether the client expects that the connection stays open."""
        said = self.words("connection") | self.words("proxy-connection")
        return "close" not in said and (self.version == "HTTP/1.1" or "keep-alive" in said)

    @property
    def chunked(self) -> bool:
        """Whether the body comes in chunks."""
        return "chunked" in self.words("transfer-encoding")

    @property
    def length(self) -> int | None:
        """How many bytes of body are announced; None where what is announced is no number."""
        values = {value.strip() for value in self.values("content-length")}
        if not values:
            return 0
        value = values.pop()
        return int(value) if not values and _LENGTH.match(value) else None


def parse(head: bytes) -> Head:
    """Read a request's head. What is no header line is kept as a name without a value."""
    first, *rest = head.decode("latin-1").split("\n")
    method, _, target = first.strip().partition(" ")
    target, _, version = target.rpartition(" ")
    if not _VERSION.match(version):
        target, version = f"{target} {version}".strip(), ""
    return Head(method, target.strip(), version, tuple(_headers(rest)))


def _headers(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if line := line.rstrip("\r"):
            name, _, value = line.partition(":")
            yield name.strip(), value.strip(" \t")


def authority(text: str) -> tuple[str, int | None]:
    """Split "host:port" or "[::1]:port"; the port is None where there is none that can be one."""
    host, colon, port = text.rpartition(":")
    if not colon or (":" in host and not host.endswith("]")):
        host, port = text, ""
    number = int(port) if re.fullmatch("[0-9]{1,5}", port) else None
    return host.strip("[]").lower(), number if number is not None and number < 1 << 16 else None


@dataclass(frozen=True, slots=True)
class Request:
    """A request with the beginning of its body, as answers are chosen by it.

    Attributes:
        host: that is asked for: by the target, the Host header, or else as known from outside.
        address: that the flow went to. port: likewise. secure: inside TLS.
        path: of the target, percent-decoded. query: as sent.
        body: the first 64 KiB.
    """

    head: Head
    host: str
    address: str
    port: int
    secure: bool
    path: str
    query: str
    body: bytes = b""

    @property
    def user_agent(self) -> str:
        """The client's name for itself, in small letters."""
        return self.head.value("user-agent").lower()

    @property
    def accept(self) -> str:
        """The media types the client asks for, in small letters."""
        return self.head.value("accept").lower()

    @property
    def origin(self) -> str:
        """Scheme, host and port under which this server was asked, safe to put into a quoted text."""
        named = re.sub(r"[^a-z0-9.:_-]", "", self.host)[:253] or self.address
        host = f"[{named}]" if ":" in named else named
        usual = 443 if self.secure else 80
        return f"http{'s' if self.secure else ''}://{host}" + ("" if self.port == usual else f":{self.port}")


def request(head: Head, *, host: str, address: str, port: int, secure: bool, body: bytes = b"") -> Request:
    """Put together what is known of a request."""
    named, path, query = _target(head.target)
    asked = named or authority(head.value("host"))[0] or host
    return Request(head, asked, address, port, secure, path, query, body)


def _target(target: str) -> tuple[str, str, str]:
    """Return host (if the target names one), path and query of a target."""
    host = ""
    if target[:7].lower() == "http://" or target[:8].lower() == "https://":
        try:
            host = authority(urlsplit(target).netloc.rpartition("@")[2])[0]
        except ValueError:  # an address in brackets that is none
            host = ""
        target = "/" + target.partition("//")[2].partition("/")[2]
    path, _, query = target.partition("?")
    return host, unquote_to_bytes(path).decode("utf-8", "replace"), query
