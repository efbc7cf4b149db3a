# SPDX-License-Identifier: Apache-2.0
"""From the outbox to the broker, again and again until the broker has it: the one layer that retries."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from contextlib import suppress

from aiomqtt import MqttError
from tenacity import AsyncRetrying, retry_if_exception_type, wait_random_exponential

from fpbox.stream.address import Address
from fpbox.stream.events import Events, Message, State, Tally
from fpbox.stream.mqtt import V5, V311, Connection, other_protocol
from fpbox.stream.outbox import Waiting
from fpbox.stream.store import Store, Troubles, wait

WINDOW = 20
POLL_S = 0.1
BACKOFF_S = 0.25
BACKOFF_MAX_S = 5.0
# Whoever lost the same broker needs a moment to be back; mosquitto_sub tries again each second.
REJOIN_S = 2.0


class Delivery:
    """Sends what a store holds, and trace messages while the broker is there.

    Attributes:
        state: what the retained status says, from the next connection on.
        tally: what stands in the status about messages left out; whoever knows it sets it.
        connected: the broker has accepted us, and has our status.
        failures: how many times a connection could not be made, or broke.
        last_error: why, the last time.
        hurry: set to try again now; draining: pauses are short meanwhile.
        refused: messages the broker, or damage on disk, made us give up.
        trace_left_out, trace_done_bytes: trace messages taken and never sent; all that are done with.
    """

    def __init__(self, address: Address, store: Store, events: Events | None, trouble: Troubles) -> None:
        self.state: State = "running"
        self.tally = Tally()
        self.connected = False
        self.failures = 0
        self.last_error = "it has not answered yet"
        self.hurry = asyncio.Event()
        self.draining = False
        self.refused = 0
        self.trace_left_out = 0
        self.trace_done_bytes = 0
        self._address = address
        self._store = store
        self._events = events
        self._trouble = trouble
        self._trace: deque[Message] = deque()
        self._closing = asyncio.Event()
        self._protocol = V5
        self._met = False
        self._progress = False

    def accept_trace(self, message: Message) -> None:
        """Take a trace message."""
        self._trace.append(message)
        self._store.ready.set()

    @property
    def trace_queued(self) -> int:
        """How many trace messages were taken and not sent yet."""
        return len(self._trace)

    def close(self) -> None:
        """Let `send` end when everything is sent, or when the broker is not there."""
        for event in (self._closing, self.hurry, self._store.ready):
            event.set()

    async def send(self) -> None:
        """Connect and send, until `close`."""
        while not self._closing.is_set():
            with suppress(MqttError):
                await self._retrying()(self._session)

    def _retrying(self) -> AsyncRetrying:
        return AsyncRetrying(
            retry=retry_if_exception_type(MqttError),
            wait=wait_random_exponential(multiplier=BACKOFF_S, max=BACKOFF_MAX_S),
            sleep=self._pause,
            stop=lambda _state: self._closing.is_set(),
            reraise=True,
        )

    async def _pause(self, seconds: float) -> None:
        await wait(self.hurry, min(seconds, BACKOFF_S) if self.draining else seconds)
        if not self._closing.is_set():
            self.hurry.clear()

    async def _session(self) -> None:
        """Be connected once; return after a session of use: the next pauses are short again then.

        Raises:
            MqttError: it was of none.
        """
        self._progress = False
        try:
            await self._connect_and_send()
        except (MqttError, OSError, sqlite3.Error) as error:
            if self._try_311(error):
                return
            self.failures += 1
            self.last_error = str(error) or type(error).__name__
            if not self._progress:
                raise MqttError(self.last_error) from error
        finally:
            self.connected = False
            self.forget_trace()
            await self._store.release()

    def _try_311(self, error: Exception) -> bool:
        """Whether the next attempt is to come at once, with MQTT 3.1.1; after it comes MQTT 5 again."""
        if self.connected or not other_protocol(error):
            return False
        self._protocol = V311 if self._protocol is V5 else V5
        return self._protocol is V311

    async def _connect_and_send(self) -> None:
        will = self._events.status("lost", self.tally) if self._events else None
        run = self._events.run if self._events else None
        async with Connection(self._address, self._protocol, run, will) as connection:
            if self._events:
                await connection.send(self._events.status(self.state, self.tally))
            self.connected = True
            if self._met:
                await wait(self._closing, REJOIN_S)
            self._met = True
            await self._pump_while_connected(connection)

    async def _pump_while_connected(self, connection: Connection) -> None:
        tasks = (
            asyncio.create_task(self._pump(connection), name="fpbox pump"),
            asyncio.create_task(connection.broken(), name="fpbox watch"),
        )
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _pump(self, connection: Connection) -> None:
        while True:
            self._store.ready.clear()
            await self._send_trace(connection)
            if await self._send_stored(connection) or self._trace:
                continue
            if self._closing.is_set() and not self._store.queued:
                return
            await wait(self._store.ready, POLL_S)

    async def _send_trace(self, connection: Connection) -> None:
        for message in list(self._trace)[:WINDOW]:
            await connection.send(message)
            self._trace.popleft()
            self.trace_done_bytes += len(message.payload)

    def forget_trace(self) -> None:
        """Give up the trace messages that are waiting."""
        self.trace_left_out += len(self._trace)
        self.trace_done_bytes += sum(len(message.payload) for message in self._trace)
        self._trace.clear()

    async def _send_stored(self, connection: Connection) -> bool:
        """Send the oldest messages; False when there are none for us."""
        waiting = await self._store.first(WINDOW)
        good = [(one.id, one.message) for one in waiting if one.message and connection.fits(one.message)]
        done, error = await connection.send_all([message for _, message in good])
        up_to = good[done][0] - 1 if error else max((one.id for one in waiting), default=0)
        gone = [one for one in waiting if one.id <= up_to]
        if gone:
            self._progress = True
            await self._store.forget(up_to)
            self._count_refused(connection, gone)
        if error:
            raise error
        return bool(waiting)

    def _count_refused(self, connection: Connection, gone: list[Waiting]) -> None:
        damaged = sum(one.message is None for one in gone)
        too_big = sum(one.message is not None and not connection.fits(one.message) for one in gone)
        self.refused += damaged + too_big + len(connection.refused)
        if damaged:
            self._trouble.say(f"messages in the outbox for {self._address} were damaged on disk and are lost")
        if too_big:
            self._trouble.say(
                f"{self._address} takes no messages as large as some of this run: they are lost"
            )
        if connection.refused:
            self._trouble.say(f"{self._address} refuses messages: {connection.refused[0]}")
            connection.refused.clear()
