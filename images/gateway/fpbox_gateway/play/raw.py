# SPDX-License-Identifier: Apache-2.0
"""Bytes of no known protocol: taken in and told. Who falls silent is asked once whether it is a shell."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fpbox_gateway.play.kept import Kept
from fpbox_gateway.play.peer import Peer
from fpbox_gateway.play.scene import Scene
from fpbox_gateway.play.world import World

IDLE_S = 30.0
PAUSE_S = 1.0
SILENCE_S = 3.0
BURSTS = 256


@dataclass(frozen=True, slots=True)
class Question:
    """A sum that only a shell works out; it starts no program.

    Attributes:
        text: the line to send. answer: what a shell says to it.
    """

    text: str
    answer: bytes

    @classmethod
    def of(cls, world: World) -> Question:
        """Make up one that is the same in a run."""
        one, two = world.number("shell.0", 9000, 1000), world.number("shell.1", 9000, 1000)
        return cls(f"echo $(({one}*{two}))", str(one * two).encode())


async def play(peer: Peer, scene: Scene) -> None:
    """Take in what is sent, one record for what comes without a pause, until the other side ends or rests."""
    question = Question.of(scene.world)
    asked = False
    for number in range(1, BURSTS + 1):
        burst = Kept()
        more = await _burst(peer, scene, burst, IDLE_S if asked else SILENCE_S, last=number == BURSTS)
        if asked and question.answer in burst.start:
            _tell(scene, question, burst)
        if not more or (asked and not burst.size):
            return
        if not burst.size:
            asked = True
            await peer.send(question.text.encode() + b"\n")


async def _burst(peer: Peer, scene: Scene, burst: Kept, wait_s: float, *, last: bool) -> bool:
    """Take in what comes without a pause of a second, or all that still comes where this is the last record.

    Returns whether there may be more.
    """
    try:
        while data := await _next(peer, IDLE_S if last else PAUSE_S if burst.size else wait_s):
            burst.add(data)
    except TimeoutError:
        return not last
    finally:
        scene.data(burst)
    return False


async def _next(peer: Peer, wait_s: float) -> bytes:
    async with asyncio.timeout(wait_s):
        return await peer.some()


def _tell(scene: Scene, question: Question, burst: Kept) -> None:
    scene.records.request(
        scene.flow,
        protocol="shell",
        host=scene.host,
        method="RAN",
        target=question.text,
        body=bytes(burst.start),
        size=burst.size,
        cut=burst.cut,
    )
