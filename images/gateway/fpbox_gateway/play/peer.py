# SPDX-License-Identifier: Apache-2.0
"""The other side of a conversation: what it sends, with limits, whoever carries the bytes."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Protocol

CHUNK_BYTES = 64 << 10
FLOW_BYTES = 64 << 20
SEND_S = 20.0
CLOSE_S = 5.0


class LimitReached(Exception):
    """A flow has sent more than is taken of one."""


class Channel(Protocol):
    """What carries bytes both ways: a socket, or TLS over one."""

    async def receive(self) -> bytes:
        """Return what arrives next, up to 64 KiB; nothing at the end."""

    async def send(self, data: bytes) -> None:
        """Send all of it. Raises OSError when the other side is gone, TimeoutError when it does not read."""

    async def close(self) -> None:
        """Say that nothing more comes."""


@dataclass(slots=True)
class Socket:
    """A connection as asyncio has it.

    Attributes:
        received, sent: bytes so far. limit: bytes that are taken; LimitReached is raised beyond.
    """

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    limit: int
    received: int = 0
    sent: int = 0

    async def receive(self) -> bytes:
        """Return what arrives next."""
        if self.received >= self.limit:
            raise LimitReached
        data = await self.reader.read(CHUNK_BYTES)
        self.received += len(data)
        return data

    async def send(self, data: bytes) -> None:
        """Send all of it, and wait until the other side takes it."""
        self.sent += len(data)
        self.writer.write(data)
        async with asyncio.timeout(SEND_S):
            await self.writer.drain()

    async def close(self) -> None:
        """Close, and do not wait long for a client that does not take what was sent."""
        self.writer.close()
        try:
            async with asyncio.timeout(CLOSE_S):
                await self.writer.wait_closed()
        except OSError:  # or too late, which is one
            self.writer.transport.abort()


class Peer:
    """What arrives on a channel, read by amounts and by lines."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._held = bytearray()
        self.ended = False

    @property
    def held(self) -> bytes:
        """What has arrived and was not taken yet."""
        return bytes(self._held)

    async def fill(self) -> bool:
        """Wait for more; False at the end."""
        if not self.ended:
            data = await self._channel.receive()
            self.ended = not data
            self._held += data
        return not self.ended

    def take(self, count: int = CHUNK_BYTES) -> bytes:
        """Return up to `count` of the bytes that are there, and hold them no longer."""
        data = bytes(self._held[:count])
        del self._held[:count]
        return data

    async def some(self, count: int = CHUNK_BYTES) -> bytes:
        """Return between 1 and `count` bytes, as soon as there are any; nothing at the end."""
        if not self._held:
            await self.fill()
        return self.take(count)

    async def exactly(self, count: int) -> bytes | None:
        """Return so many bytes, or None, with nothing taken, where the other side ends before."""
        while len(self._held) < count:
            if not await self.fill():
                return None
        return self.take(count)

    async def until(self, end: re.Pattern[bytes], limit: int) -> bytes | None:
        """Return everything up to and with the first match of `end`, which is at most 4 bytes long.

        None, with nothing taken, where the other side ends before, or `limit` bytes hold no match.
        """
        start = 0
        while (found := end.search(self._held, start, limit)) is None:
            start = max(0, len(self._held) - 4)
            if len(self._held) >= limit or not await self.fill():
                return None
        return self.take(found.end())

    async def line(self, limit: int) -> bytes | None:
        """Return a line without its end; None as for `until`."""
        line = await self.until(_LINE_END, limit)
        return None if line is None else line.rstrip(b"\r\n")

    async def send(self, data: bytes) -> None:
        """Send all of it. Raises OSError and TimeoutError as a channel does."""
        await self._channel.send(data)

    async def receive(self) -> bytes:
        """Return what is there or comes next: a peer can carry another protocol's bytes."""
        return await self.some()

    async def close(self) -> None:
        """Close the channel."""
        await self._channel.close()


_LINE_END = re.compile(rb"\n")
