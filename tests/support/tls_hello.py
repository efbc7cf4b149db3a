# SPDX-License-Identifier: Apache-2.0
"""Real TLS greetings."""

from __future__ import annotations

import ssl
from contextlib import suppress


def client_hello(name: str | None, alpn: list[str] | None = None) -> bytes:
    """Return the bytes that Python's own TLS client begins with."""
    context = ssl.create_default_context()
    context.check_hostname = False
    if alpn:
        context.set_alpn_protocols(alpn)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(incoming, outgoing, server_hostname=name)
    with suppress(ssl.SSLWantReadError):
        client.do_handshake()
    return outgoing.read()
