# SPDX-License-Identifier: Apache-2.0
"""Where a conversation takes place: the flow, whom the client thinks it talks to, and what is told of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from fpbox_gateway.play.kept import Kept
from fpbox_gateway.play.peer import Peer
from fpbox_gateway.play.world import World
from fpbox_gateway.records import Flow, Records


@dataclass(frozen=True, slots=True)
class Scene:
    """One conversation's surroundings.

    Attributes:
        host, port: whom the client asked for, by what is known so far: the name whose address it is, then the
            server name of TLS, then the target of a CONNECT.
        secure: whether this is inside TLS.
    """

    flow: Flow
    records: Records
    world: World
    host: str
    port: int
    secure: bool = False

    def within(self, *, host: str | None = None, port: int | None = None, secure: bool = False) -> Scene:
        """Return the surroundings of what is carried inside this conversation."""
        return replace(
            self,
            host=host or self.host,
            port=self.port if port is None else port,
            secure=self.secure or secure,
        )

    def data(self, kept: Kept) -> None:
        """Tell of bytes of no known protocol, if there are any."""
        if kept.size:
            self.records.data(self.flow, bytes(kept.start), size=kept.size, cut=kept.cut)


Inside = tuple[Peer, Scene]
"""What goes on after a protocol has done its part: the inside of TLS or of a tunnel."""

Player = Callable[[Peer, Scene], Awaitable[Inside | None]]
"""Plays one protocol until it ends, or until something else begins inside it."""
