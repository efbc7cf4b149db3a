# SPDX-License-Identifier: Apache-2.0
"""Servers that speak first in binary: a greeting, to get the client's first words, kept as they are."""

from __future__ import annotations

from fpbox_gateway.play import raw
from fpbox_gateway.play.peer import Peer
from fpbox_gateway.play.scene import Scene

_SSH = b"SSH-2.0-OpenSSH_9.6p1\r\n"
_SALT = 20


async def ssh(peer: Peer, scene: Scene) -> None:
    """Send an SSH server's version."""
    await peer.send(_SSH)
    await raw.play(peer, scene)


async def mysql(peer: Peer, scene: Scene) -> None:
    """Send a MySQL server's greeting (protocol 10), to which the client sends user and scrambled password."""
    salt = scene.world.text("mysql_salt", _SALT).encode()
    packet = b"\x0a8.0.36\0" + (8).to_bytes(4, "little") + salt[:8] + b"\0" + b"\xff\xf7\xff\x02\x00\xff\x81"
    packet += b"\x15" + bytes(10) + salt[8:] + b"\0mysql_native_password\0"
    await peer.send(len(packet).to_bytes(3, "little") + b"\0" + packet)
    await raw.play(peer, scene)
