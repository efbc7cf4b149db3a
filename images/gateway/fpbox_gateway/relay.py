# SPDX-License-Identifier: Apache-2.0
"""Passes a connection on to an allowed host, byte for byte."""

from __future__ import annotations

import asyncio
import socket

_CHUNK = 1 << 18


async def relay(inside: socket.socket, outside: socket.socket, first: bytes) -> tuple[int, int]:
    """Pass bytes both ways until both sides are done, and return how many: from inside, and from outside.

    Args:
        inside: the traced side.
        outside: the host's.
        first: bytes from inside that were read already.
    """
    loop = asyncio.get_running_loop()
    try:
        await loop.sock_sendall(outside, first)
    except OSError:  # the host broke off at once
        return len(first), 0
    sent = asyncio.create_task(_pass_on(inside, outside), name="relay out")
    got = asyncio.create_task(_pass_on(outside, inside), name="relay in")
    try:
        await asyncio.wait((sent, got))
    finally:
        sent.cancel()
        got.cancel()
    return len(first) + sent.result(), got.result()


async def _pass_on(source: socket.socket, target: socket.socket) -> int:
    """Pass bytes on in one direction, then its end; a broken connection is an end as well, for both."""
    loop = asyncio.get_running_loop()
    buffer = memoryview(bytearray(_CHUNK))
    count = 0
    try:
        while size := await loop.sock_recv_into(source, buffer):
            await loop.sock_sendall(target, buffer[:size])
            count += size
        target.shutdown(socket.SHUT_WR)
    except OSError:
        for end in (source, target):
            _shut(end)
    return count


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is shut already
