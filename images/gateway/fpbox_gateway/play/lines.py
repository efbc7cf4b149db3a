# SPDX-License-Identifier: Apache-2.0
"""Protocols of lines: the server greets, the client sends commands, each is told and answered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from fpbox_gateway.play.kept import Kept
from fpbox_gateway.play.peer import Peer
from fpbox_gateway.play.scene import Inside, Scene

COMMANDS = 1000
IDLE_S = 60.0
LINE_BYTES = 8192


@dataclass(frozen=True, slots=True)
class Command:
    """A command's first word in capitals, and the rest of its line."""

    word: str
    rest: str

    @classmethod
    def of(cls, line: bytes) -> Command:
        """Read a line."""
        word, _, rest = line.decode("latin-1").strip().partition(" ")
        return cls(word.upper(), rest.strip())


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to a command.

    Attributes:
        text: the lines, without the end of the last one.
        status: as it is told, 0 where the protocol has none.
        headers, body: what the command brought with it.
        ends: the conversation is over.
        inside: what the conversation goes over to.
    """

    text: str
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: Kept = field(default_factory=Kept)
    ends: bool = False
    inside: Inside | None = None


Handler = Callable[[Command], Awaitable[Reply]]


async def converse(peer: Peer, scene: Scene, protocol: str, handle: Handler) -> Inside | None:
    """Answer commands by `handle` until the client ends."""
    for _ in range(COMMANDS):
        line = await ask(peer)
        if line is None:
            return None
        command = Command.of(line)
        reply = await handle(command)
        tell(scene, protocol, command, reply)
        if reply.text:
            await peer.send(reply.text.encode("latin-1", "replace") + b"\r\n")
        if reply.ends or reply.inside:
            return reply.inside
    scene.records.limit("requests", COMMANDS)
    return None


async def ask(peer: Peer, prompt: str = "") -> bytes | None:
    """Send a prompt, if there is one, and return the client's next line; None at the end."""
    if prompt:
        await peer.send(prompt.encode("latin-1") + b"\r\n")
    async with asyncio.timeout(IDLE_S):
        return await peer.line(LINE_BYTES)


def tell(scene: Scene, protocol: str, command: Command, reply: Reply) -> None:
    """Tell of a command as of a request."""
    scene.records.request(
        scene.flow,
        protocol=protocol,
        host=scene.host,
        method=command.word,
        target=command.rest,
        headers=reply.headers,
        body=bytes(reply.body.start),
        size=reply.body.size,
        cut=reply.body.cut,
        status=reply.status,
    )
