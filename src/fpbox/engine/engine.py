# SPDX-License-Identifier: Apache-2.0
"""The container engine, as the rest of fpbox sees it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from docker.errors import APIError, NotFound

from fpbox.engine import host, owner
from fpbox.engine.box import Box
from fpbox.engine.client import Client, Version, connect
from fpbox.engine.equip import Equipment
from fpbox.engine.failure import box_error
from fpbox.engine.gateway import Gateway, GatewaySpec
from fpbox.engine.host import HostSettings
from fpbox.engine.images import Images
from fpbox.engine.spec import BoxSpec, ImageRef
from fpbox.engine.tool import asked_for
from fpbox.engine.watchdog import Watchdog


@dataclass(frozen=True, slots=True)
class Removed:
    """A container that `gc` removed. `run` is the run it belonged to, `created` in seconds since 1970."""

    id: str
    name: str
    run: str
    created: int


class Engine:
    """A container engine that answers.

    ::

        async with await Engine.connect() as engine:
            image = await engine.image_for(("npm", "install"))
            async with await engine.box(BoxSpec(image=image, command=("npm", "install"))) as box:
                await box.start()
                async for data in box.stream():
                    ...
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._images = Images(client)
        self._watchdog: asyncio.Task[Watchdog] | None = None
        self._settings: dict[tuple[str, str, Path | None], asyncio.Task[HostSettings]] = {}

    @classmethod
    async def connect(cls) -> Self:
        """Find the engine: DOCKER_HOST, the chosen docker context, or the usual sockets of Docker and Podman.

        Raises:
            EngineUnavailable: none answers.
        """
        with ThreadPoolExecutor(1, thread_name_prefix="fpbox-connect") as pool:
            return cls(await asyncio.get_running_loop().run_in_executor(pool, connect))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def version(self) -> Version:
        """What kind of engine this is."""
        return self._client.version

    @property
    def client(self) -> Client:
        """The connection itself, for `fpbox doctor`."""
        return self._client

    async def image_for(
        self,
        command: Sequence[str],
        image: str | None = None,
        progress: Callable[[str], None] = lambda _: None,
        project: Path | None = None,
    ) -> ImageRef:
        """Return the image for a command, pulled or made on first use.

        Args:
            command: npm, npx, yarn, pnpm, bun and node get the image `npm`; pip, python, uv and poetry
                `pypi`; any other `npm`.
            image: any other image to use instead.
            progress: is told what is being done.
            project: asks for a package manager in some version, perhaps.

        Raises:
            ImageError: it is missing and can be neither pulled nor made.
        """
        found = await self._images.image_for(command, image, progress)
        tool = None if image else await self._client.call(asked_for, command, project)
        if tool is None or found.manager != "npm":
            return found
        return await Equipment(self._client, self._images, self.box).image(found, tool, progress)

    async def host_settings(
        self, command: Sequence[str], project: Path | None, manager: str = ""
    ) -> HostSettings:
        """Return which of the host's settings hold in a box for this command; asked once.

        Args:
            command: what is to run.
            project: where it would run on the host.
            manager: the image's package manager, for a command that is none itself ("sh", "make").
        """
        key = (host.manager_of(command) or manager, host.program_of(command), project)
        if key not in self._settings:
            asking = self._client.call(host.settings, command, project, os.environ, manager)
            self._settings[key] = asyncio.create_task(asking, name="host settings")
        return await asyncio.shield(self._settings[key])

    async def gateway_image(self, progress: Callable[[str], None] = lambda _: None) -> ImageRef:
        """Return the gateway's image, made on first use.

        Raises:
            ImageError: it is missing and can be neither pulled nor made.
        """
        return await self._images.own("gateway", progress)

    async def gateway(self, spec: GatewaySpec) -> Gateway:
        """Make a gateway: its context manager removes it. Start it before the box that joins it.

        Raises:
            BoxError: the container cannot be made.
        """
        gateway = Gateway(self._client, await self._watch(), spec)
        try:
            await gateway.prepare()
        except BaseException:
            await gateway.remove()
            raise
        return gateway

    async def _watch(self) -> Watchdog:
        if self._watchdog is None:
            self._watchdog = asyncio.create_task(self._client.call(Watchdog), name="watchdog")
        return await asyncio.shield(self._watchdog)

    async def box(self, spec: BoxSpec) -> Box:
        """Make a box: its context manager removes it. The project is in it when this returns; start it then.

        Raises:
            BoxError: the container cannot be made. UsageError: the project cannot be copied.
        """
        box = Box(self._client, await self._watch(), spec)
        asking = asyncio.create_task(self._settings_for(spec), name="host settings of a box")
        try:
            await box.prepare(asking)
        except BaseException:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            await box.remove()
            raise
        return box

    async def _settings_for(self, spec: BoxSpec) -> HostSettings:
        settings = HostSettings()
        if spec.host_settings:
            settings = await self.host_settings(spec.command, spec.project, spec.image.manager)
        return host.trusting(settings, spec.authority) if spec.authority else settings

    async def gc(self, *, everything: bool = False) -> list[Removed]:
        """Remove containers whose fpbox is gone.

        Args:
            everything: also those that are in use, or made on another machine.

        Raises:
            BoxError: the engine does not remove one.
        """
        try:
            listing = await self._client.call(
                self._client.api.containers, all=True, filters={"label": owner.RUN}
            )
        except APIError as error:
            raise box_error("list containers", error) from error
        leftovers = [
            Removed(item["Id"], _name(item), item["Labels"][owner.RUN], item["Created"])
            for item in listing
            if everything or owner.is_orphan(item["Labels"], time.time())
        ]
        await asyncio.gather(*(self._remove(item) for item in leftovers))
        return leftovers

    async def close(self) -> None:
        """End the watchdog and close all connections."""
        for asking in self._settings.values():
            asking.cancel()
        if self._watchdog is not None:
            with contextlib.suppress(OSError):
                watchdog = await asyncio.shield(self._watchdog)
                await self._client.call(watchdog.close)
        self._client.close()

    async def _remove(self, item: Removed) -> None:
        try:
            await self._client.call(self._client.api.remove_container, item.id, v=True, force=True)
        except NotFound:
            return
        except APIError as error:
            if error.status_code != 409:  # noqa: PLR2004 - conflict: its removal is under way
                raise box_error(f"remove {item.name}", error) from error


def _name(item: dict[str, list[str]]) -> str:
    return next(iter(item.get("Names") or ()), "").lstrip("/")
