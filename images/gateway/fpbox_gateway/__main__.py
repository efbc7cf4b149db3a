# SPDX-License-Identifier: Apache-2.0
"""The gateway's process: seals the network, reads its configuration, and works until its input ends."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import secrets
import socket
import sys
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

from fpbox_gateway import clock, sockets
from fpbox_gateway.addresses import Invented, own_address_6
from fpbox_gateway.flows import Flows
from fpbox_gateway.names import Names
from fpbox_gateway.play import World, datagram, play
from fpbox_gateway.policy import Host, Policy, read_hosts
from fpbox_gateway.records import Records
from fpbox_gateway.resolver import Configuration, Resolver, read_configuration
from fpbox_gateway.routes import HERE_4, HERE_6, RouteError, Uplink, find_uplink, seal

_CONFIG_BYTES = 1 << 20
_OPEN_FILES = 4096
_TRIES = 20
_SETTLE_S = 1.0
_LOWEST_PORT, _PORTS = 20_000, 10_000


class ConfigError(Exception):
    """The configuration cannot be used."""


@dataclass(frozen=True, slots=True)
class Config:
    """What the host says in one line of JSON: the seed of everything invented, and the allowed hosts.

    Attributes:
        world: what is played for all other hosts.
    """

    seed: bytes
    hosts: tuple[Host, ...]
    world: World


def read_config(line: bytes) -> Config:
    """Read the configuration, and set the clock by it.

    Raises:
        ConfigError: it cannot be used.
    """
    try:
        given: Any = json.loads(line)
        clock.shift(float(given.get("clock_s", 0)))
        return Config(str(given["seed"]).encode(), tuple(read_hosts(given["hosts"])), World.of(given))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"the configuration cannot be read: {error}") from error


def write_line(line: bytes) -> None:
    """Write a line to standard output. A host that reads slowly slows us, and so the traced code, down."""
    view = memoryview(line)
    while view:
        view = view[os.write(1, view) :]


async def _input() -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=_CONFIG_BYTES)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


def _listen() -> tuple[int, list[socket.socket]]:
    """Open the sockets that catch everything: TCP and UDP, of both families, on one port."""
    for _ in range(_TRIES):
        port = _LOWEST_PORT + secrets.randbelow(_PORTS)
        opened: list[socket.socket] = []
        try:
            for address, kind in product((HERE_4, HERE_6), (socket.SOCK_STREAM, socket.SOCK_DGRAM)):
                opened += [sockets.catching(kind, (address, port))]
        except OSError as error:
            why = error
            for one in opened:
                one.close()
            continue
        return port, opened
    raise RouteError(f"the gateway cannot listen: {why}")


async def _serve(
    config: Config,
    uplink: Uplink,
    opened: list[socket.socket],
    records: Records,
    end: asyncio.Task[bytes],
    *,
    names: Configuration,
) -> None:
    """Work until the input ends, and then for a moment more."""
    invented = Invented(config.seed, records.limits.names)
    policy = Policy.of(config.hosts, (uplink.own, uplink.own_6), names.search)
    server = Names(
        policy, invented, Resolver(names.servers), records, records.limits.names, out_6=uplink.out_6
    )
    world = config.world
    world.resolve = lambda name: str(invented.addresses(name)[0])
    flows = Flows(
        policy, server, invented, records, partial(play, world=world), partial(datagram, world=world)
    )
    loop = asyncio.get_running_loop()
    accepting = []
    for one in opened:
        if one.type is socket.SOCK_DGRAM:
            loop.add_reader(one, flows.readable, one)
        else:
            accepting.append(asyncio.create_task(flows.serve(one), name="accept"))
    records.ready()
    await asyncio.wait((end, *accepting), return_when=asyncio.FIRST_COMPLETED)
    for task in accepting:
        if task.done():
            task.result()
    await flows.settle(_SETTLE_S)


def _configuration() -> Configuration:
    return read_configuration(Path("/etc/resolv.conf").read_text(encoding="utf-8", errors="replace"))


async def main(records: Records) -> None:
    """Seal the network and work until standard input ends.

    Raises:
        RouteError: the network cannot be sealed. ConfigError: the configuration cannot be used.
    """
    given = await _input()
    uplink = find_uplink(own_address_6(secrets.token_bytes(16)))
    port, opened = _listen()
    names = _configuration()
    await seal(uplink, port, names.servers)
    config = read_config(await given.readline())
    end = asyncio.create_task(given.read(), name="input")
    await _serve(config, uplink, opened, records, end, names=names)


def run() -> int:
    """Run the gateway; return the exit status."""
    resource.setrlimit(resource.RLIMIT_NOFILE, _more_files())
    records = Records(write_line)
    try:
        asyncio.run(main(records))
    except BrokenPipeError:
        return 1  # nobody reads what we say
    except (RouteError, ConfigError, OSError) as error:
        records.trouble(str(error))
        return 1
    return 0


def _more_files() -> tuple[int, int]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(_OPEN_FILES, hard)
    return max(soft, wanted), hard


if __name__ == "__main__":
    sys.exit(run())
