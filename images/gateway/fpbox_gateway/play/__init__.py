# SPDX-License-Identifier: Apache-2.0
"""What answers on the sealed network, on every port, so that what a package wants shows itself.

Everything that arrives is hostile. Each flow has limits on bytes, requests and time; nothing that is sent can
do more than end its own flow.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache

from fpbox_gateway.play import ftp, greet, http, mailbox, ntp, raw, smtp, socks, stun, tls
from fpbox_gateway.play.detect import GREETS, INSIDE_TLS, Spoken, spoken
from fpbox_gateway.play.kept import Kept
from fpbox_gateway.play.peer import FLOW_BYTES, LimitReached, Peer, Socket
from fpbox_gateway.play.scene import Player, Scene
from fpbox_gateway.play.world import World
from fpbox_gateway.records import Flow, Records

__all__ = ["World", "datagram", "play"]

FLOW_S = 600.0
LAYERS = 6
GREETING_S = 0.25
FIRST_BYTES_S = 30.0
SETTLED_S = 2.0


async def play(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    flow: Flow,
    records: Records,
    world: World | None = None,
) -> None:
    """Answer one connection until it ends, and close it. Raises nothing but CancelledError.

    Args:
        reader: of the connection.
        writer: of the connection.
        flow: what is known of it.
        records: told what is seen.
        world: what the internet is made of; one that is made up if None.
    """
    socket = Socket(reader, writer, FLOW_BYTES)
    try:
        scene = _scene(flow, records, world or _made_up())
        async with asyncio.timeout(FLOW_S):
            await _play(Peer(socket), scene)
    except TimeoutError:
        pass  # the other side was too slow, or the flow too long
    except OSError:
        pass  # the other side is gone
    except LimitReached:
        records.limit("bytes", socket.limit)
    except Exception as error:  # noqa: BLE001 - the flow's edge: one flow must not end the others
        records.trouble(f"flow {flow.number}: {type(error).__name__}: {error}")
    finally:
        await socket.close()


def datagram(data: bytes, flow: Flow, records: Records, world: World | None = None) -> bytes | None:
    """Tell of a datagram; return the answer to it, if there is one."""
    records.data(flow, data)
    if flow.destination[1] == ntp.PORT:
        return ntp.answer(data)
    return stun.answer(data, (world or _made_up()).address, flow.source[1])


@lru_cache(maxsize=1)
def _made_up() -> World:
    return World()


def _scene(flow: Flow, records: Records, world: World) -> Scene:
    address, port = flow.destination
    return Scene(flow, records, world, flow.name or address, port)


async def _play(peer: Peer, scene: Scene) -> None:
    address, port = scene.flow.destination
    if transfer := scene.world.passive.claim(address, port):
        await ftp.carry(peer, transfer)
        return
    try:
        for _ in range(LAYERS):
            inside = await _PLAYERS[await _recognised(peer, scene)](peer, scene)
            if inside is None:
                break
            peer, scene = inside
    finally:
        _leftover(peer, scene)
    await peer.close()


def _leftover(peer: Peer, scene: Scene) -> None:
    """Tell of what was sent and not understood."""
    left = Kept()
    while data := peer.take():
        left.add(data)
    scene.data(left)


async def _recognised(peer: Peer, scene: Scene) -> Spoken:
    """Wait for the client's first bytes, for a moment only where it waits for ours, and name the protocol."""
    greets = None if scene.port in INSIDE_TLS and not scene.secure else GREETS.get(scene.port)
    with suppress(TimeoutError):
        async with asyncio.timeout(GREETING_S if greets else FIRST_BYTES_S):
            while not peer.held and await peer.fill():
                pass
    if not peer.held:
        return greets or Spoken.RAW
    found = spoken(peer.held)
    with suppress(TimeoutError):
        async with asyncio.timeout(SETTLED_S):
            while found is None and await peer.fill():
                found = spoken(peer.held)
    return found or Spoken.RAW


_PLAYERS: Mapping[Spoken, Player] = {
    Spoken.TLS: tls.play,
    Spoken.HTTP: http.play,
    Spoken.SMTP: smtp.play,
    Spoken.FTP: ftp.play,
    Spoken.SSH: greet.ssh,
    Spoken.POP3: mailbox.pop3,
    Spoken.IMAP: mailbox.imap,
    Spoken.MYSQL: greet.mysql,
    Spoken.SOCKS: socks.play,
    Spoken.RAW: raw.play,
}
