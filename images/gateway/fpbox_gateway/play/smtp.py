# SPDX-License-Identifier: Apache-2.0
"""Mail is taken in (RFC 5321), from anybody and with any password; STARTTLS leads to the same inside TLS."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace

from fpbox_gateway.play import tls
from fpbox_gateway.play.kept import Kept
from fpbox_gateway.play.lines import IDLE_S, Command, Handler, Reply, ask, converse
from fpbox_gateway.play.peer import CHUNK_BYTES, Peer
from fpbox_gateway.play.scene import Inside, Scene

RECIPIENTS = 100
_CODE = re.compile("([0-9]{3})[ -]")
_PLAIN = {
    "NOOP": "250 2.0.0 OK",
    "VRFY": "252 2.1.5 Send some mail, I will try my best",
    "HELP": "214 2.0.0 See RFC 5321",
    "RSET": "250 2.0.0 OK",
    "QUIT": "221 2.0.0 Bye",
}
_UNKNOWN = "502 5.5.2 Error: command not recognized"
_PROMPTS = {
    "PLAIN": ("334 ",),
    "LOGIN": ("334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"),
    "XOAUTH2": ("334 ",),
    "CRAM-MD5": ("334 PDE4OTYuNjk3MTcwOTUyQG14Pg==",),
}


async def play(peer: Peer, scene: Scene) -> Inside | None:
    """Greet, and take in mail."""
    if not peer.held:
        await peer.send(f"220 {scene.host} ESMTP Postfix\r\n".encode("latin-1", "replace"))
    return await converse(peer, scene, "smtp", _Session(peer, scene).handle)


class _Session:
    """One client's envelope, as it comes together."""

    def __init__(self, peer: Peer, scene: Scene) -> None:
        self._peer = peer
        self._scene = scene
        self._envelope: list[tuple[str, str]] = []
        self._asking: Mapping[str, Handler] = {
            "EHLO": self._greeting,
            "LHLO": self._greeting,
            "HELO": self._greeting,
            "MAIL": self._address,
            "RCPT": self._address,
            "DATA": self._message,
            "AUTH": self._login,
            "STARTTLS": self._secure,
        }

    async def handle(self, command: Command) -> Reply:
        """Answer a command."""
        reply = await self._reply(command)
        code = _CODE.match(reply.text)
        return replace(reply, status=int(code[1]) if code else 0)

    async def _reply(self, command: Command) -> Reply:
        if command.word in self._asking:
            return await self._asking[command.word](command)
        return Reply(_PLAIN.get(command.word, _UNKNOWN), ends=command.word == "QUIT")

    async def _greeting(self, command: Command) -> Reply:
        if command.word == "HELO":
            return Reply(f"250 {self._scene.host}")
        secure = not self._scene.secure and self._scene.world.certificates is not None
        able = (
            "PIPELINING",
            "SIZE 52428800",
            *(["STARTTLS"] if secure else []),
            "AUTH PLAIN LOGIN",
            "8BITMIME",
        )
        lines = "\r\n".join(f"250-{text}" for text in (self._scene.host, *able))
        return Reply(f"{lines}\r\n250 SMTPUTF8")

    async def _address(self, command: Command) -> Reply:
        if len(self._envelope) > RECIPIENTS:
            return Reply("452 4.5.3 Too many recipients")
        self._envelope.append((command.word, command.rest[:512]))
        return Reply("250 2.1.0 Ok")

    async def _message(self, command: Command) -> Reply:
        """Take in a message; its envelope stands in place of headers."""
        del command
        await self._peer.send(b"354 End data with <CR><LF>.<CR><LF>\r\n")
        message, envelope = Kept(), tuple(self._envelope)
        self._envelope.clear()
        whole = False
        try:
            whole = await _text(self._peer, message)
        finally:
            if not whole:
                self._scene.data(message)
        queued = f"250 2.0.0 Ok: queued as {self._scene.world.text('queue', 10, '0123456789ABCDEF')}"
        return Reply(queued if whole else "", headers=envelope, body=message, ends=not whole)

    async def _login(self, command: Command) -> Reply:
        """Ask for what the mechanism needs. What came stands in the body, a line for each answer."""
        mechanism, _, given = command.rest.partition(" ")
        said = Kept()
        said.add(given.encode("latin-1"))
        for prompt in _PROMPTS.get(mechanism.upper(), ())[1 if given else 0 :]:
            said.add((b"\n" if said.size else b"") + (await ask(self._peer, prompt) or b""))
        return Reply("235 2.7.0 Authentication successful", body=said)

    async def _secure(self, command: Command) -> Reply:
        if self._scene.secure or self._scene.world.certificates is None:
            return Reply(_UNKNOWN)
        del command
        await self._peer.send(b"220 2.0.0 Ready to start TLS\r\n")
        inside = await tls.play(self._peer, self._scene)
        return Reply("", inside=inside, ends=True)


async def _text(peer: Peer, message: Kept) -> bool:
    """Take in a message up to the line with a dot; return whether that came."""
    while True:
        async with asyncio.timeout(IDLE_S):
            line = await peer.until(_END, CHUNK_BYTES)
        if line is None:
            message.add(peer.take())
            if peer.ended:
                return False
        elif line.rstrip(b"\r\n") == b".":
            return True
        else:
            message.add(line)


_END = re.compile(rb"\n")
