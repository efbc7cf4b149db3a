# SPDX-License-Identifier: Apache-2.0
"""What a process image opened beside what a clause looks at: before it, or shortly after."""

from __future__ import annotations

from fpbox.model import Event

_MAX_IMAGES = 10_000
_MAX_OPENED = 64


class Beside:
    """Remembers the objects that clauses name under `unless_with`, by process image. Memory is bounded."""

    def __init__(self) -> None:
        """Know of nothing yet."""
        self._opened: dict[int, set[str]] = {}

    def note(self, event: Event) -> None:
        """Take note of an object that was opened and that a clause names."""
        if len(self._opened) >= _MAX_IMAGES:
            self._opened.clear()
        opened = self._opened.setdefault(event.process.image, set())
        if len(opened) < _MAX_OPENED:
            opened.add(event.object)

    def opened(self, event: Event) -> frozenset[str]:
        """Return those that the event's process image has opened until now."""
        return frozenset(self._opened.get(event.process.image, ()))
