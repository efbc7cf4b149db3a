# SPDX-License-Identifier: Apache-2.0
"""Keeps answers in memory for a while."""

import time

from . import _places


class Cache(dict):
    """A dictionary whose entries grow old."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds

    def keep(self, key: object, value: object) -> None:
        """Keep a value from now on."""
        self[key] = (time.monotonic(), value)

    def recall(self, key: object) -> object:
        """Return a value that is young enough, or None."""
        born, value = self.get(key, (0.0, None))
        return value if time.monotonic() - born < self.seconds else None


_places.declare()
