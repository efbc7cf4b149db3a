# SPDX-License-Identifier: Apache-2.0
"""WebSocket (RFC 6455): the handshake is accepted, messages are unmasked and told, and pings answered."""

from __future__ import annotations

import asyncio
import base64
import enum
import hashlib
import re
from dataclasses import dataclass, field

from fpbox_gateway.play.answer import Answer
from fpbox_gateway.play.kept import Kept
from fpbox_gateway.play.message import Head, Request
from fpbox_gateway.play.peer import CHUNK_BYTES, Peer
from fpbox_gateway.play.scene import Scene

MESSAGES = 1000
IDLE_S = 60.0
_CONTROL_BYTES = 125
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}\Z")


class Op(enum.IntEnum):
    """What a frame is."""

    MORE = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame's header. `mask` is empty where the client sent none, against the rules."""

    final: bool
    op: Op
    length: int
    mask: bytes


def accepts(head: Head) -> Answer | None:
    """Return the answer that opens a WebSocket, or None where the request asks for none."""
    key = head.value("sec-websocket-key")
    if "websocket" not in head.words("upgrade") or not key:
        return None
    accept = base64.b64encode(hashlib.sha1(key.encode("latin-1") + _GUID).digest()).decode()  # noqa: S324
    offered = head.value("sec-websocket-protocol").split(",")[0].strip()
    chosen = (("Sec-WebSocket-Protocol", offered),) if _TOKEN.match(offered) else ()
    return Answer(101, headers=(("Upgrade", "websocket"), ("Sec-WebSocket-Accept", accept), *chosen))


@dataclass(slots=True)
class _Message:
    """A message that comes in one or several frames."""

    op: Op = Op.TEXT
    content: Kept = field(default_factory=Kept)


async def play(peer: Peer, scene: Scene, asked: Request) -> None:
    """Take in messages until the client closes."""
    message = _Message()
    for _ in range(MESSAGES):
        frame = await _frame(peer)
        if frame is None:
            return
        if frame.op >= Op.CLOSE:
            if not await _control(peer, scene, asked, frame):
                return
            continue
        if frame.op != Op.MORE:
            message = _Message(frame.op)
        if not await _content(peer, scene, asked, frame, message):
            return
    scene.records.limit("requests", MESSAGES)


async def _frame(peer: Peer) -> Frame | None:
    """Wait for the header of a frame; None at the end, or where it is none."""
    async with asyncio.timeout(IDLE_S):
        start = await peer.exactly(2)
        if start is None or start[0] & 0xF not in _OPS:
            return None
        length = start[1] & 0x7F
        if length > _CONTROL_BYTES:
            longer = await peer.exactly(2 if length == _CONTROL_BYTES + 1 else 8)
            if longer is None:
                return None
            length = int.from_bytes(longer, "big")
        mask = await peer.exactly(4) if start[1] & 0x80 else b""
    return None if mask is None else Frame(bool(start[0] & 0x80), Op(start[0] & 0xF), length, mask)


_OPS = frozenset(Op)


async def _control(peer: Peer, scene: Scene, asked: Request, frame: Frame) -> bool:
    """Answer a frame that is about the connection; return whether it goes on."""
    if frame.length > _CONTROL_BYTES:
        return False
    async with asyncio.timeout(IDLE_S):
        content = await peer.exactly(frame.length)
    if content is None:
        return False
    content = unmask(content, frame.mask, 0)
    message = _Message(frame.op)
    message.content.add(content)
    if content:
        _tell(scene, asked, message)
    if frame.op != Op.PONG:
        answer = Op.CLOSE if frame.op == Op.CLOSE else Op.PONG
        await peer.send(bytes([0x80 | answer, frame.length]) + content)
    return frame.op != Op.CLOSE


async def _content(peer: Peer, scene: Scene, asked: Request, frame: Frame, message: _Message) -> bool:
    """Take in a frame's content, and tell of the message when it is whole or breaks off."""
    whole = False
    try:
        whole = await _payload(peer, frame, message.content)
    finally:
        if frame.final or not whole:
            _tell(scene, asked, message)
    return whole


async def _payload(peer: Peer, frame: Frame, content: Kept) -> bool:
    done = 0
    while done < frame.length:
        async with asyncio.timeout(IDLE_S):
            data = await peer.some(min(frame.length - done, CHUNK_BYTES))
        if not data:
            return False
        content.add(unmask(data, frame.mask, done))
        done += len(data)
    return True


def unmask(data: bytes, mask: bytes, done: int) -> bytes:
    """Undo a client's masking of bytes that follow `done` bytes of the same frame."""
    if not mask:
        return data
    turned = mask[done % 4 :] + mask[: done % 4]
    key = (turned * (len(data) // 4 + 1))[: len(data)]
    mixed = int.from_bytes(data, "big") ^ int.from_bytes(key, "big")
    return mixed.to_bytes(len(data), "big")


def _tell(scene: Scene, asked: Request, message: _Message) -> None:
    content = message.content
    scene.records.request(
        scene.flow,
        protocol="websocket",
        host=asked.host,
        method=message.op.name,
        target=asked.head.target,
        body=bytes(content.start),
        size=content.size,
        cut=content.cut,
        status=101,
    )
