# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import Iterator

import pytest

from fpbox_gateway.relay import relay
from fpbox_gateway.sockets import original_destination


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket, socket.socket, socket.socket]]:
    """Return a client, the relay's two sockets and a server."""
    client, inside = socket.socketpair()
    outside, server = socket.socketpair()
    every = (client, inside, outside, server)
    for one in every:
        one.settimeout(0)
    yield every
    for one in every:
        one.close()


async def read_all(connection: socket.socket) -> bytes:
    data = b""
    while piece := await asyncio.get_running_loop().sock_recv(connection, 65536):
        data += piece
    return data


async def test_bytes_pass_both_ways_whole_and_are_counted(ends):
    client, inside, outside, server = ends
    loop = asyncio.get_running_loop()
    question, answer = os.urandom(3_000_000), os.urandom(5_000_000)
    passing = asyncio.create_task(relay(inside, outside, b"first"))

    async def ask() -> bytes:
        await loop.sock_sendall(client, question)
        client.shutdown(socket.SHUT_WR)
        return await read_all(client)

    async def reply() -> bytes:
        heard = await read_all(server)
        await loop.sock_sendall(server, answer)
        server.shutdown(socket.SHUT_WR)
        return heard

    heard_inside, heard_outside = await asyncio.gather(ask(), reply())
    assert heard_outside == b"first" + question
    assert heard_inside == answer
    assert await passing == (len(question) + 5, len(answer))


async def test_a_side_that_breaks_off_ends_both(ends):
    client, inside, outside, server = ends
    passing = asyncio.create_task(relay(inside, outside, b""))
    server.close()
    await asyncio.get_running_loop().sock_sendall(client, b"x" * 10)
    client.close()
    sent, got = await asyncio.wait_for(passing, 10)
    assert got == 0
    assert sent <= 10


def test_where_a_datagram_was_sent_is_told_beside_it():
    four = struct.pack("!2xH4s8x", 53, socket.inet_aton("9.9.9.9"))
    assert original_destination([(socket.IPPROTO_IP, 20, four)]) == ("9.9.9.9", 53)
    six = struct.pack("!2xHI16sI", 53, 0, socket.inet_pton(socket.AF_INET6, "2600::1"), 0)
    assert original_destination([(socket.IPPROTO_IPV6, 74, six)]) == ("2600::1", 53)
    assert original_destination([(socket.IPPROTO_IP, 20, four[:4])]) is None
    assert original_destination([]) is None
