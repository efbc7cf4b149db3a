# SPDX-License-Identifier: Apache-2.0
"""Git over HTTP: every repository is there, is empty, and takes in what is pushed (gitprotocol-http)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fpbox_gateway.play.answer import Answer
from fpbox_gateway.play.message import Request
from fpbox_gateway.play.routes import Found, Route, first
from fpbox_gateway.play.world import World

COMMANDS = 64
_FLUSH = b"0000"
_NONE = b"0" * 40
_HEAD = 4
_ABLE = b"report-status delete-refs ofs-delta agent=git/2.43.0"
_COMMAND = re.compile(rb"[0-9a-f]{40} [0-9a-f]{40} ([^\0\n ]{1,200})")
_SERVICE = re.compile(r"service=(git-upload-pack|git-receive-pack)\Z")


def answer(asked: Request, world: World) -> Answer | None:
    """Answer a git client; None for anybody else."""
    return first(_ROUTES, asked, world)


def line(text: bytes) -> bytes:
    """Return a line with its length before it, as the protocol has them."""
    return b"%04x%s" % (len(text) + _HEAD, text)


def lines(data: bytes) -> Iterator[bytes]:
    """Give the lines up to the first flush, or to what is none."""
    at = 0
    while re.fullmatch(rb"[0-9a-f]{4}", size := data[at : at + _HEAD]) and size != _FLUSH:
        end = at + max(int(size, 16), _HEAD)
        yield data[at + _HEAD : end]
        at = end


def _refs(asked: Request, world: World, found: Found) -> Answer:
    """Tell that there are no references."""
    del world, found
    service = _SERVICE.search(asked.query)
    if not service:
        return Answer(403)
    named = service[1].encode()
    able = _ABLE if named == b"git-receive-pack" else b"multi_ack_detailed shallow agent=git/2.43.0"
    body = (
        line(b"# service=%s\n" % named) + _FLUSH + line(_NONE + b" capabilities^{}\0" + able + b"\n") + _FLUSH
    )
    return Answer(body=body, kind=f"application/x-{service[1]}-advertisement")


def _pushed(asked: Request, world: World, found: Found) -> Answer:
    """Tell that everything that was pushed is there now."""
    del world, found
    names = [command[1] for one in lines(asked.body) if (command := _COMMAND.match(one))][:COMMANDS]
    told = line(b"unpack ok\n") + b"".join(line(b"ok %s\n" % name) for name in names) + _FLUSH
    return Answer(body=told, kind="application/x-git-receive-pack-result")


def _fetched(asked: Request, world: World, found: Found) -> Answer:
    del asked, world, found
    return Answer(body=line(b"NAK\n"), kind="application/x-git-upload-pack-result")


_ROUTES = (
    Route.of("GET", "/.{1,400}/info/refs", _refs),
    Route.of("POST", "/.{1,400}/git-receive-pack", _pushed),
    Route.of("POST", "/.{1,400}/git-upload-pack", _fetched),
)
