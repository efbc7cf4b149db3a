# SPDX-License-Identifier: Apache-2.0
"""Ports that an FTP server here has named: the next flow to one of them carries a file, or a list."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field

from fpbox_gateway.play.kept import Kept

PORTS = 256
_FIRST_PORT = 49152
_LAST_PORT = 65535


@dataclass(slots=True)
class Transfer:
    """What goes over one such port.

    Attributes:
        port: where the client connects to.
        sending: set to what the client shall get, or to None where it sends, once it has said so.
        received: what the client sent; done when the client has ended.
    """

    port: int
    sending: asyncio.Future[bytes | None]
    received: asyncio.Future[Kept]


@dataclass(slots=True)
class Passive:
    """All open ports of this kind, the oldest of which are forgotten first."""

    _open: OrderedDict[tuple[str, int], Transfer] = field(default_factory=OrderedDict)
    _next: int = _FIRST_PORT

    def open(self, address: str) -> Transfer:
        """Expect a flow to a new port of this address."""
        loop = asyncio.get_running_loop()
        transfer = Transfer(self._next, loop.create_future(), loop.create_future())
        self._next = _FIRST_PORT if self._next == _LAST_PORT else self._next + 1
        self._open[address, transfer.port] = transfer
        if len(self._open) > PORTS:
            self._open.popitem(last=False)
        return transfer

    def claim(self, address: str, port: int) -> Transfer | None:
        """Return what is expected there, once."""
        return self._open.pop((address, port), None)
