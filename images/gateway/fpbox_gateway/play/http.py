# SPDX-License-Identifier: Apache-2.0
"""HTTP/1: requests are taken in with their bodies, told, and answered by what they ask for."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from fpbox_gateway.play import body, raw, websocket
from fpbox_gateway.play.answer import Answer
from fpbox_gateway.play.answers import answer
from fpbox_gateway.play.kept import Kept
from fpbox_gateway.play.message import HEAD_BYTES, HEAD_END, OLD, Head, Request, authority, parse, request
from fpbox_gateway.play.peer import Peer
from fpbox_gateway.play.scene import Inside, Scene

REQUESTS = 1000
IDLE_S = 30.0
HEAD_S = 15.0
_BAD = Answer(400)
_TUNNEL = b"HTTP/1.1 200 Connection established\r\n\r\n"


async def play(peer: Peer, scene: Scene) -> Inside | None:
    """Answer requests until the client ends, breaks the form, or goes over to another protocol."""
    for _ in range(REQUESTS):
        head = await _head(peer)
        if head is None:
            await raw.play(peer, scene)
            return None
        if head.method == "CONNECT":
            return await _tunnel(peer, scene, head)
        if not await _exchange(peer, scene, head):
            return None
    scene.records.limit("requests", REQUESTS)
    return None


async def _head(peer: Peer) -> Head | None:
    """Wait for a request's head; None, with nothing taken, where none comes."""
    try:
        async with asyncio.timeout(IDLE_S):
            while not peer.held.strip() and len(peer.held) < HEAD_BYTES and await peer.fill():
                pass
        async with asyncio.timeout(HEAD_S):
            if old := OLD.match(peer.held):
                return parse(peer.take(old.end()))
            head = await peer.until(HEAD_END, HEAD_BYTES)
    except TimeoutError:
        return None
    return None if head is None else parse(head.lstrip())


async def _tunnel(peer: Peer, scene: Scene, head: Head) -> Inside:
    host, port = authority(head.target)
    scene.records.request(
        scene.flow,
        protocol="http",
        host=host,
        method=head.method,
        target=head.target,
        headers=head.headers,
        status=200,
    )
    await peer.send(_TUNNEL)
    return peer, scene.within(host=host, port=port)


async def _exchange(peer: Peer, scene: Scene, head: Head) -> bool:
    """Take in one request and answer it; return whether another may follow."""
    asked = request(
        head, host=scene.host, address=scene.flow.destination[0], port=scene.port, secure=scene.secure
    )
    upgrade = websocket.accepts(head)
    if upgrade is None:
        return await _answered(peer, scene, asked)
    _tell(scene, asked, Kept(), upgrade)
    await peer.send(upgrade.wire(head, stays=True))
    await websocket.play(peer, scene, asked)
    return False


async def _answered(peer: Peer, scene: Scene, asked: Request) -> bool:
    head, sent, aside, reply = asked.head, Kept(), Kept(), Answer(status=0)
    try:
        if "100-continue" in head.words("expect") and not peer.held:
            await peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        whole = bool(head.version or head.method == "GET") and await body.read(peer, head, sent, aside)
        reply = answer(replace(asked, body=bytes(sent.start)), scene.world) if whole else _BAD
    finally:
        _tell(scene, asked, sent, reply)
        scene.data(aside)
    stays = whole and head.stays
    await peer.send(reply.wire(head, stays=stays))
    return stays


def _tell(scene: Scene, asked: Request, sent: Kept, reply: Answer) -> None:
    scene.records.request(
        scene.flow,
        protocol=reply.protocol,
        host=asked.host,
        method=asked.head.method,
        target=asked.head.target,
        headers=asked.head.headers,
        body=bytes(sent.start),
        size=sent.size,
        cut=sent.cut,
        status=reply.status,
    )
