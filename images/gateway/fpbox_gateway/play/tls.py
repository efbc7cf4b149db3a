# SPDX-License-Identifier: Apache-2.0
"""TLS: the greeting is told, and the run's own authority answers it, so that what is inside can be played."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress

from fpbox_gateway.hello import HELLO_BYTES, Hello, Unfit, read_hello
from fpbox_gateway.play.peer import CHUNK_BYTES, LimitReached, Peer
from fpbox_gateway.play.scene import Inside, Scene

HANDSHAKE_S = 15.0
FIRST_WORD_S = 1.0
SEGMENTS = 2048
"""A greeting in more segments than this costs too much to read, which begins anew with each."""

_LEFT = "the client closed the connection during the handshake"
_SILENT = (
    "the client closed the connection after the handshake and sent nothing: it may not accept the certificate"
)
_OFF = "TLS is not ended in this run"


class Tls:
    """The bytes inside TLS, whose outside another peer carries."""

    def __init__(self, below: Peer, context: ssl.SSLContext) -> None:
        self._below = below
        self._in = ssl.MemoryBIO()
        self._out = ssl.MemoryBIO()
        self._object = context.wrap_bio(self._in, self._out, server_side=True)

    async def handshake(self) -> None:
        """Shake hands. Raises ssl.SSLError where the client refuses."""
        while True:
            try:
                self._object.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush()
                await self._more()
            else:
                return await self._flush()

    async def receive(self) -> bytes:
        """Return what arrives next; an end without TLS's own end counts as one."""
        while True:
            try:
                return self._object.read(CHUNK_BYTES)
            except ssl.SSLWantReadError:
                await self._flush()
                await self._more()
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                return b""

    async def send(self, data: bytes) -> None:
        """Encrypt and send all of it."""
        self._object.write(data)
        await self._flush()

    async def close(self) -> None:
        """Say goodbye as TLS does, without waiting for the other side's."""
        with suppress(ssl.SSLError):
            self._object.unwrap()
        with suppress(OSError, TimeoutError):
            await self._flush()
        await self._below.close()

    async def _more(self) -> None:
        if data := await self._below.receive():
            self._in.write(data)
        else:
            self._in.write_eof()

    async def _flush(self) -> None:
        if self._out.pending:
            await self._below.send(self._out.read())


async def play(peer: Peer, scene: Scene) -> Inside | None:
    """Answer a ClientHello, and go on with what is inside. Without an authority the greeting is all."""
    hello = await _greeting(peer)
    if hello is None:
        return None
    return await _end(peer, scene, hello)


async def _greeting(peer: Peer) -> Hello | None:
    """Wait for a whole ClientHello, which stays with the peer for the handshake; None where it is none."""
    with suppress(Unfit, TimeoutError):
        async with asyncio.timeout(HANDSHAKE_S):
            for _ in range(SEGMENTS):
                if hello := read_hello(peer.held):
                    return hello
                if len(peer.held) > HELLO_BYTES or not await peer.fill():
                    return None
    return None


async def _end(peer: Peer, scene: Scene, hello: Hello) -> Inside | None:
    certificates = scene.world.certificates
    if certificates is None:
        peer.take()
        scene.records.tls(scene.flow, hello.sni, hello.alpn, ended=False, why=_OFF)
        return None
    inside = scene.within(host=hello.sni, secure=True)
    channel = Tls(peer, certificates.context(inside.host, scene.flow.destination[0]))
    secured = Peer(channel)
    why = await _failure(channel, secured)
    scene.records.tls(scene.flow, hello.sni, hello.alpn, ended=not why, why=why)
    if why:
        await secured.close()
        return None
    return secured, inside


async def _failure(channel: Tls, secured: Peer) -> str:
    """Shake hands and wait a little for the first bytes; return why there is no TLS, or nothing."""
    try:
        async with asyncio.timeout(HANDSHAKE_S):
            await channel.handshake()
    except TimeoutError:
        return "the handshake took too long"
    except LimitReached:
        return "the handshake was too long"
    except ssl.SSLEOFError:
        return _LEFT
    except ssl.SSLError as error:
        return _reason(error)
    except OSError:
        return _LEFT
    return await _silence(secured)


async def _silence(secured: Peer) -> str:
    """Some clients look at the certificate only after the handshake, and leave without a word."""
    try:
        async with asyncio.timeout(FIRST_WORD_S):
            await secured.fill()
    except TimeoutError:
        return ""
    except OSError:
        return _SILENT
    return _SILENT if secured.ended and not secured.held else ""


def _reason(error: ssl.SSLError) -> str:
    reason = (error.reason or "no reason given").lower().replace("_", " ")
    return f"the client refused: {reason}" if "alert" in reason else f"the handshake failed: {reason}"
