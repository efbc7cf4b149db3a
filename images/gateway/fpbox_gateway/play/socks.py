# SPDX-License-Identifier: Apache-2.0
"""SOCKS 5 (RFC 1928, 1929): any user is let in, and what goes through is played on inside."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address

from fpbox_gateway.play.peer import Peer
from fpbox_gateway.play.scene import Inside, Scene

STEP_S = 15.0
VERSION = 5
_OPEN, _PASSWORD, _NONE = 0, 2, 255
_IPV4, _NAME, _IPV6 = 1, 3, 4
_COMMANDS = {1: "CONNECT", 2: "BIND", 3: "UDP"}
_GRANTED = b"\5\0\0\1" + bytes(6)


async def play(peer: Peer, scene: Scene) -> Inside | None:
    """Go through the greeting, and on with what is inside."""
    async with asyncio.timeout(STEP_S):
        asked = await _greeted(peer, scene)
    if asked is None:
        return None
    command, host, port = asked
    scene.records.request(
        scene.flow, protocol="socks", host=host, method=command, target=f"{host}:{port}", status=0
    )
    await peer.send(_GRANTED)
    return peer, scene.within(host=host, port=port)


async def _greeted(peer: Peer, scene: Scene) -> tuple[str, str, int] | None:
    """Return command, host and port; None where the client ends or breaks the form."""
    head = await peer.exactly(2)
    offered = await peer.exactly(head[1]) if head else None
    if offered is None:
        return None
    scene.records.request(
        scene.flow, protocol="socks", host=scene.host, method="HELLO", target="", body=offered
    )
    method = next((one for one in (_OPEN, _PASSWORD) if one in offered), _NONE)
    await peer.send(bytes([VERSION, method]))
    if method == _NONE or (method == _PASSWORD and not await _password(peer, scene)):
        return None
    return await _request(peer)


async def _password(peer: Peer, scene: Scene) -> bool:
    """Take in user and password, and accept them."""
    version = await peer.exactly(1)
    user, password = (await _short(peer), await _short(peer)) if version else (None, None)
    if user is None or password is None:
        return False
    scene.records.request(
        scene.flow,
        protocol="socks",
        host=scene.host,
        method="AUTH",
        target=user.decode("latin-1"),
        body=password,
    )
    await peer.send(b"\1\0")
    return True


async def _request(peer: Peer) -> tuple[str, str, int] | None:
    head = await peer.exactly(4)
    host = await _host(peer, head[3]) if head and head[0] == VERSION else None
    port = await peer.exactly(2)
    if head is None or host is None or port is None:
        return None
    return _COMMANDS.get(head[1], str(head[1])), host, int.from_bytes(port, "big")


async def _host(peer: Peer, kind: int) -> str | None:
    if kind == _NAME:
        name = await _short(peer)
        return None if name is None else name.decode("latin-1").lower()
    address = await peer.exactly({_IPV4: 4, _IPV6: 16}.get(kind, 0))
    return str(ip_address(address)) if address else None


async def _short(peer: Peer) -> bytes | None:
    """Take what has its length in a byte before it."""
    length = await peer.exactly(1)
    return await peer.exactly(length[0]) if length else None
