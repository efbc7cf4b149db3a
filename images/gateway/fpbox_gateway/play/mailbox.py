# SPDX-License-Identifier: Apache-2.0
"""POP3 and IMAP: anybody may log in to an empty mailbox, and what is put into one is taken in."""

from __future__ import annotations

import re

from fpbox_gateway.play.kept import Kept
from fpbox_gateway.play.lines import Command, Reply, ask, converse
from fpbox_gateway.play.peer import Peer
from fpbox_gateway.play.scene import Inside, Scene

_POP3 = {
    "CAPA": "+OK\r\nUSER\r\nUIDL\r\n.",
    "STAT": "+OK 0 0",
    "LIST": "+OK\r\n.",
    "UIDL": "+OK\r\n.",
    "RETR": "-ERR no such message",
    "TOP": "-ERR no such message",
    "AUTH": "-ERR not supported",
}
_CAPABILITY = "* CAPABILITY IMAP4rev1 LITERAL+ AUTH=PLAIN"
_IMAP = {
    "CAPABILITY": _CAPABILITY,
    "SELECT": "* 0 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 1] UIDs valid",
    "EXAMINE": "* 0 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 1] UIDs valid",
    "LIST": '* LIST (\\HasNoChildren) "/" INBOX',
    "SEARCH": "* SEARCH",
    "LOGOUT": "* BYE Logging out",
}
_LITERAL = re.compile(r"\{([0-9]{1,9})(\+?)\}\Z")


async def pop3(peer: Peer, scene: Scene) -> Inside | None:
    """Greet as a POP3 server does (RFC 1939), and answer commands."""
    await peer.send(b"+OK Dovecot ready.\r\n")

    async def handle(command: Command) -> Reply:
        return Reply(_POP3.get(command.word, "+OK"), ends=command.word == "QUIT")

    return await converse(peer, scene, "pop3", handle)


async def imap(peer: Peer, scene: Scene) -> Inside | None:
    """Greet as an IMAP server does (RFC 3501), and answer commands, which have a tag before them."""
    await peer.send(b"* OK [" + _CAPABILITY[2:].encode() + b"] Dovecot ready.\r\n")

    async def handle(tagged: Command) -> Reply:
        word = tagged.rest.partition(" ")[0].upper()
        content = Kept()
        if word == "AUTHENTICATE" and len(tagged.rest.split()) < len(("AUTHENTICATE", "PLAIN", "response")):
            content.add(await ask(peer, "+ ") or b"")
        await _literals(peer, tagged.rest, content)
        before = _IMAP.get(word, "")
        done = f"{tagged.word} OK {word.capitalize()} completed"
        return Reply(f"{before}\r\n{done}" if before else done, body=content, ends=word == "LOGOUT")

    return await converse(peer, scene, "imap", handle)


async def _literals(peer: Peer, line: str, content: Kept) -> None:
    """Take in what a line announces with its size at its end, and the line after it, again and again."""
    while found := _LITERAL.search(line):
        if not found[2]:
            await peer.send(b"+ OK\r\n")
        left = int(found[1])
        while left and (data := await peer.some(left)):
            content.add(data)
            left -= len(data)
        line = (await ask(peer) or b"").decode("latin-1")
        content.add(line.encode("latin-1"))
