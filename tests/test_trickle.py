# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import asyncio
from collections.abc import Sequence

from fpbox.model import TOOLCHAIN, Action, Event, Process, Scope
from fpbox.trickle import Trickle

PROCESS = Process(1, 0, 10, 1, "/bin/x", ("x",), "/")
SENT = list[list[Event]]


def event(count: int = 1) -> Event:
    return Event(1, 0, PROCESS, Scope(TOOLCHAIN), Action.OPEN, "openat", "/etc/hosts", count=count)


def trickle(sent: SENT) -> Trickle:
    def send(batch: Sequence[Event]) -> None:
        sent.append(list(batch))

    return Trickle(send)


async def test_many_events_are_sent_in_few_batches() -> None:
    sent: SENT = []
    one = trickle(sent)
    for _ in range(1200):
        one.put(event(), 1)
    one.flush()
    assert [len(batch) for batch in sent] == [500, 500, 200]


async def test_a_few_are_sent_a_moment_later_by_themselves() -> None:
    sent: asyncio.Future[Sequence[Event]] = asyncio.get_running_loop().create_future()
    one = Trickle(sent.set_result)
    one.put(event(), 1)
    one.put(event(), 3)
    assert not sent.done()
    async with asyncio.timeout(30):
        assert [one.count for one in await sent] == [1, 3]


async def test_nothing_is_sent_when_there_is_nothing() -> None:
    sent: SENT = []
    one = trickle(sent)
    one.flush()
    one.put(event(), 1)
    one.flush()
    one.flush()
    assert len(sent) == 1
