# SPDX-License-Identifier: Apache-2.0
"""What a box and a gateway have in common: a container that is made, attached to, and always removed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from docker.errors import APIError, NotFound

from fpbox.engine.attach import Attachment
from fpbox.engine.client import Client
from fpbox.engine.failure import box_error
from fpbox.engine.watchdog import Watchdog
from fpbox.errors import BoxError

P = ParamSpec("P")
T = TypeVar("T")


class Held:
    """A container that leaving its context removes.

    Attributes:
        what: what errors call it: "box", "gateway". name: the container's.
    """

    def __init__(self, client: Client, watchdog: Watchdog, what: str, name: str) -> None:
        self.what = what
        self.name = name
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

    async def remove(self) -> None:
        """Remove the container with everything in it, even while the task is being cancelled."""
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
                raise box_error(f"remove the {self.what}", error) from error
        self._watchdog.forget(self.name)

    async def _make(self, config: dict[str, Any]) -> dict[str, Any]:
        """Make the container, to its end even when the task is cancelled; return what the engine said."""
        self._watchdog.watch(self.name)
        making = self._call(
            f"make the {self.what}", self._client.api.create_container_from_config, config, self.name
        )
        self._making = asyncio.create_task(making, name=f"make {self.name}")
        made: dict[str, Any] = await asyncio.shield(self._making)
        return made

    async def _attach(self, *, stdin: bool) -> Attachment:
        try:
            return await Attachment.open(self._client, self.name, stdin=stdin)
        except APIError as error:
            raise box_error(f"attach to the {self.what}", error) from error

    @property
    def _attached(self) -> Attachment:
        if self._attachment is None:
            raise BoxError(f"this {self.what} was not made by Engine.{self.what}")
        return self._attachment

    async def _call(self, doing: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await self._client.call(function, *args, **kwargs)
        except APIError as error:
            raise box_error(doing, error) from error
