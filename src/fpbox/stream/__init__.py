# SPDX-License-Identifier: Apache-2.0
"""The stream: what a run finds, while it finds it, to a file and to an MQTT broker.

::

    async with open_stream("mqtt://localhost", Path("record.jsonl"), run_id, state_dir) as stream:
        stream.run_started(info)
        stream.finding(finding)
        stream.run_finished(report)
        stream.verdict(report)
        left = await stream.drain(5)
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fpbox.model import Event, Finding, Report, RunInfo
from fpbox.stream import address
from fpbox.stream.events import Events, Message, Tally

if TYPE_CHECKING:
    from fpbox.stream.jsonl import Record
    from fpbox.stream.sender import Sender

__all__ = ["Stream", "flush_outbox", "open_stream", "outbox_path"]

CLOSE_GRACE_S = 2.0


class Stream:
    """Where a run's events go. Calls return at once and keep their order; use it from one event loop."""

    def __init__(self, events: Events, record: Record, sender: Sender | None) -> None:
        self._events = events
        self._record = record
        self._sender = sender

    @property
    def trouble(self) -> list[str]:
        """Sentences for a person: what could not be written or sent, and why."""
        return [*self._record.trouble, *(self._sender.trouble if self._sender else ())]

    @property
    def unrecorded(self) -> int:
        """How many lines the record lacks, once the stream is closed."""
        return self._record.lost

    @property
    def tally(self) -> Tally:
        """What the broker will not be told, so far."""
        return self._sender.tally if self._sender else Tally()

    def run_started(self, info: RunInfo) -> None:
        """Say that the run begins."""
        self._publish(self._events.run_started(info))

    def finding(self, finding: Finding) -> None:
        """Say that a recipe matched."""
        self._publish(self._events.finding(finding))

    def events(self, batch: Sequence[Event]) -> None:
        """Pass traced events on. Whoever calls it wants the trace; the broker gets it with QoS 0."""
        for message in self._events.trace(batch):
            self._record.put(message.payload)
            if self._sender:
                self._sender.put_trace(message)

    def run_finished(self, report: Report) -> None:
        """Say that the run has ended, and how much was seen."""
        self._publish(self._events.run_finished(report))

    def verdict(self, report: Report) -> None:
        """Say what came of it: the last message of a run, but for its status."""
        self._publish(self._events.verdict(report, self.tally))
        if self._sender:
            self._sender.state = "finished"

    async def drain(self, timeout_s: float) -> int:
        """Wait until the record is written and the broker has everything; return how many messages it lacks.

        What is left stays in the outbox for the next run. A broker that is away is not waited for.
        """
        await self._record.flush(timeout_s)
        return await self._sender.drain(timeout_s) if self._sender else 0

    async def aclose(self) -> None:
        """Say goodbye to the broker and close the record."""
        try:
            if self._sender:
                if self._sender.state == "running":
                    self._sender.state = "aborted"
                self._sender.put(self._events.status(self._sender.state, self.tally))
                await self._sender.stop(CLOSE_GRACE_S)
        finally:
            await self._record.close()

    def _publish(self, message: Message) -> None:
        self._record.put(message.payload)
        if self._sender:
            self._sender.put(message)


@asynccontextmanager
async def open_stream(  # noqa: PLR0917 - site and worker are read well by name, and may be
    mqtt_url: str | None,
    jsonl: Path,
    run_id: str,
    state_dir: Path,
    site: str | None = None,
    worker: str | None = None,
) -> AsyncIterator[Stream]:
    """Open the record, and the way to the broker if there is one.

    Args:
        mqtt_url: the broker, or None.
        jsonl: the record's file; its directory is made.
        run_id: unique for each run.
        state_dir: where the outbox is, shared by all runs.
        site: the site's name in topics (default: FPBOX_SITE, or "default").
        worker: this machine's name in topics (default: its host name).

    Raises:
        UsageError: the broker's URL cannot be used.
        StreamError: the record cannot be opened.
    """
    # Imported here, since these take a while and `fpbox --help` needs none of them.
    from fpbox.stream.jsonl import Record  # noqa: PLC0415

    broker = address.parse(mqtt_url) if mqtt_url else None
    events = Events(
        site=site or os.environ.get("FPBOX_SITE") or "default",
        worker=worker or socket.gethostname(),
        run=run_id,
    )
    record = Record(jsonl)
    await record.open()
    sender = await _sender(broker, state_dir, events) if broker else None
    stream = Stream(events, record, sender)
    try:
        yield stream
    finally:
        await stream.aclose()


async def _sender(broker: address.Address, state_dir: Path, events: Events | None) -> Sender:
    from fpbox.stream.outbox import Outbox  # noqa: PLC0415
    from fpbox.stream.sender import Sender  # noqa: PLC0415

    outbox = await asyncio.to_thread(Outbox, _outbox_path(broker, state_dir))
    return Sender(broker, outbox, events)


def _outbox_path(broker: address.Address, state_dir: Path) -> Path:
    return state_dir / "outbox" / f"v1-{broker.key_name}.sqlite3"


def outbox_path(mqtt_url: str, state_dir: Path) -> Path:
    """Return the file that holds what waits for this broker (it exists once something was put into it).

    Raises:
        UsageError: the broker's URL cannot be used.
    """
    return _outbox_path(address.parse(mqtt_url), state_dir)


async def flush_outbox(mqtt_url: str, state_dir: Path, timeout_s: float = 10.0) -> int:
    """Send what earlier runs left for this broker; return how many messages are still waiting.

    `open_stream` sends them too, before its own.

    Raises:
        UsageError: the broker's URL cannot be used.
    """
    broker = address.parse(mqtt_url)
    if not await asyncio.to_thread(_outbox_path(broker, state_dir).is_file):
        return 0
    sender = await _sender(broker, state_dir, None)
    left = await sender.drain(timeout_s)
    await sender.stop(CLOSE_GRACE_S)
    return left
