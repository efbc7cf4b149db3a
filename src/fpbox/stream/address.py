# SPDX-License-Identifier: Apache-2.0
"""A broker's address: ``mqtt://``, ``mqtts://``, ``ws://``, ``wss://`` or ``mqtt+unix://``. Does no IO."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from fpbox.errors import UsageError

Transport = Literal["tcp", "websockets", "unix"]

_SCHEMES: dict[str, tuple[Transport, bool, int]] = {
    "mqtt": ("tcp", False, 1883),
    "mqtts": ("tcp", True, 8883),
    "ws": ("websockets", False, 80),
    "wss": ("websockets", True, 443),
    "mqtt+unix": ("unix", False, 1883),
}
_HINT = (
    "Write mqtt://host[:port], mqtts://host, ws://host:port/path, wss://host/path or mqtt+unix:///path/to/socket"
    "; user:password@ may stand before the host (percent-encoded)."
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a broker is and how to speak to it.

    Attributes:
        host: name or address, or the socket's path for "unix".
        path: the HTTP path of a websocket.
        ca, cert, key: PEM files (``?ca=``, ``?cert=``, ``?key=``), or empty.
    """

    transport: Transport
    host: str
    port: int
    tls: bool = False
    path: str = ""
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: str = ""
    cert: str = ""
    key: str = ""

    def __str__(self) -> str:
        """Show the address without user and password."""
        scheme = next(name for name, row in _SCHEMES.items() if row[:2] == (self.transport, self.tls))
        if self.transport == "unix":
            return f"{scheme}://{self.host}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}{self.path}"

    @property
    def key_name(self) -> str:
        """A file name for what belongs to this broker and user."""
        return hashlib.sha256(f"{self}\0{self.user or ''}".encode()).hexdigest()[:16]


def parse(url: str) -> Address:
    """Read a broker's URL.

    Raises:
        UsageError: it cannot be used. The message never holds the password.
    """
    parts, port = _split(url)
    if parts.scheme not in _SCHEMES:
        raise UsageError("the broker's address has to begin with a scheme that fpbox knows", _HINT)
    transport, tls, default_port = _SCHEMES[parts.scheme]
    host = unquote(parts.path) if transport == "unix" else parts.hostname
    if not host:
        raise UsageError(
            f"the broker's address names no {'socket' if transport == 'unix' else 'host'}", _HINT
        )
    options = dict(parse_qsl(parts.query))
    unknown = sorted(options.keys() - {"ca", "cert", "key"})
    if unknown:
        raise UsageError(f"the broker's address has an option that fpbox does not know: {unknown[0]}", _HINT)
    return Address(
        transport=transport,
        host=host,
        port=port or default_port,
        tls=tls,
        path=(parts.path or "/mqtt") if transport == "websockets" else "",
        user=unquote(parts.username) if parts.username is not None else None,
        password=unquote(parts.password) if parts.password is not None else None,
        **options,
    )


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UsageError("the broker's address cannot be read", _HINT) from None
    return parts, port
