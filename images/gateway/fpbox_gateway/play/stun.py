# SPDX-License-Identifier: Apache-2.0
"""STUN (RFC 8489): tells who asks which address it is seen under, which is the invented one."""

from __future__ import annotations

import struct
from ipaddress import IPv4Address

_HEAD = struct.Struct(">HHI12s")
_COOKIE = 0x2112A442
_ASKED, _ANSWERED = 0x0001, 0x0101
_MAPPED = 0x0020
_IPV4 = 1


def answer(data: bytes, address: str, port: int) -> bytes | None:
    """Return the answer to a binding request; None where it is none.

    Args:
        data: the datagram.
        address: an IPv4 address to tell.
        port: to tell.
    """
    if len(data) < _HEAD.size:
        return None
    kind, _, cookie, number = _HEAD.unpack_from(data)
    if (kind, cookie) != (_ASKED, _COOKIE):
        return None
    seen = struct.pack(">BBHI", 0, _IPV4, port ^ _COOKIE >> 16, int(IPv4Address(address)) ^ _COOKIE)
    told = struct.pack(">HH", _MAPPED, len(seen)) + seen
    return _HEAD.pack(_ANSWERED, len(told), _COOKIE, number) + told
