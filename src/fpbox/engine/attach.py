# SPDX-License-Identifier: Apache-2.0
"""The attach stream of a container: a hijacked connection, read by the event loop where it can be.

Bytes are taken only when somebody asks for them: a slow reader fills the socket, then the engine's buffer,
then the pipe of the container, and so slows the traced command down. Nothing is held here.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator
from typing import Any

from fpbox.engine.client import Client, gone
from fpbox.engine.demux import STDERR, STDOUT, Demux
from fpbox.errors import BoxError

_CHUNK = 1 << 18
_ERRORS_KEPT = 1 << 16


class Attachment:
    """One container's output, and its input if that was asked for.

    Attributes:
        errors: what came on standard error, the first 64 KiB.
    """

    def __init__(self, client: Client, response: Any) -> None:  # noqa: ANN401 - docker-py has a type for each transport
        self._client = client
        self._response = response  # kept: its destruction would close a TLS connection
        self._connection: Any = getattr(response, "_sock", response)
        self._plain = isinstance(self._connection, socket.socket) and not isinstance(
            self._connection, ssl.SSLSocket
        )
        if self._plain:
            self._connection.setblocking(False)  # noqa: FBT003 - its only parameter
        self.errors = bytearray()

    @classmethod
    async def open(cls, client: Client, container: str, *, stdin: bool) -> Attachment:
        """Attach to a container that was not started yet, so that its first byte is not missed."""
        params = {"stdout": 1, "stderr": 1, "stream": 1, "stdin": int(stdin)}
        return cls(client, await client.call(client.api.attach_socket, container, params))

    async def stdout(self) -> AsyncIterator[bytes]:
        """Give the container's standard output until its end, as it comes.

        Raises:
            BoxError: the connection broke off.
        """
        demux = Demux()
        while data := await self._receive():
            for stream, piece in demux.feed(data):
                if stream == STDOUT:
                    yield piece
                elif stream == STDERR:
                    self.errors += piece[: _ERRORS_KEPT - len(self.errors)]
                else:
                    raise BoxError(f"the container engine says: {piece.decode('utf-8', 'replace').strip()}")
        if not demux.at_boundary:
            raise BoxError(
                "the connection to the container broke off in the middle",
                "See that the engine runs (`fpbox doctor`), then run again.",
            )

    async def write(self, data: bytes) -> None:
        """Send bytes to the container's standard input."""
        if self._plain:
            await asyncio.get_running_loop().sock_sendall(self._connection, data)
        else:
            await self._client.call(self._connection.sendall, data)

    async def write_eof(self) -> None:
        """Close the container's standard input."""
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Close the connection; the container's output goes nowhere from here on."""
        with contextlib.suppress(OSError):
            self._connection.close()
        with contextlib.suppress(OSError, AttributeError):
            self._response.close()

    async def _receive(self) -> bytes:
        try:
            if self._plain:
                return await asyncio.get_running_loop().sock_recv(self._connection, _CHUNK)
            data: bytes = await self._client.call(self._connection.recv, _CHUNK)
        except OSError as error:
            raise gone(self._client.endpoint, error) from error
        return data
