# SPDX-License-Identifier: Apache-2.0
"""A request's body, by its announced length or in chunks: the beginning is kept, the rest counted."""

from __future__ import annotations

import asyncio
import re

from fpbox_gateway.play.kept import Kept
from fpbox_gateway.play.message import Head
from fpbox_gateway.play.peer import CHUNK_BYTES, Peer

IDLE_S = 20.0
_CHUNK_LINE_BYTES = 1024
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,12})[ \t]*(;.*)?\Z", re.DOTALL)
_TRAILERS = 64


async def read(peer: Peer, head: Head, body: Kept, aside: Kept) -> bool:
    """Add a request's body to `body`, and what else stands between its chunks and after them to `aside`.

    Returns whether it came whole and in form; what follows is a request then. Raises TimeoutError.
    """
    if head.chunked:
        return await _chunks(peer, body, aside)
    if head.length is None:
        return False
    return await _bytes(peer, head.length, body)


async def _bytes(peer: Peer, count: int, body: Kept) -> bool:
    while count:
        async with asyncio.timeout(IDLE_S):
            data = await peer.some(min(count, CHUNK_BYTES))
        if not data:
            return False
        body.add(data)
        count -= len(data)
    return True


async def _chunks(peer: Peer, body: Kept, aside: Kept) -> bool:
    while (size := await _chunk_size(peer, aside)) != 0:
        if size is None or not await _bytes(peer, size, body) or await _line(peer) != b"":
            return False
    return await _trailers(peer, aside)


async def _chunk_size(peer: Peer, aside: Kept) -> int | None:
    found = _CHUNK.match(await _line(peer) or b"")
    if found is None:
        return None
    aside.add(found[2] or b"")
    return int(found[1], 16)


async def _trailers(peer: Peer, aside: Kept) -> bool:
    for _ in range(_TRAILERS):
        line = await _line(peer)
        if not line:
            return line is not None
        aside.add(line + b"\n")
    return False


async def _line(peer: Peer) -> bytes | None:
    async with asyncio.timeout(IDLE_S):
        return await peer.line(_CHUNK_LINE_BYTES)
