# SPDX-License-Identifier: Apache-2.0
"""The rules of .dockerignore: https://docs.docker.com/build/concepts/context/#dockerignore-files.

Patterns are Go's filepath.Match with `**` for any number of directories; `!` takes a match back; the last
rule that matches a path, or a directory above it, decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fpbox.errors import UsageError


class Ignore:
    """A list of rules, in order."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._rules = [rule for line in lines if (rule := _rule(line))]
        self.has_exceptions = any(not ignored for ignored, _ in self._rules)

    def matches(self, path: str) -> bool:
        """Tell whether a path, relative to the root and with `/` between its parts, is to be left out."""
        result = False
        for ignored, pattern in self._rules:
            if ignored != result and pattern.match(path):
                result = ignored
        return result


def _rule(line: str) -> tuple[bool, re.Pattern[str]] | None:
    text = line.strip()
    if not text or line.startswith("#"):
        return None
    ignored = not text.startswith("!")
    parts = [part for part in text.removeprefix("!").strip().split("/") if part not in ("", ".")]
    if not parts:
        return None
    try:
        return ignored, re.compile("".join(_regex(_clean(parts))) + r"(?:/.*)?\Z", re.DOTALL)
    except re.error as error:
        raise UsageError(f".dockerignore: {text!r} is no pattern: {error}", "Correct that line.") from error


def _clean(parts: list[str]) -> list[str]:
    """Resolve `..` as far as it goes, as Docker does."""
    kept: list[str] = []
    for part in parts:
        if part != "..":
            kept.append(part)
        elif kept:
            kept.pop()
    return kept


def _regex(parts: list[str]) -> Iterable[str]:
    last = len(parts) - 1
    for index, part in enumerate(parts):
        if part == "**":
            yield ".*" if index == last else "(?:.*/)?"
        else:
            yield _part(part) + ("" if index == last else "/")


def _part(part: str) -> str:
    """Translate one name of a pattern."""
    out, at = [], 0
    while at < len(part):
        char = part[at]
        if part.startswith("**", at):
            out.append(".*")
            at += 1
        elif char == "*":
            out.append("[^/]*")
        elif char == "?":
            out.append("[^/]")
        elif char == "[" and "]" in part[at + 2 :]:
            stop = part.index("]", at + 2)
            out.append("[" + part[at + 1 : stop].replace("\\", "\\\\").replace("[", "\\[") + "]")
            at = stop
        elif char == "\\" and at + 1 < len(part):
            at += 1
            out.append(re.escape(part[at]))
        else:
            out.append(re.escape(char))
        at += 1
    return "".join(out)
