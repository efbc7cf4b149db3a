# SPDX-License-Identifier: Apache-2.0
"""The time that the box is shown; what is recorded goes by the real one."""

from __future__ import annotations

import time

_shift_s = 0.0


def shift(seconds: float) -> None:
    """Say by how much the box's time of day differs from the real one."""
    global _shift_s  # noqa: PLW0603 - one process plays for one box
    _shift_s = seconds


def now() -> float:
    """Return the time of day in the box, in seconds since 1970."""
    return time.time() + _shift_s
