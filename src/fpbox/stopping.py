# SPDX-License-Identifier: Apache-2.0
"""What Ctrl-C and other signals to fpbox do."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from typing import Self

from fpbox.engine import Box
from fpbox.errors import EngineError

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PATIENCE = 2


class Stop:
    """The first signal goes to the command in the box, the second ends the box, a third gives up waiting.

    Before there is a box with a tracer that listens, the first one ends the run.

    Attributes:
        box: what signals go to, once its tracer has spoken.
        signal: number of the first signal that came, or 0.
        ended_box: the box was told to end at once.
    """

    def __init__(self, note: Callable[[str], None]) -> None:
        self.box: Box | None = None
        self.signal = 0
        self.ended_box = False
        self._count = 0
        self._note = note
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        self._main = asyncio.current_task()
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, self._arrived, number)
        return self

    def __exit__(self, *_: object) -> None:
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.remove_signal_handler(number)

    def _arrived(self, number: signal.Signals) -> None:
        self._count += 1
        self.signal = self.signal or number
        if self.box is None or self._count > _PATIENCE:
            if self._main is not None:
                self._main.cancel()
            return
        self.ended_box = self._count == _PATIENCE
        if self.ended_box:
            self._note(f"{number.name}: ending the box")
        else:
            self._note(f"{number.name}: passed on to the command (once more: end the box at once)")
        task = asyncio.get_running_loop().create_task(self._tell(self.box, number), name="interrupt")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell(self, box: Box, number: signal.Signals) -> None:
        try:
            await (box.kill() if self.ended_box else box.signal(number.name))
        except EngineError as error:
            self._note(f"{error.message} (once more: give up waiting)")
