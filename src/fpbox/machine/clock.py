# SPDX-License-Identifier: Apache-2.0
"""The time of day that an invented machine shows: another one than it is."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from fpbox.errors import UsageError

_LENGTH = re.compile(r"(-?)([0-9]{1,6})([dh])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2})?")
_SECONDS = {"d": 86_400, "h": 3_600}
_LIMIT_S = 3_600 * 86_400
"""Just under ten years: for so long the certificates of a run are valid."""
_HINT = "Write it like clock=30d, clock=-12h, clock=2027-01-01 or clock=2027-01-01T09:30 (UTC)."


def check_clock(text: str) -> str:
    """Return a clock's text, which is well formed.

    Raises:
        UsageError: it is not.
    """
    clock_shift(text, int(datetime.now(UTC).timestamp()))
    return text


def clock_shift(text: str, now_s: int) -> int:
    """Return by how many seconds a clock differs from the real one.

    Args:
        text: a length ("30d", "-12h"), a date (the present time of day, that day), or a date with a time
            (UTC).
        now_s: the real time, in seconds since 1970.

    Raises:
        UsageError: the text is none of these, or further away than ten years.
    """
    shift = _shift(text, now_s)
    if shift is None:
        raise UsageError(f"{text!r} is no clock", _HINT)
    if abs(shift) > _LIMIT_S:
        raise UsageError(f"clock={text} is further away than ten years", _HINT)
    return shift


def _shift(text: str, now_s: int) -> int | None:
    length = _LENGTH.fullmatch(text)
    if length:
        size = int(length[2]) * _SECONDS[length[3]]
        return -size if length[1] else size
    if not _DATE.fullmatch(text):
        return None
    try:
        wanted = datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None
    if "T" not in text:
        wanted += datetime.fromtimestamp(now_s, UTC) - _midnight(now_s)
    return int(wanted.timestamp()) - now_s


def _midnight(now_s: int) -> datetime:
    return datetime.fromtimestamp(now_s, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
