# SPDX-License-Identifier: Apache-2.0
"""FTP (RFC 959, 2428): anybody may log in, files are taken in, and every file that is asked for is empty."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from dataclasses import replace
from ipaddress import IPv4Address, ip_address

from fpbox_gateway.play.kept import Kept
from fpbox_gateway.play.lines import Command, Reply, converse
from fpbox_gateway.play.passive import Transfer
from fpbox_gateway.play.peer import Peer
from fpbox_gateway.play.scene import Inside, Scene

TRANSFER_S = 60.0
_CODE = re.compile("([0-9]{3})[ -]")
_REPLIES = {
    "USER": "331 Please specify the password.",
    "PASS": "230 Login successful.",
    "ACCT": "230 Login successful.",
    "SYST": "215 UNIX Type: L8",
    "FEAT": "211-Features:\r\n EPSV\r\n PASV\r\n SIZE\r\n UTF8\r\n211 End",
    "OPTS": "200 Always in UTF8 mode.",
    "TYPE": "200 Switching to Binary mode.",
    "MODE": "200 Mode set to S.",
    "STRU": "200 Structure set to F.",
    "PWD": '257 "/" is the current directory',
    "CWD": "250 Directory successfully changed.",
    "CDUP": "250 Directory successfully changed.",
    "MKD": '257 "/" created',
    "RMD": "250 Remove directory operation successful.",
    "DELE": "250 Delete operation successful.",
    "RNFR": "350 Ready for RNTO.",
    "RNTO": "250 Rename successful.",
    "SIZE": "213 0",
    "NOOP": "200 NOOP ok.",
    "PORT": "500 Illegal PORT command.",
    "EPRT": "500 Illegal EPRT command.",
}
_SENDING = frozenset({"RETR", "LIST", "NLST", "MLSD"})
_TAKING = frozenset({"STOR", "APPE", "STOU"})


async def play(peer: Peer, scene: Scene) -> Inside | None:
    """Greet, and answer commands."""
    if not peer.held:
        await peer.send(b"220 (vsFTPd 3.0.5)\r\n")
    return await converse(peer, scene, "ftp", _Session(peer, scene).handle)


class _Session:
    """One client with the port that was opened for it last."""

    def __init__(self, peer: Peer, scene: Scene) -> None:
        self._peer = peer
        self._scene = scene
        self._transfer: Transfer | None = None

    async def handle(self, command: Command) -> Reply:
        """Answer a command."""
        reply = await self._reply(command)
        code = _CODE.match(reply.text)
        return replace(reply, status=int(code[1]) if code else 0)

    async def _reply(self, command: Command) -> Reply:
        if command.word in {"PASV", "EPSV"}:
            return self._open(command.word)
        if command.word in _SENDING | _TAKING:
            return await self._carry(taking=command.word in _TAKING)
        if command.word == "QUIT":
            return Reply("221 Goodbye.", ends=True)
        return Reply(_REPLIES.get(command.word, "500 Unknown command."))

    def _open(self, word: str) -> Reply:
        address = self._scene.flow.destination[0]
        if word == "PASV" and not isinstance(ip_address(address), IPv4Address):
            return Reply("522 Network protocol not supported, use EPSV.")
        self._transfer = self._scene.world.passive.open(address)
        port = self._transfer.port
        if word == "EPSV":
            return Reply(f"229 Entering Extended Passive Mode (|||{port}|)")
        numbers = ",".join((*address.split("."), str(port >> 8), str(port & 255)))
        return Reply(f"227 Entering Passive Mode ({numbers}).")

    async def _carry(self, *, taking: bool) -> Reply:
        transfer, self._transfer = self._transfer, None
        if transfer is None:
            return Reply("425 Use PASV first.")
        transfer.sending.set_result(None if taking else b"")
        await self._peer.send(b"150 Ok to send data.\r\n")
        content = Kept()
        with suppress(TimeoutError):
            async with asyncio.timeout(TRANSFER_S):
                content = await transfer.received
        return Reply("226 Transfer complete.", body=content)


async def carry(peer: Peer, transfer: Transfer) -> None:
    """Play the flow to a port that was opened: wait for the command, then take in or send the file."""
    content = Kept()
    try:
        async with asyncio.timeout(TRANSFER_S):
            sending = await asyncio.shield(transfer.sending)
            if sending is not None:
                await peer.send(sending)
                return
            while data := await peer.some():
                content.add(data)
    finally:
        if not transfer.received.done():
            transfer.received.set_result(content)
