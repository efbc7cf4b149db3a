# SPDX-License-Identifier: Apache-2.0
"""The local record: one CloudEvent a line, written as it comes, waiting for no broker."""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
from collections.abc import Awaitable
from contextlib import suppress
from pathlib import Path
from typing import Protocol, cast

import aiofiles

from fpbox.errors import StreamError

MAX_PENDING_BYTES = 64 * 1024 * 1024
RETRY_S = 1.0


class _File(Protocol):
    def write(self, data: bytes, /) -> Awaitable[int]: ...
    def fileno(self) -> int: ...
    def close(self) -> Awaitable[None]: ...


class Record:
    """A file of lines, written anew for each run.

    What a full disk does not take waits in memory, up to `MAX_PENDING_BYTES`, until there is room again.

    Attributes:
        trouble: sentences for a person.
        lost: lines that could not be kept.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble: list[str] = []
        self.lost = 0
        self._pending = bytearray()
        self._new = asyncio.Event()
        self._written = asyncio.Event()
        self._closing = asyncio.Event()
        self._threads = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="fpbox record")
        self._file: _File | None = None
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Make the directory and open the file, for their owner only.

        Raises:
            StreamError: it cannot be written to.
        """
        try:
            await asyncio.to_thread(self.path.parent.mkdir, mode=0o700, parents=True, exist_ok=True)
            self._file = cast(
                "_File",
                await aiofiles.open(self.path, "wb", buffering=0, opener=_opener, executor=self._threads),
            )
        except OSError as error:
            self._threads.shutdown(wait=False)
            raise StreamError(
                f"the record {self.path} cannot be written: {error.strerror}",
                "Choose another place with -o jsonl=FILE, or set XDG_STATE_HOME to a directory of yours.",
            ) from error
        self._task = asyncio.create_task(self._write_all(), name="fpbox record")

    def put(self, line: bytes) -> None:
        """Take a line (without its newline) and return at once."""
        if len(self._pending) + len(line) > MAX_PENDING_BYTES:
            self.lost += 1
            return
        self._pending += line
        self._pending += b"\n"
        self._new.set()

    async def flush(self, timeout_s: float) -> None:
        """Wait until everything taken so far is in the file, or the time is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while self._pending and not self._closing.is_set():
                    self._written.clear()
                    await self._written.wait()

    async def close(self) -> None:
        """Write what is left, flush it to the disk and close the file."""
        if self._task is None or self._file is None:
            return
        self._closing.set()
        self._new.set()
        await self._task
        with suppress(OSError):
            await asyncio.get_running_loop().run_in_executor(self._threads, os.fsync, self._file.fileno())
        await self._file.close()
        self._threads.shutdown(wait=False)
        self.lost += self._pending.count(b"\n")
        if self.lost:
            self.trouble.append(
                f"{self.lost} lines of the record {self.path} could not be written and are lost"
            )

    async def _write_all(self) -> None:
        while not self._closing.is_set():
            await self._new.wait()
            self._new.clear()
            if not await self._write():
                await self._rest()
            self._written.set()
        await self._write()

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(RETRY_S):
                await self._closing.wait()

    async def _write(self) -> bool:
        """Write what is pending; False when the disk does not take it all now."""
        while self._pending and self._file is not None:
            try:
                count = await self._file.write(bytes(self._pending))
            except OSError as error:
                self._say(f"the record {self.path} cannot be written ({error.strerror}); trying again")
                self._new.set()
                return False
            del self._pending[:count]
        return True

    def _say(self, sentence: str) -> None:
        if sentence not in self.trouble:
            self.trouble.append(sentence)


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CLOEXEC, 0o600)
