# SPDX-License-Identifier: Apache-2.0
"""Brings messages to the broker: into the outbox first, from there to the broker.

It lives in a thread with a loop of its own, so that a disk that stalls, a name look-up that hangs or a broker
that is silent holds up neither the run nor the end of the process.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Coroutine

from fpbox.stream import outbox as box
from fpbox.stream.address import Address
from fpbox.stream.delivery import Delivery
from fpbox.stream.events import Events, Message, State, Tally
from fpbox.stream.loopthread import LoopThread
from fpbox.stream.outbox import Outbox
from fpbox.stream.store import Store, Troubles, wait

AWAY_PATIENCE_S = 1.0
FIRST_PATIENCE_S = 3.0
DISCONNECT_S = 1.0
DISK_PATIENCE_S = 5.0
MAX_TRACE_BYTES = 16 * 1024 * 1024


class Sender:
    """Sends the messages of one run, and what earlier runs left in the same outbox.

    What is public is for the thread that made it.

    Attributes:
        trouble: sentences for a person.
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
        self.trouble = Troubles(outbox.trouble)
        self._address = address
        self._outbox = outbox
        self._max_bytes = max_bytes
        self._refused = 0
        self._taken_bytes = 0
        self._trace_left_out = 0
        self._trace_taken_bytes = 0
        self._store = Store(outbox, str(address), self.trouble)
        self._delivery = Delivery(address, self._store, events, self.trouble)
        self._grace_s = 0.0
        self._stopped = False
        self._started_s = time.monotonic()
        self._closing = asyncio.Event()
        self._thread = LoopThread(self._run, "fpbox sender")

    @property
    def state(self) -> State:
        """What the retained status says, from the next connection on."""
        return self._delivery.state

    @state.setter
    def state(self, state: State) -> None:
        self._delivery.state = state

    @property
    def tally(self) -> Tally:
        """What the broker will not be told."""
        return Tally(
            self._refused + self._store.refused + self._delivery.refused,
            self._trace_left_out + self._delivery.trace_left_out,
        )

    def put(self, message: Message) -> bool:
        """Take a message, in order, and return at once; False when the outbox is full and it is refused.

        Run, verdict and status may use a reserve, so that they can still say what was refused.
        """
        size = box.size(message)
        room = self._max_bytes - (box.RESERVE_BYTES if message.kind == "finding" else 0)
        queued = self._taken_bytes - self._store.kept_bytes
        if self._outbox.stored_bytes + queued + size > room:
            self._refuse(f"the outbox for {self._address} is full ({self._max_bytes} bytes)")
            return False
        if not self._thread.call(self._store.accept, message):
            self._refuse(f"the outbox for {self._address} is closed")
            return False
        self._taken_bytes += size
        return True

    def put_trace(self, message: Message) -> None:
        """Take a trace message, and return at once: left out and counted if the broker is not there."""
        size = len(message.payload)
        full = self._trace_taken_bytes - self._delivery.trace_done_bytes + size > MAX_TRACE_BYTES
        if (
            full
            or not self._delivery.connected
            or not self._thread.call(self._delivery.accept_trace, message)
        ):
            self._trace_left_out += 1
            self._delivery.tally = self.tally
        else:
            self._trace_taken_bytes += size

    async def drain(self, timeout_s: float) -> int:
        """Wait until the broker has everything taken so far; return how many messages it does not have.

        A broker that is away is not waited for: one more try, for at most `AWAY_PATIENCE_S`; one that had no
        time to answer yet gets `FIRST_PATIENCE_S` from the start.
        """
        left = await self._thread.ask(self._drain(timeout_s), timeout_s + DISK_PATIENCE_S)
        if left is None:
            self.trouble.say(f"the outbox for {self._address} does not answer: something may be left in it")
        return 1 if left is None else left

    async def stop(self, grace_s: float) -> None:
        """Put what is left on disk, send what can be sent within `grace_s`, and disconnect."""
        self._thread.call(self._close, grace_s)
        if not await self._thread.ended(grace_s + DISK_PATIENCE_S):
            self.trouble.say(f"the outbox for {self._address} does not answer: it was not closed")

    def _refuse(self, why: str) -> None:
        self._refused += 1
        self._delivery.tally = self.tally
        self.trouble.say(f"{why}: the broker is not told everything")

    def _close(self, grace_s: float) -> None:
        self._grace_s = grace_s
        self._store.close()
        self._delivery.close()
        self._closing.set()

    async def _run(self) -> None:
        keeping = asyncio.create_task(self._guard(self._store.keep()), name="fpbox keep")
        sending = asyncio.create_task(self._guard(self._delivery.send()), name="fpbox send")
        await self._closing.wait()
        await keeping
        await asyncio.wait({sending}, timeout=self._grace_s if self._delivery.connected else 0)
        sending.cancel()
        await asyncio.wait({sending}, timeout=DISCONNECT_S)
        self._delivery.forget_trace()
        await self._store.shut()

    async def _guard(self, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - a task's edge: what is in the outbox stays for the next run
            self._stopped = True
            self.trouble.say(f"sending to {self._address} stopped: {type(error).__name__}: {error}")

    async def _drain(self, timeout_s: float) -> int:
        self._delivery.draining = True
        self._delivery.hurry.set()
        try:
            return self._report_left(await self._wait_until_sent(timeout_s))
        except sqlite3.Error as error:
            self.trouble.say(f"the outbox for {self._address} cannot be read ({error})")
            return max(1, self._store.queued)
        finally:
            self._delivery.draining = False

    async def _wait_until_sent(self, timeout_s: float) -> int:
        clock = asyncio.get_running_loop().time
        begun, failures = clock(), self._delivery.failures
        await wait(self._store.idle, 0 if self._stopped else timeout_s)
        target = await self._store.last_id()
        while True:
            left = self._store.queued + await self._store.left(target)
            over = clock() - begun > self._patience(timeout_s, failures, begun - self._started_s)
            if over or not (left or self._delivery.trace_queued):
                return left
            await asyncio.sleep(0.02)

    def _patience(self, timeout_s: float, failures: int, age_s: float) -> float:
        if self._stopped:
            return 0
        if self._delivery.connected:
            return timeout_s
        if self._delivery.failures > failures:
            return 0
        if self._delivery.failures:
            return min(timeout_s, AWAY_PATIENCE_S)
        return min(timeout_s, max(AWAY_PATIENCE_S, FIRST_PATIENCE_S - age_s))

    def _report_left(self, left: int) -> int:
        if left:
            why = "it is slow" if self._delivery.connected else self._delivery.last_error
            self.trouble.say(f"messages waiting for {self._address}: {left} ({why}); the next run sends them")
        return left
