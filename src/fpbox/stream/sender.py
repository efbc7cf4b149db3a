# SPDX-License-Identifier: Apache-2.0
"""Brings messages to the broker: into the outbox first, then over MQTT, again and again until it has them.

It lives in a thread with a loop of its own, so that a disk that stalls, a name look-up that hangs or a broker
that is silent holds up neither the run nor the end of the process.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import ParamSpec, TypeVar

from aiomqtt import MqttError
from tenacity import AsyncRetrying, retry_if_exception_type, wait_random_exponential

from fpbox.stream import outbox as box
from fpbox.stream.address import Address
from fpbox.stream.events import Events, Message, State, Tally
from fpbox.stream.loopthread import LoopThread
from fpbox.stream.mqtt import V5, V311, Connection, other_protocol
from fpbox.stream.outbox import Outbox, Waiting

P = ParamSpec("P")
T = TypeVar("T")

WINDOW = 20
POLL_S = 0.1
BACKOFF_MAX_S = 5.0
BACKOFF_DRAINING_S = 0.25
# Whoever lost the same broker needs a moment to be back; mosquitto_sub tries again each second.
REJOIN_S = 2.0
AWAY_PATIENCE_S = 1.0
DISCONNECT_S = 1.0
MAX_TRACE_BYTES = 16 * 1024 * 1024


class Sender:
    """Sends the messages of one run, and what earlier runs left in the same outbox.

    Attributes:
        trouble: sentences for a person.
        state: what the retained status says, from the next connection on.
    """

    def __init__(
        self, address: Address, outbox: Outbox, events: Events | None, max_bytes: int = box.MAX_BYTES
    ) -> None:
        """Start the thread.

        Args:
            address: the broker.
            outbox: its outbox; the sender closes it.
            events: makes this run's status messages; None publishes no status (and leaves no last will).
            max_bytes: the outbox's bound, for all runs together.
        """
        self.trouble: list[str] = outbox.trouble
        self.state: State = "running"
        self._address = address
        self._outbox = outbox
        self._events = events
        self._max_bytes = max_bytes
        self._refused_full = 0
        self._refused_later = 0
        self._trace_full = 0
        self._trace_later = 0
        self._taken_bytes = 0
        self._kept_bytes = 0
        self._queue: deque[Message] = deque()
        self._trace: deque[Message] = deque()
        self._trace_taken_bytes = 0
        self._trace_done_bytes = 0
        self._connected = False
        self._met = False
        self._acked = 0
        self._progress = False
        self._failures = 0
        self._draining = False
        self._protocol = V5
        self._last_error = "it has not answered yet"
        self._grace_s = 0.0
        self._disk = asyncio.Lock()
        self._closing = asyncio.Event()
        self._new = asyncio.Event()
        self._ready = asyncio.Event()
        self._hurry = asyncio.Event()
        self._thread = LoopThread(self._run, "fpbox sender")

    # For the thread that made the sender.

    @property
    def tally(self) -> Tally:
        """What the broker will not be told."""
        return Tally(self._refused_full + self._refused_later, self._trace_full + self._trace_later)

    def put(self, message: Message) -> bool:
        """Take a message, in order, and return at once; False when the outbox is full and it is refused.

        Run and verdict may use a reserve, so that they can still say what was refused.
        """
        room = self._max_bytes - (box.RESERVE_BYTES if message.kind == "finding" else 0)
        size = box.size(message)
        queued = self._taken_bytes - self._kept_bytes
        if self._outbox.stored_bytes + queued + size > room or not self._thread.call(self._accept, message):
            self._refused_full += 1
            if self._refused_full == 1:
                self.trouble.append(
                    f"the outbox for {self._address} is full ({self._max_bytes} bytes): findings are left out"
                )
            return False
        self._taken_bytes += size
        return True

    def put_trace(self, message: Message) -> None:
        """Take a trace message, and return at once: left out and counted if the broker is not there."""
        waiting = self._trace_taken_bytes - self._trace_done_bytes
        full = waiting + len(message.payload) > MAX_TRACE_BYTES
        if full or not self._connected or not self._thread.call(self._accept_trace, message):
            self._trace_full += 1
        else:
            self._trace_taken_bytes += len(message.payload)

    async def drain(self, timeout_s: float) -> int:
        """Wait until the broker has everything taken so far; return how many messages it does not have.

        A broker that is away is not waited for: one more try, at most `AWAY_PATIENCE_S`.
        """
        left = await self._thread.ask(self._drain(timeout_s), timeout_s + 5)
        if left is None:
            self.trouble.append(
                f"the outbox for {self._address} does not answer: something may be left in it"
            )
        return 1 if left is None else left

    async def stop(self, grace_s: float) -> None:
        """Put what is left on disk, send what can be sent within `grace_s`, and disconnect."""
        self._thread.call(self._close, grace_s)
        if not await self._thread.ended(grace_s + 5):
            self.trouble.append(
                f"the outbox for {self._address} could not be closed: the disk does not answer"
            )

    # In the sender's own loop.

    def _accept(self, message: Message) -> None:
        self._queue.append(message)
        self._new.set()

    def _accept_trace(self, message: Message) -> None:
        self._trace.append(message)
        self._ready.set()

    def _close(self, grace_s: float) -> None:
        self._grace_s = grace_s
        for event in (self._closing, self._new, self._ready, self._hurry):
            event.set()

    async def _run(self) -> None:
        keeping = asyncio.create_task(self._guard(self._keep()), name="fpbox keep")
        sending = asyncio.create_task(self._guard(self._send()), name="fpbox send")
        await self._closing.wait()
        await keeping
        await asyncio.wait({sending}, timeout=self._grace_s)
        sending.cancel()
        await asyncio.wait({sending}, timeout=DISCONNECT_S)
        self._forget_trace()
        await self._on_disk(self._outbox.close)

    async def _guard(self, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - a task's edge: what is in the outbox stays for the next run
            self.trouble.append(f"sending to {self._address} stopped: {type(error).__name__}: {error}")

    async def _on_disk(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Make one blocking call at a time, in a thread."""
        async with self._disk:
            return await asyncio.to_thread(function, *args, **kwargs)

    async def _keep(self) -> None:
        while not (self._closing.is_set() and not self._queue):
            await self._new.wait()
            self._new.clear()
            if self._queue:
                await self._store(list(self._queue))

    async def _store(self, batch: list[Message]) -> None:
        try:
            await self._on_disk(self._outbox.put, batch)
        except sqlite3.Error as error:
            self._say(f"the outbox for {self._address} cannot be written ({error}); trying again")
            if not self._closing.is_set():
                asyncio.get_running_loop().call_later(1, self._new.set)
                return
            self._refused_later += len(batch)
            self.trouble.append(
                f"{len(batch)} messages for {self._address} could not be stored and are lost ({error})"
            )
        for message in batch:
            self._queue.popleft()
            self._kept_bytes += box.size(message)
        self._ready.set()

    async def _send(self) -> None:
        while not self._closing.is_set():
            with suppress(MqttError):
                await self._retrying()(self._session)

    def _retrying(self) -> AsyncRetrying:
        return AsyncRetrying(
            retry=retry_if_exception_type(MqttError),
            wait=wait_random_exponential(multiplier=0.25, max=BACKOFF_MAX_S),
            sleep=self._pause,
            stop=lambda _state: self._closing.is_set(),
            reraise=True,
        )

    async def _pause(self, seconds: float) -> None:
        await _wait(self._hurry, min(seconds, BACKOFF_DRAINING_S) if self._draining else seconds)
        if not self._closing.is_set():
            self._hurry.clear()

    async def _session(self) -> None:
        """Connect, and send until the connection breaks or all is sent at the end.

        Returns after a connection that was of use, so that the next attempts begin with short pauses again.
        """
        self._progress = False
        try:
            await self._connect_and_send()
        except (MqttError, OSError, sqlite3.Error) as error:
            self._failures += 1
            self._last_error = str(error) or type(error).__name__
            if isinstance(error, MqttError) and other_protocol(error):
                self._protocol = V311 if self._protocol is V5 else V5
            if not self._progress:
                raise MqttError(self._last_error) from error
        finally:
            self._connected = False
            self._forget_trace()
            await self._on_disk(self._outbox.release)

    async def _connect_and_send(self) -> None:
        will = self._events.status("lost", self.tally) if self._events else None
        run = self._events.run if self._events else None
        async with Connection(self._address, self._protocol, run, will) as connection:
            if self._events:
                await connection.send(self._events.status(self.state, self.tally))
            self._connected = True
            if self._met:
                await _wait(self._closing, REJOIN_S)
            self._met = True
            pumping = asyncio.create_task(self._pump(connection), name="fpbox pump")
            watching = asyncio.create_task(connection.broken(), name="fpbox watch")
            try:
                await asyncio.wait({pumping, watching}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (pumping, watching):
                    task.cancel()
                results = await asyncio.gather(pumping, watching, return_exceptions=True)
            for result in results:
                if isinstance(result, Exception):
                    raise result

    async def _pump(self, connection: Connection) -> None:
        while True:
            self._ready.clear()
            await self._send_trace(connection)
            if await self._send_stored(connection) or self._trace:
                continue
            if self._closing.is_set() and not self._queue:
                return
            await _wait(self._ready, POLL_S)

    async def _send_trace(self, connection: Connection) -> None:
        for message in list(self._trace)[:WINDOW]:
            await connection.send(message)
            self._trace.popleft()
            self._trace_done_bytes += len(message.payload)

    def _forget_trace(self) -> None:
        self._trace_later += len(self._trace)
        self._trace_done_bytes += sum(len(message.payload) for message in self._trace)
        self._trace.clear()

    async def _send_stored(self, connection: Connection) -> bool:
        """Send the oldest messages; False when there is none, or another process is sending."""
        waiting = await self._on_disk(self._next)
        good = [(one.id, one.message) for one in waiting if one.message and connection.fits(one.message)]
        done, error = await connection.send_all([message for _, message in good])
        up_to = waiting[-1].id if waiting else 0
        if error:
            up_to = good[done][0] - 1
        if waiting and up_to >= waiting[0].id:
            await self._forget(up_to)
            self._progress = True
            self._count_refused(connection, [one for one in waiting if one.id <= up_to])
        if error:
            raise error
        return bool(waiting)

    async def _forget(self, up_to: int) -> None:
        """Remove what the broker has; when the disk does not let us, remember it at least until the end."""
        self._acked = up_to
        try:
            await self._on_disk(self._outbox.remove, up_to)
        except sqlite3.Error as error:
            self._say(f"the outbox for {self._address} cannot be written ({error}); trying again")

    def _next(self) -> list[Waiting]:
        self._outbox.look()
        return self._outbox.first(WINDOW, self._acked) if self._outbox.claim() else []

    def _count_refused(self, connection: Connection, gone: list[Waiting]) -> None:
        damaged = sum(one.message is None for one in gone)
        too_big = sum(one.message is not None and not connection.fits(one.message) for one in gone)
        self._refused_later += damaged + too_big + len(connection.refused)
        if damaged:
            self.trouble.append(f"{damaged} messages in the outbox for {self._address} were damaged on disk")
        if too_big:
            self.trouble.append(f"{too_big} messages are larger than {self._address} takes")
        if connection.refused:
            self._say(f"{self._address} refuses messages: {connection.refused[0]}")
            connection.refused.clear()

    async def _drain(self, timeout_s: float) -> int:
        self._draining = True
        self._hurry.set()
        begun = asyncio.get_running_loop().time()
        failures = self._failures
        target: int | None = None
        try:
            while True:
                if not self._queue and target is None:
                    target = await self._on_disk(self._outbox.last_id)
                left = len(self._queue) + (
                    await self._on_disk(self._outbox.count, self._acked, target) if target else 0
                )
                waited = asyncio.get_running_loop().time() - begun
                if (not left and not self._trace) or waited > self._patience(timeout_s, failures):
                    return self._report_left(left)
                await asyncio.sleep(0.02)
        except sqlite3.Error as error:
            self._say(f"the outbox for {self._address} cannot be read ({error})")
            return max(1, len(self._queue))
        finally:
            self._draining = False

    def _patience(self, timeout_s: float, failures: int) -> float:
        if self._connected or not self._failures:
            return timeout_s
        return 0 if self._failures > failures else min(timeout_s, AWAY_PATIENCE_S)

    def _report_left(self, left: int) -> int:
        if left:
            why = "it is slow" if self._connected else self._last_error
            self.trouble.append(
                f"{left} messages wait for {self._address} ({why}); the next run with this broker sends them"
            )
        return left

    def _say(self, sentence: str) -> None:
        if sentence not in self.trouble:
            self.trouble.append(sentence)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
