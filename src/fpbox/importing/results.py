# SPDX-License-Identifier: Apache-2.0
"""What the driver says of the packages it has loaded. A package may have written among it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from fpbox.attribute import names
from fpbox.importing.plan import Load

MAX_BYTES = 1 << 20
_MAX_LINE = 16_384
_SHOWN = 160
_ERROR = re.compile(r"(?:[\w.]*(?:Error|Exception|Exit|Interrupt|Warning))(?: \[\w+\])?: .*")


class Results:
    """Takes the driver's output as it comes, and keeps the beginning."""

    def __init__(self) -> None:
        self._said = bytearray()

    def feed(self, data: bytes) -> None:
        """Take a piece."""
        self._said += data[: MAX_BYTES - len(self._said)]

    def notes(self, loads: Sequence[Load], timeout_s: float) -> list[str]:
        """Return a sentence for each package that could not be loaded."""
        titles = {load.word: load.title for load in loads}
        found = {}
        for line in bytes(self._said).split(b"\n"):
            said = _object(line)
            title = titles.get(str(said.get("word")))
            if title and title not in found:
                found[title] = _sentence(title, said, timeout_s)
        return [note for note in found.values() if note]


def error_line(tail: str) -> str:
    """Return the line that names the error in the end of a process's output, printable and short, or ""."""
    lines = [line.strip() for line in tail.splitlines() if line.strip()]
    named = [line for line in lines if _ERROR.fullmatch(line)]
    return names.plain((named or lines or [""])[-1], _SHOWN)


def _sentence(title: str, said: dict[str, object], timeout_s: float) -> str:
    code, signal = said.get("code"), said.get("signal")
    if said.get("late") is True:
        return f"import: {title} had not ended after {timeout_s:g} s and was stopped"
    if isinstance(signal, str):
        return f"import: {title} was ended by {names.plain(signal, 16)}"
    if isinstance(code, int) and code:
        error = said.get("error")
        why = error_line(error) if isinstance(error, str) else ""
        return f"import: {title} could not be loaded: {why or f'exit status {code}'}"
    return ""


def _object(line: bytes) -> dict[str, object]:
    if len(line) > _MAX_LINE:
        return {}
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
