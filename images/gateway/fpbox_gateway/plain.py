# SPDX-License-Identifier: Apache-2.0
"""What is played for bytes that belong to no known protocol: they are recorded, and nothing is said."""

from __future__ import annotations

import asyncio

from fpbox_gateway.records import BODY_BYTES, Flow, Records

_CHUNK = 64 << 10
_IDLE_S = 60.0


async def play(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, flow: Flow, records: Records
) -> None:
    """Read a connection to its end, and record how it began."""
    del writer
    kept, size = bytearray(), 0
    try:
        async with asyncio.timeout(_IDLE_S):
            while piece := await reader.read(_CHUNK):
                size += len(piece)
                kept += piece[: BODY_BYTES - len(kept)]
    finally:
        if size:
            records.data(flow, bytes(kept), size=size, cut=len(kept) < size)


def datagram(data: bytes, flow: Flow, records: Records) -> bytes | None:
    """Record a datagram."""
    records.data(flow, data)
    return None
