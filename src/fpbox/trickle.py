# SPDX-License-Identifier: Apache-2.0
"""Observations gathered into batches, so that a stream of them is sent in few messages, and soon."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from fpbox.model import Event

_MAX = 500
_WITHIN_S = 0.25


class Trickle:
    """Passes events on when there are many of them, or a moment after the first."""

    def __init__(self, send: Callable[[Sequence[Event]], None]) -> None:
        self._send = send
        self._waiting: list[Event] = []
        self._timer: asyncio.TimerHandle | None = None

    def put(self, event: Event, count: int) -> None:
        """Take an event that was seen `count` times more."""
        self._waiting.append(event if event.count == count else replace(event, count=count))
        if len(self._waiting) >= _MAX:
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_WITHIN_S, self.flush)

    def flush(self) -> None:
        """Pass on what is waiting."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            batch, self._waiting = self._waiting, []
            self._send(batch)
