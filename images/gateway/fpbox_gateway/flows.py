# SPDX-License-Identifier: Apache-2.0
"""Takes in every connection and datagram, whatever address it was for, and finds who is to deal with it."""

from __future__ import annotations

import asyncio
import socket
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from ipaddress import ip_address
from itertools import count
from typing import Literal

from fpbox_gateway import sockets
from fpbox_gateway.addresses import Invented
from fpbox_gateway.dns import Malformed, cut_to, read_question
from fpbox_gateway.names import Names
from fpbox_gateway.policy import Host, Judgement, Policy, Say
from fpbox_gateway.records import Flow, Records
from fpbox_gateway.relay import relay
from fpbox_gateway.sockets import Place

Play = Callable[[asyncio.StreamReader, asyncio.StreamWriter, Flow, Records], Awaitable[None]]
Datagram = Callable[[bytes, Flow, Records], bytes | None]

DNS_PORT = 53
_AT_ONCE = 512
_QUESTIONS_AT_ONCE = 256
_UDP_FLOWS = 4096
_AT_A_TIME = 64
_DATAGRAM_BYTES = 65_535
_CHUNK = 16 << 10
_CONNECT_S = 20.0
_HELLO_S = 15.0
_SILENCE_S = 0.5
_PLAY_S = 900.0
_PAUSE_S = 0.05


