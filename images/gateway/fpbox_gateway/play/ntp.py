# SPDX-License-Identifier: Apache-2.0
"""A time server's answer (RFC 5905): the time of this machine."""

from __future__ import annotations

import struct

from fpbox_gateway import clock

PORT = 123
_PACKET_BYTES = 48
_SINCE_1900_S = 2_208_988_800
_CLIENT = 3
_SERVER = 4
_PACKET = struct.Struct(">BBbbII4sQ8sQQ")


def answer(data: bytes) -> bytes | None:
    """Return what a server says to a client's packet; None where it is none."""
    if len(data) < _PACKET_BYTES or data[0] & 7 != _CLIENT:
        return None
    version = data[0] >> 3 & 7
    now = _timestamp(clock.now())
    reference = now - (17 << 32)
    head = (version << 3 | _SERVER, 2, min(data[2], 17), -23, 0x4F, 0x1B2, b"\xc0\x36\x5e\x7b")
    return _PACKET.pack(*head, reference, data[40:48], now, now)


def _timestamp(seconds: float) -> int:
    """Return a time as NTP counts: 32 bits of seconds since 1900, 32 bits of fractions."""
    return int((seconds + _SINCE_1900_S) * (1 << 32)) & (1 << 64) - 1
