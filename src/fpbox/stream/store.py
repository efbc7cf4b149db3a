# SPDX-License-Identifier: Apache-2.0
"""The outbox, for the sender's event loop: takes messages in memory and puts them on disk, in order."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import ParamSpec, TypeVar

from fpbox.stream import outbox as box
from fpbox.stream.events import Message
from fpbox.stream.outbox import Outbox, Waiting

P = ParamSpec("P")
T = TypeVar("T")

RETRY_S = 1.0


async def wait(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, but not longer."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


class Troubles(list[str]):
    """Sentences for a person, each once."""

    def say(self, sentence: str) -> None:
        """Add a sentence, unless it was said before."""
        if sentence not in self:
            self.append(sentence)


class Store:
    """An outbox whose blocking calls are made in a thread, one at a time.

    Attributes:
        kept_bytes: what was taken and is in the outbox (or given up), by `outbox.size`.
        refused: messages given up because the disk did not take them.
        ready: set when there is something new to send.
        idle: set while everything taken is on disk.
    """

    def __init__(self, outbox: Outbox, broker: str, trouble: Troubles) -> None:
        self.kept_bytes = 0
        self.refused = 0
        self.ready = asyncio.Event()
        self.idle = asyncio.Event()
        self.idle.set()
        self._outbox = outbox
        self._name = f"the outbox for {broker}"
        self._trouble = trouble
        self._queue: deque[Message] = deque()
        self._new = asyncio.Event()
        self._closing = asyncio.Event()
        self._disk = asyncio.Lock()
        self._acked = 0

    def accept(self, message: Message) -> None:
        """Take a message."""
        self._queue.append(message)
        self.idle.clear()
        self._new.set()

    def close(self) -> None:
        """Let `keep` end when everything taken is on disk."""
        self._closing.set()
        self._new.set()

    @property
    def queued(self) -> int:
        """How many messages are not on disk yet."""
        return len(self._queue)

    async def keep(self) -> None:
        """Put on disk what is taken, until `close`."""
        while not (self._closing.is_set() and not self._queue):
            await self._new.wait()
            self._new.clear()
            if self._queue:
                await self._keep(list(self._queue))

    async def first(self, limit: int) -> list[Waiting]:
        """Return the oldest messages; none while another process is the sender."""
        return await self.on_disk(self._first, limit)

    async def forget(self, up_to: int) -> None:
        """Remove what the broker has; while the disk does not let us, at least remember it."""
        self._acked = up_to
        try:
            await self.on_disk(self._outbox.remove, up_to)
        except sqlite3.Error as error:
            self._trouble.say(f"{self._name} cannot be written ({error})")

    async def last_id(self) -> int:
        """Return the id of the youngest message on disk, or 0."""
        return await self.on_disk(self._outbox.last_id)

    async def left(self, up_to: int) -> int:
        """Return how many messages with at most this id the broker does not have."""
        return await self.on_disk(self._outbox.count, self._acked, up_to)

    async def release(self) -> None:
        """Let another process send."""
        await self.on_disk(self._outbox.release)

    async def shut(self) -> None:
        """Close the file."""
        await self.on_disk(self._outbox.close)

    async def on_disk(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Make a blocking call."""
        async with self._disk:
            return await asyncio.to_thread(function, *args, **kwargs)

    async def _keep(self, batch: list[Message]) -> None:
        try:
            await self.on_disk(self._outbox.put, batch)
        except sqlite3.Error as error:
            self._trouble.say(f"{self._name} cannot be written ({error})")
            if not self._closing.is_set():
                self._new.set()
                await wait(self._closing, RETRY_S)
                return
            self.refused += len(batch)
            self._trouble.say(f"{len(batch)} messages could not be put into {self._name} and are lost")
        for message in batch:
            self._queue.popleft()
            self.kept_bytes += box.size(message)
        if not self._queue:
            self.idle.set()
        self.ready.set()

    def _first(self, limit: int) -> list[Waiting]:
        self._outbox.look()
        return self._outbox.first(limit, self._acked) if self._outbox.claim() else []
