# SPDX-License-Identifier: Apache-2.0
"""One container with the tracer as its first process."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeVar

from docker.errors import APIError, NotFound

from fpbox.boxfile import BoxFile
from fpbox.engine import archive, furnish, owner
from fpbox.engine.accounts import Account, Person, account
from fpbox.engine.client import Client
from fpbox.engine.conf import config_text
from fpbox.engine.container import container_config
from fpbox.engine.failure import box_error
from fpbox.engine.held import Held
from fpbox.engine.host import HostSettings
from fpbox.engine.project import scan
from fpbox.engine.spec import BoxSpec, ImageRef, SkipSleep
from fpbox.engine.watchdog import Watchdog
from fpbox.errors import BoxError
from fpbox.resources import tracer_binary

T = TypeVar("T")

INIT, CONF = "/.fpbox-init", "/.fpbox-init.conf"
_ACCOUNTS_LIMIT = 1 << 20
_DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_FALLBACK_NAME = "app"
_numbers = itertools.count(1)


class Box(Held):
    """A container that was made and not started yet. Leaving its context removes it.

    Attributes:
        id: the container's. name: `fpbox-<run>-<number>`.
        workdir: where the command runs and the project is. home: of its user.
        warnings: what the engine said of limits it cannot keep.
    """

    def __init__(self, client: Client, watchdog: Watchdog, spec: BoxSpec) -> None:
        super().__init__(client, watchdog, "box", f"fpbox-{spec.run_id}-{next(_numbers)}")
        self.spec = spec
        self.id = ""
        self.home = ""
        self.workdir = ""
        self._env: dict[str, str] = {}
        self.warnings: tuple[str, ...] = ()
        self.oom_killed = False
        self._status: int | None = None

    async def prepare(self, settings: Awaitable[HostSettings]) -> None:
        """Make the container, put everything into it and attach. Used by `Engine.box`."""
        spec = self.spec
        marks = {
            **spec.labels,
            **owner.labels(spec.run_id, spec.time_limit_s and spec.time_limit_s + spec.linger_s),
        }
        config = container_config(spec, marks, podman=self._client.version.podman)
        made = await self._make(config)
        self.id = made["Id"]
        self.warnings = tuple(made.get("Warnings") or ())
        user = await self._account(spec.image)
        self.home = user.home
        self.workdir = self._place(user)
        taken = await self._taken(user)
        await self._call("copy the project into the box", self._fill, user, await settings, taken)
        self._attachment = await self._attach(stdin=self.spec.stdin)

    async def start(self) -> None:
        """Start the tracer, and with it the command.

        Raises:
            BoxError: the engine cannot start it.
        """
        await self._call("start the box", self._client.api.start, self.id)

    async def stream(self) -> AsyncIterator[bytes]:
        """Give the tracer's frames, as they come, until its end.

        Raises:
            BoxError: the connection broke off.
            EngineError: the engine stopped answering.
        """
        async for piece in self._attached.stdout():
            yield piece

    def tracer_errors(self) -> str:
        """Return what the tracer wrote to its standard error so far."""
        return self._attached.errors.decode("utf-8", "replace")

    async def write(self, data: bytes) -> None:
        """Feed the command's standard input; the spec has to ask for one."""
        await self._attached.write(data)

    async def write_eof(self) -> None:
        """Close the command's standard input."""
        await self._attached.write_eof()

    async def wait(self) -> int:
        """Wait for the container's end and return its exit status.

        Raises:
            EngineError: the engine stopped answering. BoxError: the container is gone.
        """
        if self._status is None:
            await self._call("wait for the box", self._client.api.wait, self.id, timeout=None)
            state = (await self._call("look at the box", self._client.api.inspect_container, self.id))[
                "State"
            ]
            self.oom_killed = bool(state.get("OOMKilled"))
            self._status = int(state["ExitCode"])
        return self._status

    async def signal(self, name: str) -> None:
        """Send a signal ("SIGINT") to the tracer, which passes it on; to an ended container, none."""
        try:
            await self._client.call(self._client.api.kill, self.id, name)
        except APIError as error:
            if error.status_code not in {404, 409}:
                raise box_error(f"send {name}", error) from error

    async def kill(self) -> None:
        """End everything in the container at once."""
        await self.signal("SIGKILL")

    async def read_file(self, path: str, limit: int) -> bytes:
        """Return a file of the box, also after its end.

        Raises:
            FileNotFoundError: it is not there, or no regular file.
            BoxError: it is larger than `limit` bytes.
        """
        return await self._read(path, limit, archive.unpack)

    async def read_folder(self, path: str, limit: int) -> dict[str, bytes]:
        """Return the regular files right in a directory of the box, by name.

        Raises:
            FileNotFoundError: it is not there, or no directory.
            BoxError: there are more than `limit` bytes in it.
        """
        return await self._read(path, limit, archive.unpack_folder)

    async def again(self, command: tuple[str, ...], files: Iterable[BoxFile], time_limit_s: float) -> None:
        """Make the box, which has ended, ready to be started once more with everything that is in it.

        What the new command starts is packages' code: where their sleeps are skipped, all of its are.

        Args:
            command: what is to run, with the same environment and in the same place.
            files: what to put in for it.
            time_limit_s: how long it may run, 0 for any time.
        """
        await self.wait()
        self._attached.close()
        skip_sleep: SkipSleep = "none" if self.spec.skip_sleep == "none" else "all"
        self.spec = replace(
            self.spec,
            command=command,
            files=tuple(files),
            time_limit_s=time_limit_s,
            skip_sleep=skip_sleep,
        )
        await self._call(
            "prepare the box", self._client.api.put_archive, self.id, "/", self._start_contents()
        )
        self._status = None
        self._attachment = await self._attach(stdin=self.spec.stdin)

    async def _read(self, path: str, limit: int, take: Callable[[Iterable[bytes], int], T]) -> T:
        def get() -> T:
            chunks, _ = self._client.api.get_archive(self.id, path)
            return take(chunks, limit)

        try:
            return await self._client.call(get)
        except NotFound as error:
            raise FileNotFoundError(path) from error
        except ValueError as error:
            raise BoxError(f"cannot read {path} from the box: {error}") from error
        except APIError as error:
            raise box_error(f"read {path} from the box", error) from error

    def _project_name(self) -> str:
        project = self.spec.project
        return "" if project is None else project.resolve().name or _FALLBACK_NAME

    def _place(self, user: Account) -> str:
        """Say where the project goes."""
        spec = self.spec
        wanted = spec.workdir or (spec.machine.workdir if spec.machine else "")
        return furnish.at_home(wanted, user.home) or str(PurePosixPath(user.home) / self._project_name())

    async def _taken(self, user: Account) -> frozenset[str]:
        """Return what of the machine's the image has already in a home directory of its own making."""
        if user.created:
            return frozenset()
        tops = furnish.tops(self.spec)
        return frozenset([name for name in tops if await self._is_there(f"{user.home}/{name}")])

    async def _is_there(self, path: str) -> bool:
        def ask() -> bool:
            chunks, _ = self._client.api.get_archive(self.id, path)
            chunks.close()
            return True

        try:
            return await self._client.call(ask)
        except NotFound:
            return False
        except APIError as error:
            raise box_error(f"look for {path} in the box", error) from error

    async def _account(self, image: ImageRef) -> Account:
        renames = furnish.renames(self.spec)
        if image.user and image.home and not renames:
            return Account(image.user, image.home)
        passwd, group = await asyncio.gather(
            *(self._accounts(path) for path in ("/etc/passwd", "/etc/group"))
        )
        machine = self.spec.machine
        person = Person(machine.user, machine.who.full_name, renames) if machine else Person()
        return account(passwd, group, self.spec.uid, self.spec.gid, person)

    async def _accounts(self, path: str) -> bytes:
        try:
            return await self.read_file(path, _ACCOUNTS_LIMIT)
        except FileNotFoundError:
            return b""

    def _fill(self, user: Account, host: HostSettings, taken: frozenset[str]) -> None:
        self._client.api.put_archive(self.id, "/", self._contents(user, host, taken))

    def _contents(self, user: Account, host: HostSettings, taken: frozenset[str]) -> Iterator[bytes]:
        """Give everything that goes into the box, as one archive."""
        spec = self.spec
        found = scan(spec.project, self.workdir, credentials=spec.include_credentials) if spec.project else []
        if user.created:
            yield archive.directory(user.home, spec.uid, spec.gid)
        yield from furnish.belongings(spec, user, self.workdir, taken)
        place = BoxFile(self.workdir, b"", uid=spec.uid, gid=spec.gid)
        yield from archive.folders([place], user.home)
        if self.workdir != user.home:
            yield archive.directory(self.workdir, spec.uid, spec.gid)
        yield from archive.entries(found, spec.uid, spec.gid)
        yield from archive.files(_account_files(user))
        yield from archive.files(host.files)
        self._env = self._environment(user, host)
        yield from self._start_contents()

    def _start_contents(self) -> Iterator[bytes]:
        """Give what goes into the box at each of its starts."""
        spec = self.spec
        own = [replace(file, path=furnish.at_home(file.path, self.home)) for file in spec.files]
        yield from archive.folders(own, self.home)
        yield from archive.files(own)
        yield from archive.files(
            (
                BoxFile(INIT, tracer_binary(spec.image.arch).read_bytes(), 0o700),
                BoxFile(CONF, config_text(spec, self._env, self.workdir), 0o600),
            )
        )
        yield archive.end()

    def _environment(self, user: Account, host: HostSettings) -> dict[str, str]:
        """Put the command's environment together, the most particular last."""
        base = {"PATH": _DEFAULT_PATH}
        image = dict(self.spec.image.env)
        own = {"HOME": user.home, "USER": user.name, "LOGNAME": user.name, "PWD": self.workdir}
        invented = furnish.environment(self.spec, user.home)
        return {**base, **image, **own, **invented, **dict(host.env), **self.spec.env}


def _account_files(user: Account) -> Iterator[BoxFile]:
    if user.passwd is not None:
        yield BoxFile("/etc/passwd", user.passwd)
    if user.group is not None:
        yield BoxFile("/etc/group", user.group)
