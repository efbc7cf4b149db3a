# SPDX-License-Identifier: Apache-2.0
"""The container that a sealed box shares its network with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from fpbox.engine import owner
from fpbox.engine.client import Client
from fpbox.engine.held import Held
from fpbox.engine.spec import ImageRef
from fpbox.engine.watchdog import Watchdog

_MEMORY_BYTES = 512 << 20
_PROCESSES = 64
_SYSCTLS = {
    "net.ipv4.conf.all.accept_local": "1",
    "net.ipv4.conf.all.rp_filter": "0",
    "net.ipv4.conf.all.src_valid_mark": "1",
    "net.ipv6.conf.lo.disable_ipv6": "0",
}
"""By these the kernel takes answers from outside although everything is routed to the container itself."""


@dataclass(frozen=True, slots=True)
class GatewaySpec:
    """What a gateway is to be like.

    Attributes:
        image: `fpbox/gateway`.
        run_id: names the container. lifetime_s: how long the run lasts at most, 0 for any time.
        hostname, mac, hosts: of the box as well, which has them from here: Docker refuses them there.
    """

    image: ImageRef
    run_id: str
    lifetime_s: float = 0.0
    hostname: str = ""
    mac: str = ""
    hosts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class Gateway(Held):
    """A gateway's container. Leaving its context removes it.

    Attributes:
        name: `fpbox-<run>-gateway`. network: what a box's `BoxSpec.network` has to be to join it.
    """

    def __init__(self, client: Client, watchdog: Watchdog, spec: GatewaySpec) -> None:
        super().__init__(client, watchdog, "gateway", f"fpbox-{spec.run_id}-gateway")
        self.spec = spec
        self.network = f"container:{self.name}"

    async def prepare(self) -> None:
        """Make the container and attach to it. Used by `Engine.gateway`."""
        await self._make(gateway_config(self.spec))
        self._attachment = await self._attach(stdin=True)

    async def start(self) -> None:
        """Start it. It seals its network at once; it works when it has said that it is ready.

        Raises:
            BoxError: the engine cannot start it.
        """
        await self._call("start the gateway", self._client.api.start, self.name)

    async def configure(self, line: bytes) -> None:
        """Give it its configuration: one line."""
        await self._attached.write(line)

    async def finish(self) -> None:
        """Let it write what it still has, and end: its stream comes to its end then."""
        await self._attached.write_eof()

    async def stream(self) -> AsyncIterator[bytes]:
        """Give what it writes, lines of JSON, as it comes and until its end.

        Raises:
            BoxError: the connection broke off.
            EngineError: the engine stopped answering.
        """
        async for piece in self._attached.stdout():
            yield piece

    def errors(self) -> str:
        """Return what it wrote to its standard error so far."""
        return self._attached.errors.decode("utf-8", "replace").strip()


def gateway_config(spec: GatewaySpec) -> dict[str, Any]:
    """Describe the container, as the Engine API takes it.

    It may change its own network and nothing else: no other capability, no file to write, no process of the
    box to see.
    """
    config: dict[str, Any] = {
        "Image": spec.image.id or spec.image.name,
        "Hostname": spec.hostname,
        "Labels": {**spec.labels, **owner.labels(spec.run_id, spec.lifetime_s)},
        "Healthcheck": {"Test": ["NONE"]},
        "Tty": False,
        "AttachStdin": True,
        "AttachStdout": True,
        "AttachStderr": True,
        "OpenStdin": True,
        "StdinOnce": True,
        "HostConfig": {
            "NetworkMode": "bridge",
            "ExtraHosts": [f"{name}:{address}" for name, address in spec.hosts.items()],
            "CapDrop": ["ALL"],
            "CapAdd": ["NET_ADMIN", "NET_BIND_SERVICE"],
            "SecurityOpt": ["no-new-privileges"],
            "Sysctls": dict(_SYSCTLS),
            "ReadonlyRootfs": True,
            "Memory": _MEMORY_BYTES,
            "MemorySwap": _MEMORY_BYTES,
            "PidsLimit": _PROCESSES,
            "LogConfig": {"Type": "none"},
            "IpcMode": "private",
            "AutoRemove": False,
            "Privileged": False,
        },
    }
    return {**config, "MacAddress": spec.mac} if spec.mac else config
