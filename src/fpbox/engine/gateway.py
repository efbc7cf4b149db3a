# SPDX-License-Identifier: Apache-2.0
"""The container that a sealed box shares its network with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType, TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from docker.errors import APIError, NotFound

from fpbox.engine import owner
from fpbox.engine.attach import Attachment
from fpbox.engine.client import Client
from fpbox.engine.failure import box_error
from fpbox.engine.spec import ImageRef
from fpbox.engine.watchdog import Watchdog
from fpbox.errors import BoxError

P = ParamSpec("P")
T = TypeVar("T")

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


class Gateway:
    """A gateway's container. Leaving its context removes it.

    Attributes:
        name: `fpbox-<run>-gateway`. network: what a box's `BoxSpec.network` has to be to join it.
    """

    def __init__(self, client: Client, watchdog: Watchdog, spec: GatewaySpec) -> None:
        self.spec = spec
        self.name = f"fpbox-{spec.run_id}-gateway"
        self.network = f"container:{self.name}"
        self._client = client
        self._watchdog = watchdog
        self._making: asyncio.Task[Any] | None = None
        self._attachment: Attachment | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.remove()

    async def prepare(self) -> None:
        """Make the container and attach to it. Used by `Engine.gateway`."""
        config = gateway_config(self.spec)
        self._watchdog.watch(self.name)
        making = self._call(
            "make the gateway", self._client.api.create_container_from_config, config, self.name
        )
        self._making = asyncio.create_task(making, name=f"make {self.name}")
        await asyncio.shield(self._making)
        try:
            self._attachment = await Attachment.open(self._client, self.name, stdin=True)
        except APIError as error:
            raise box_error("attach to the gateway", error) from error

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

    async def remove(self) -> None:
        """Remove the container, even while the task is being cancelled."""
        await asyncio.shield(asyncio.create_task(self._remove(), name=f"remove {self.name}"))

    async def _remove(self) -> None:
        if self._attachment is not None:
            self._attachment.close()
        if self._making is not None:  # cancelled in the middle of it, the engine makes it all the same
            await asyncio.gather(self._making, return_exceptions=True)
        try:
            await self._client.call(self._client.api.remove_container, self.name, v=True, force=True)
        except NotFound:
            pass
        except APIError as error:
            if error.status_code != 409:  # noqa: PLR2004 - conflict: its removal is under way
                raise box_error("remove the gateway", error) from error
        self._watchdog.forget(self.name)

    @property
    def _attached(self) -> Attachment:
        if self._attachment is None:
            raise BoxError("this gateway was not made by Engine.gateway")
        return self._attachment

    async def _call(self, doing: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await self._client.call(function, *args, **kwargs)
        except APIError as error:
            raise box_error(doing, error) from error


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