@dataclass(slots=True)
class Flows:
    """Everything that goes on in the sealed network.

    Attributes:
        play: deals with a connection that nobody outside gets. datagram: likewise with a datagram.
    """

    policy: Policy
    names: Names
    invented: Invented
    records: Records
    play: Play
    datagram: Datagram
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _questions: int = 0
    _udp: OrderedDict[tuple[Place, Place], Flow] = field(default_factory=OrderedDict)

    async def serve(self, listener: socket.socket) -> None:
        """Accept connections for ever."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(listener)
            except OSError:  # too many open files, or it broke off before it was accepted
                await asyncio.sleep(_PAUSE_S)
                continue
            if len(self._tasks) >= _AT_ONCE:
                self.records.limit("flows", _AT_ONCE)
                sockets.reset(connection)
                continue
            self._spawn(self._connection(connection), "connection")

    async def settle(self, patience_s: float) -> None:
        """Let what goes on come to its end, for a while."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience_s)

    def _spawn(self, work: Coroutine[None, None, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.records.trouble(f"a {task.get_name()} was not seen to its end: {error!r}")

    def _flow(self, protocol: Literal["tcp", "udp"], source: Place, destination: Place) -> Flow:
        name = self.invented.name(ip_address(destination[0]))
        return Flow(next(self._numbers), protocol, source, destination, name)

    async def _connection(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(0)
            try:
                source = sockets.plain(connection.getpeername())
                destination = sockets.plain(connection.getsockname())
            except OSError:  # it is gone already
                return
            flow = self._flow("tcp", source, destination)
            address = ip_address(destination[0])
            candidates = self.policy.candidates(address, destination[1])
            self.records.flow(flow, routed=bool(candidates))
            received, sent = await self._deal(connection, flow, candidates)
            self.records.closed(flow, received=received, sent=sent)

    async def _deal(self, connection: socket.socket, flow: Flow, candidates: list[Host]) -> tuple[int, int]:
        """Deal with a connection; return how many bytes came from it, and went to it."""
        if candidates:
            quick = any(host.takes_anything(flow.destination[1]) for host in candidates)
            first, judged = await self._first_bytes(connection, flow, _SILENCE_S if quick else _HELLO_S)
            if judged.say is Say.PASS:
                return await self._relay(connection, flow, first)
            self.records.attempt("another_host", f"flow {flow.number}: {judged.why}"[:500])
            return await self._played(connection, flow, first)
        if flow.destination[1] == DNS_PORT:
            return await self._played(connection, flow, b"", self._questions_by_tcp)
        return await self._played(connection, flow, b"")

    async def _first_bytes(
        self, connection: socket.socket, flow: Flow, patience_s: float
    ) -> tuple[bytes, Judgement]:
        """Read until it is clear which host is wanted."""
        loop = asyncio.get_running_loop()
        address, port = ip_address(flow.destination[0]), flow.destination[1]
        data, over = b"", False
        while True:
            judged = self.policy.judge(address, port, data, over=over)
            if judged.say is not Say.MORE:
                return data, judged
            try:
                async with asyncio.timeout(patience_s):
                    piece = await loop.sock_recv(connection, _CHUNK)
            except (TimeoutError, OSError):
                piece = b""
            data += piece
            over = not piece

    async def _relay(self, connection: socket.socket, flow: Flow, first: bytes) -> tuple[int, int]:
        try:
            outside = await sockets.going_out(socket.SOCK_STREAM, flow.destination, _CONNECT_S)
        except OSError:
            sockets.reset(connection)
            return len(first), 0
        with outside:
            return await relay(connection, outside, first)

    async def _played(
        self, connection: socket.socket, flow: Flow, first: bytes, play: Play | None = None
    ) -> tuple[int, int]:
        """Let something be played for a connection whose first bytes were read already."""
        loop = asyncio.get_running_loop()
        with connection.dup() as kept:
            reader = asyncio.StreamReader(loop=loop)
            reader.feed_data(first)
            protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
            transport, _ = await loop.connect_accepted_socket(lambda: protocol, connection)
            writer = asyncio.StreamWriter(transport, protocol, reader, loop)
            try:
                async with asyncio.timeout(_PLAY_S):
                    await (play or self.play)(reader, writer, flow, self.records)
            except (OSError, EOFError):
                pass  # the other side went away, or took too long
            finally:
                transport.close()
            return sockets.counted(kept)

    async def _questions_by_tcp(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, flow: Flow, records: Records
    ) -> None:
        """Answer questions, each with its length before it; what is none is recorded as it is."""
        while True:
            size = int.from_bytes(await reader.readexactly(2))
            message = await reader.readexactly(size)
            try:
                answer = await self.names.answer(message, "tcp")
            except Malformed:
                records.data(flow, size.to_bytes(2) + message)
                return
            writer.write(len(answer).to_bytes(2) + answer)
            await writer.drain()

    def readable(self, caught: socket.socket) -> None:
        """Take in the datagrams that wait at a socket."""
        for _ in range(_AT_A_TIME):
            try:
                data, ancillary, _, source = caught.recvmsg(_DATAGRAM_BYTES, 512)
            except BlockingIOError:
                return
            except OSError:
                continue
            destination = sockets.original_destination(ancillary)
            if destination is not None:
                self._datagram(data, sockets.plain(source), destination)

    def _datagram(self, data: bytes, source: Place, destination: Place) -> None:
        if destination[1] == DNS_PORT and self._is_question(data):
            if self._questions < _QUESTIONS_AT_ONCE:  # who asks again is answered
                self._questions += 1
                self._spawn(self._question(data, source, destination), "question")
            return
        answer = self.datagram(data, self._udp_flow(source, destination), self.records)
        if answer:
            sockets.reply(answer, destination, source)

    def _is_question(self, data: bytes) -> bool:
        try:
            read_question(data)
        except Malformed:
            return False
        return True

    async def _question(self, data: bytes, source: Place, destination: Place) -> None:
        try:
            answer = await self.names.answer(data, "udp")
        finally:
            self._questions -= 1
        sockets.reply(cut_to(answer, read_question(data)), destination, source)

    def _udp_flow(self, source: Place, destination: Place) -> Flow:
        """Return the flow between two sockets; the ones that were quiet longest are forgotten first."""
        key = (source, destination)
        flow = self._udp.get(key)
        if flow is None:
            if len(self._udp) >= _UDP_FLOWS:
                self._udp.popitem(last=False)
            flow = self._udp[key] = self._flow("udp", source, destination)
            self.records.flow(flow)
        self._udp.move_to_end(key)
        return flow
