# SPDX-License-Identifier: Apache-2.0
"""The invented internet on a port of loopback, for real clients."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from fpbox.engine import authority
from fpbox_gateway.play import World, play
from fpbox_gateway.records import Flow, Records

HOST = "c2.example"


class Internet:
    """A server that plays all of the internet on one port.

    Attributes:
        port: on 127.0.0.1. seen: what was told. destination, name: what the next flows are said to go to.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.seen: list[dict[str, Any]] = []
        self.destination = ("198.18.0.9", 80)
        self.name: str | None = HOST
        self.records = Records(lambda line: self.seen.append(json.loads(line)))
        self._number = 0
        self._last = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="internet", daemon=True)
        self._thread.start()
        self._flows: set[asyncio.Task[None]] = set()
        self._server = self._run(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.port: int = self._server.sockets[0].getsockname()[1]

    def _run(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(60)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if writer.get_extra_info("peername")[1] == self._last:
            writer.close()
            return
        task = asyncio.current_task()
        assert task
        self._flows.add(task)
        self._number += 1
        flow = Flow(self._number, "tcp", writer.get_extra_info("peername")[:2], self.destination, self.name)
        with suppress(asyncio.CancelledError):  # asyncio would complain of it at the test's end
            await play(reader, writer, flow, self.records, self.world)
        self._flows.discard(task)

    def settle(self) -> list[dict[str, Any]]:
        """Wait until all connections made so far have ended, and return what was told."""
        with socket.socket() as last:
            last.bind(("127.0.0.1", 0))
            self._last = last.getsockname()[1]
            last.settimeout(60)
            last.connect(("127.0.0.1", self.port))
            last.recv(1)
        self._run(self._ended())
        assert not [one for one in self.seen if one["kind"] == "trouble"], self.seen
        return self.seen

    async def _ended(self) -> None:
        while self._flows:
            await asyncio.wait(self._flows)

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Wait as `settle` does, and return what was told of this kind."""
        return [one for one in self.settle() if one["kind"] == kind]

    def stop(self) -> None:
        self._run(self._cancelled())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _cancelled(self) -> None:
        self._server.close()  # not from another thread
        for flow in self._flows:
            flow.cancel()
        await asyncio.gather(*self._flows, return_exceptions=True)


@pytest.fixture(scope="session")
def own_authority() -> authority.Authority:
    return authority.create()


@pytest.fixture
def authority_file(own_authority, tmp_path):
    path = tmp_path / "ca.pem"
    path.write_bytes(own_authority.both)
    return path


@pytest.fixture
def trusted(authority_file) -> ssl.SSLContext:
    """What a client in the box trusts."""
    return ssl.create_default_context(cafile=str(authority_file))


@pytest.fixture
def internet(own_authority) -> Iterator[Internet]:
    running = Internet(World(seed="a test", authority=own_authority.both))
    yield running
    running.stop()


@pytest.fixture
def sealed_only() -> Iterator[Internet]:
    """One that does not end TLS."""
    running = Internet(World(seed="a test"))
    yield running
    running.stop()
