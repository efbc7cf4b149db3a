# SPDX-License-Identifier: Apache-2.0
"""What Ctrl-C and other signals to fpbox do."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from typing import Self

from fpbox.engine import Box

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PATIENCE = 2


class Stop:
    """The first signal goes to the command in the box, the second ends the box, a third gives up waiting.

    Before there is a box, the first one ends the run.
    """

    def __init__(self, note: Callable[[str], None]) -> None:
        self.box: Box | None = None
        self.interrupted = 0
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
        self.interrupted += 1
        if self.box is None or self.interrupted > _PATIENCE:
            if self._main is not None:
                self._main.cancel()
            return
        self._note(f"{number.name}: stopping the command (once more: end the box at once)")
        ending = self.box.signal(number.name) if self.interrupted == 1 else self.box.kill()
        task = asyncio.get_running_loop().create_task(ending, name="interrupt")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
