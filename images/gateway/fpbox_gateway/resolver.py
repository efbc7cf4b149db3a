# SPDX-License-Identifier: Apache-2.0
"""Asks the engine's name servers for the real addresses of allowed hosts."""

from __future__ import annotations

import asyncio
import secrets
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address

from fpbox_gateway import dns
from fpbox_gateway.addresses import Address
from fpbox_gateway.sockets import Place, going_out

_PORT = 53
_TRY_S = 3.0
_TRIES = 2
_LONGEST_S = 300
_MESSAGE_BYTES = 65_535
_LENGTH = 2


class Unresolved(Exception):
    """No name server gave an answer."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What /etc/resolv.conf says."""

    servers: tuple[str, ...]
    search: tuple[str, ...]


def read_configuration(text: str) -> Configuration:
    """Read the text of a resolv.conf."""
    servers: list[str] = []
    search: tuple[str, ...] = ()
    for line in text.splitlines():
        match line.split():
            case ["nameserver", address, *_]:
                servers += [address] if _is_usable(address) else []
            case ["search" | "domain", *domains]:
                search = tuple(domain.lower().strip(".") for domain in domains if domain.strip("."))
    return Configuration(tuple(servers), search)


def _is_usable(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return not address.is_loopback


class Resolver:
    """Asks one name server after the other. Answers are kept as long as they say, five minutes at most."""

    def __init__(self, servers: Iterable[str]) -> None:
        """Take the name servers' addresses."""
        self._servers = tuple(servers)
        self._known: dict[tuple[str, int], tuple[float, list[Address]]] = {}
        self._asking: dict[tuple[str, int], asyncio.Task[list[Address]]] = {}

    async def addresses(self, name: str, kind: int) -> list[Address]:
        """Return the addresses of a name, of type A or AAAA; the same question is asked once at a time.

        Raises:
            Unresolved: no name server gave an answer.
        """
        key = (name, kind)
        known = self._known.get(key)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        if key not in self._asking:
            self._asking[key] = asyncio.create_task(self._ask(name, kind), name=f"resolve {name}")
            self._asking[key].add_done_callback(lambda _: self._asking.pop(key, None))
        return await asyncio.shield(self._asking[key])

    async def _ask(self, name: str, kind: int) -> list[Address]:
        why = "there is no name server"
        for server in self._servers * _TRIES:
            try:
                found, ttl_s = await self._of(server, name, kind)
            except (OSError, dns.Malformed) as error:
                why = f"{server}: {error or 'no answer'}"
                continue
            self._known[name, kind] = (time.monotonic() + min(max(ttl_s, 1), _LONGEST_S), found)
            return found
        raise Unresolved(f"{name}: {why}")

    async def _of(self, server: str, name: str, kind: int) -> tuple[list[Address], int]:
        number = secrets.randbelow(1 << 16)
        query = dns.write_query(number, name, kind)
        answer = await self._by_udp((server, _PORT), query)
        found, ttl_s, cut = dns.read_addresses(answer, number, name, kind)
        if cut:
            answer = await self._by_tcp((server, _PORT), query)
            found, ttl_s, _ = dns.read_addresses(answer, number, name, kind)
        return found, ttl_s

    async def _by_udp(self, place: Place, query: bytes) -> bytes:
        loop = asyncio.get_running_loop()
        with await going_out(socket.SOCK_DGRAM, place, _TRY_S) as out:
            async with asyncio.timeout(_TRY_S):
                await loop.sock_sendall(out, query)
                while True:
                    answer = await loop.sock_recv(out, _MESSAGE_BYTES)
                    if answer[:2] == query[:2]:
                        return answer

    async def _by_tcp(self, place: Place, query: bytes) -> bytes:
        loop = asyncio.get_running_loop()
        with await going_out(socket.SOCK_STREAM, place, _TRY_S) as out:
            async with asyncio.timeout(_TRY_S):
                await loop.sock_sendall(out, len(query).to_bytes(_LENGTH) + query)
                answer = b""
                while len(answer) < _LENGTH or len(answer) < _LENGTH + int.from_bytes(answer[:_LENGTH]):
                    piece = await loop.sock_recv(out, _MESSAGE_BYTES)
                    if not piece:
                        raise dns.Malformed("the answer is cut")
                    answer += piece
        return answer[_LENGTH:]
