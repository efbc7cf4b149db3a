# SPDX-License-Identifier: Apache-2.0
"""The sealed network of one run: its gateway made and started, told whom to let through, and read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from fpbox.engine import Engine, Gateway, GatewaySpec, HostSettings
from fpbox.engine.authority import Authority
from fpbox.engine.host import manager_of
from fpbox.errors import BoxError, EngineError
from fpbox.files import head
from fpbox.model import Coverage
from fpbox.network import Allowed, Why, allowed_hosts, configuration, notes_on
from fpbox.network.files import MAX_BYTES, of_files, wants
from fpbox.network.hosts import of_command, of_flag, of_proxies, of_url
from fpbox.network.index import file_hosts
from fpbox.sealed.account import Account

_READY_S = 30.0
_END_S = 15.0
_MAX_FILES = 64
_HINT = "The engine's kernel needs nftables with tproxy; --network open and --network none do without."


@dataclass(frozen=True, slots=True)
class World:
    """What the gateway plays.

    Attributes:
        seed: of everything it invents. values: of the invented machine, by kind.
        authority: signs its certificates, and the box trusts it; without one TLS is not ended.
        clock_s: by how much the box's time of day differs from the real one.
    """

    seed: str
    values: Mapping[str, str] = field(default_factory=dict)
    authority: Authority | None = None
    clock_s: int = 0


class Sealing:
    """A run's sealed network. `close` removes the gateway.

    Attributes:
        network: what a box joins it by. world: what the gateway plays.
        hosts: that are let through, once it is open.
        account: is told what the gateway tells.
        tape: takes it as it is, too.
        notes: sentences for the report.
    """

    def __init__(self, gateway: Gateway, world: World, account: Account, tape: bytearray | None) -> None:
        self.network = gateway.network
        self.world = world
        self.hosts: tuple[Allowed, ...] = ()
        self.account = account
        self.tape = tape
        self.notes: tuple[str, ...] = ()
        self._gateway = gateway
        self._trouble: list[str] = []
        self._told = asyncio.Event()
        self._finishing = False
        self._removing: asyncio.Task[None] | None = None
        self._starting = asyncio.create_task(gateway.start(), name="start the gateway")
        self._reading = asyncio.create_task(self._read(), name="read the gateway")

    @classmethod
    async def begin(
        cls, engine: Engine, spec: GatewaySpec, world: World, account: Account, tape: bytearray | None = None
    ) -> Self:
        """Make a gateway; it starts while other things are prepared.

        Args:
            engine: to make it.
            spec: what it is to be like.
            world: what it plays.
            account: is told what it tells.
            tape: takes what it tells, too.

        Raises:
            BoxError: it cannot be made.
        """
        return cls(await engine.gateway(spec), world, account, tape)

    async def close(self) -> None:
        """Remove the gateway, whatever it is doing."""
        for task in (self._starting, self._reading):
            task.cancel()
        await asyncio.gather(self._starting, self._reading, return_exceptions=True)
        await (self._removing or self._gateway.remove())

    @property
    def authority(self) -> bytes:
        """The certificate that the box has to trust, PEM, or nothing."""
        return self.world.authority.certificate if self.world.authority else b""

    async def open(self, hosts: Iterable[Allowed]) -> None:
        """Tell the gateway whom to let through, and wait until it is ready.

        Raises:
            BoxError: it cannot seal the network.
        """
        self.hosts, notes = allowed_hosts(hosts)
        self.notes = (*notes_on(self.hosts), *notes)
        await self._starting
        world = self.world
        authority = world.authority.both if world.authority else b""
        told = configuration(world.seed, self.hosts, world.values, authority, world.clock_s)
        await self._gateway.configure(told)
        try:
            async with asyncio.timeout(_READY_S):
                await self._told.wait()
        except TimeoutError as error:
            raise BoxError("the gateway of the sealed network does not get ready", _HINT) from error
        if not self.account.ready:
            why = "; ".join((*self.account.trouble, *self._trouble, self._gateway.errors()[-500:]))
            raise BoxError(f"the network cannot be sealed: {why.strip('; ')}", _HINT)

    async def finish(self) -> None:
        """Let the gateway tell the rest, once nothing runs in the box any more."""
        self._finishing = True
        try:
            async with asyncio.timeout(_END_S):
                if not self._reading.done():
                    await self._gateway.finish()
                await self._reading
        except TimeoutError:
            self._trouble.append("the gateway did not come to its end: what it saw may be incomplete")
        except (EngineError, OSError) as error:
            self._trouble.append(f"the gateway could not be read to its end: {error}")
        self._removing = asyncio.create_task(self._gateway.remove(), name="remove the gateway")
        self.account.close()

    def covered(self, coverage: Coverage) -> Coverage:
        """Add to a run's coverage what the gateway let through, and what went wrong in it."""
        trouble = (*coverage.trouble, *self._trouble)
        return replace(
            coverage,
            complete=coverage.complete and not trouble,
            notes=(*self.notes, *coverage.notes),
            trouble=trouble,
        )

    async def _read(self) -> None:
        """Read what the gateway tells. Its end before ours is trouble."""
        try:
            async for data in self._gateway.stream():
                self.account.feed(data)
                if self.tape is not None:
                    self.tape += data
                if self.account.ready:
                    self._told.set()
        except EngineError as error:
            self._trouble.append(f"the gateway cannot be read any more: {error.message}")
        else:
            if not self._finishing:
                self._trouble.append(
                    "the gateway ended before the run: from then on nothing that was sent was seen"
                )
        finally:
            self._told.set()


def named_hosts(
    command: Sequence[str],
    host: HostSettings,
    env: Mapping[str, str],
    asked: Iterable[str],
    registries: Iterable[str],
) -> tuple[list[Allowed], list[str]]:
    """Return the hosts that settings name, and sentences about those that cannot be let through.

    Args:
        command: what runs; a package manager's addresses among its arguments count.
        host: the host's settings that hold in the box.
        env: variables for the command over those.
        asked: values of `--allow-host`.
        registries: hosts that the image's own package managers go to.
    """
    proxies, notes = of_proxies({**dict(host.env), **env})
    found = [of_flag(text) for text in asked]
    found += [one for url in host.registries if (one := of_url(url, Why.REGISTRY))]
    found += [Allowed(name, Why.REGISTRY, frozenset({443})) for name in registries]
    found += of_command(command) if manager_of(command) else []
    return [*found, *proxies], notes


def project_hosts(project: Path | None) -> list[Allowed]:
    """Return the hosts that a project's own files name. Blocks."""
    if project is None:
        return []
    names = sorted(path.name for path in project.iterdir() if wants(path.name))
    return of_files({name: head(project / name, MAX_BYTES) for name in names[:_MAX_FILES]})


def index_hosts(host: HostSettings, manager: str) -> list[Allowed]:
    """Return the hosts that the registries have their files at. Blocks: it may ask them."""
    return file_hosts(host.registries, manager)
