# SPDX-License-Identifier: Apache-2.0
"""The gateway's sockets: such that take in what is for any address, and such that may go out."""

from __future__ import annotations

import asyncio
import socket
import struct
from ipaddress import IPv4Address, IPv6Address, ip_address

MARK = 0x6670_6278
"""On every socket of ours that goes out. Only a process with NET_ADMIN can set one; traced code has none."""

IP_TRANSPARENT, IPV6_TRANSPARENT = 19, 75
IP_ORIGDSTADDR, IPV6_ORIGDSTADDR = 20, 74
_BACKLOG = 1024
_ADDRESS_4 = struct.Struct("!2xH4s")
_ADDRESS_6 = struct.Struct("!2xH4x16s")
_TCP_INFO_BYTES = 256
_ACKED_RECEIVED = struct.Struct("@QQ")
_ACKED_AT = 120
_PEER_ENDED = frozenset({6, 8, 9, 11})
"""States of a connection in which the other side's end was received, which counts as a byte."""

Place = tuple[str, int]


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def catching(kind: socket.SocketKind, place: Place) -> socket.socket:
    """Open a socket that kernel rules hand everything to, whatever address it was for."""
    family = _family(place[0])
    caught = socket.socket(family, kind)
    caught.settimeout(0)
    caught.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    _make_transparent(caught)
    if kind is socket.SOCK_DGRAM:
        if family is socket.AF_INET6:
            caught.setsockopt(socket.IPPROTO_IPV6, IPV6_ORIGDSTADDR, 1)
        else:
            caught.setsockopt(socket.IPPROTO_IP, IP_ORIGDSTADDR, 1)
        caught.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    caught.bind(place)
    if kind is socket.SOCK_STREAM:
        caught.listen(_BACKLOG)
    return caught


def original_destination(ancillary: list[tuple[int, int, bytes]]) -> Place | None:
    """Return where a datagram was sent, from what the kernel says beside it."""
    for level, kind, data in ancillary:
        if (level, kind) == (socket.IPPROTO_IP, IP_ORIGDSTADDR) and len(data) >= _ADDRESS_4.size:
            port, raw = _ADDRESS_4.unpack_from(data)
            return str(IPv4Address(raw)), port
        if (level, kind) == (socket.IPPROTO_IPV6, IPV6_ORIGDSTADDR) and len(data) >= _ADDRESS_6.size:
            port, raw = _ADDRESS_6.unpack_from(data)
            return str(IPv6Address(raw)), port
    return None


def reply(data: bytes, source: Place, to: Place) -> bool:
    """Send a datagram as if from another address; tell whether it went."""
    try:
        with socket.socket(_family(source[0]), socket.SOCK_DGRAM) as sender:
            sender.settimeout(0)
            sender.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            _make_transparent(sender)
            sender.bind(source)
            return sender.sendto(data, to) == len(data)
    except OSError:
        return False


async def going_out(kind: socket.SocketKind, place: Place, timeout_s: float) -> socket.socket:
    """Connect to the real internet.

    Raises:
        OSError: nobody answers there. TimeoutError: not in time.
    """
    out = socket.socket(_family(place[0]), kind)
    try:
        out.settimeout(0)
        out.setsockopt(socket.SOL_SOCKET, socket.SO_MARK, MARK)
        async with asyncio.timeout(timeout_s):
            await asyncio.get_running_loop().sock_connect(out, place)
    except BaseException:
        out.close()
        raise
    return out


def reset(connection: socket.socket) -> None:
    """Close a connection as one closes that is not wanted."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def counted(connection: socket.socket) -> tuple[int, int]:
    """Return how many bytes a TCP connection received and sent, as the kernel counts them."""
    try:
        info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
        acked, received = _ACKED_RECEIVED.unpack_from(info, _ACKED_AT)
    except (OSError, struct.error):
        return 0, 0
    return int(received) - (info[0] in _PEER_ENDED), int(acked)


def plain(name: tuple[str, int] | tuple[str, int, int, int]) -> Place:
    """Return address and port of a socket's name, without an IPv6 address' further parts."""
    return str(ip_address(name[0].partition("%")[0])), name[1]


def _make_transparent(one: socket.socket) -> None:
    if one.family is socket.AF_INET6:
        one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.setsockopt(socket.IPPROTO_IPV6, IPV6_TRANSPARENT, 1)
    else:
        one.setsockopt(socket.IPPROTO_IP, IP_TRANSPARENT, 1)
