# SPDX-License-Identifier: Apache-2.0
"""Patterns of recipes. Every pattern is anchored at both ends.

In paths ``*`` is any text without a slash, ``**`` any text, ``?`` one character, ``{a,b}`` one of several; a
leading ``~/`` is any home directory. In command lines ``*`` is any text. Brackets stand for themselves, since
``/proc/[pid]/`` is the name of another process's directory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from fpbox.errors import quoted

HOMES = "{/root,/home/*}"
_MAX_ALTERNATIVES = 512
_MIN_PER_SIGN = 3
"""Patterns of words that have less than so many in common with each other are simply tried together."""

_Match = Callable[[str], object]


class GlobError(ValueError):
    """A pattern cannot be read."""


@dataclass(frozen=True, slots=True)
class Globs:
    """Several patterns, as they were written and compiled into one."""

    patterns: tuple[str, ...]
    match: Callable[[str], object] = field(compare=False, repr=False)

    @classmethod
    def paths(cls, patterns: Iterable[str]) -> Globs:
        """Compile patterns of paths and other objects.

        Raises:
            GlobError: a pattern's braces do not pair, or it stands for too many.
        """
        patterns = tuple(patterns)
        return cls(patterns, _compiled(_path(one) for pattern in patterns for one in expand(pattern)))

    @classmethod
    def words(cls, patterns: Iterable[str]) -> Globs:
        """Compile patterns of command lines and names, where ``*`` is any text.

        Raises:
            GlobError: as for `paths`.
        """
        patterns = tuple(patterns)
        return cls(patterns, _sorted_out([one for pattern in patterns for one in expand(pattern)]))


def _compiled(sources: Iterable[str]) -> _Match:
    return re.compile("|".join(sources), re.DOTALL).fullmatch


def _sorted_out(patterns: list[str]) -> _Match:
    """Compile patterns of words, by what a text must hold somewhere to fit them.

    A long command line that holds hardly any of it is then not searched once for each of a thousand patterns.
    """
    by_sign: dict[str, list[str]] = {}
    for pattern in patterns:
        by_sign.setdefault(_sign(pattern), []).append(_words(pattern))
    if len(patterns) < _MIN_PER_SIGN * len(by_sign):
        return _compiled(map(_words, patterns))
    signs = [(sign, _compiled(sources)) for sign, sources in by_sign.items()]

    def match(text: str) -> bool:
        for sign, fits in signs:  # noqa: SIM110 - any() would take longer than all the rest
            if sign in text and fits(text):
                return True
        return False

    return match


def _sign(pattern: str) -> str:
    """Return the longest text without wildcards that comes after a pattern's first star, or ""."""
    return max(re.split(r"[*?]+", pattern.partition("*")[2]), key=len)


def expand(pattern: str) -> list[str]:
    """Return the patterns without braces that `pattern` stands for.

    Raises:
        GlobError: braces do not pair, or there are too many alternatives.
    """
    if pattern.startswith("~/"):
        pattern = HOMES + pattern[1:]
    found = [pattern]
    while True:
        grown = [one for each in found for one in _expand_first(each)]
        if len(grown) > _MAX_ALTERNATIVES:
            raise GlobError(
                f"{quoted(pattern)} stands for more than {_MAX_ALTERNATIVES} patterns; write ** or split it"
            )
        if grown == found:
            return found
        found = grown


def _expand_first(pattern: str) -> list[str]:
    """Replace the first innermost pair of braces by each of its alternatives."""
    close = pattern.find("}")
    start = pattern.rfind("{", 0, close) if close >= 0 else pattern.find("{")
    if close < 0 and start < 0:
        return [pattern]
    if close < 0 or start < 0:
        raise GlobError(f"{quoted(pattern)} has a brace without its partner; put it there, or write ?")
    return [pattern[:start] + one + pattern[close + 1 :] for one in pattern[start + 1 : close].split(",")]


def _path(pattern: str) -> str:
    tokens = re.split(r"(\*\*/|\*+|\?)", pattern)
    known = {"?": "[^/]", "*": "[^/]*", "**/": "(?:.*/)?"}
    return "".join(
        known.get(token) or (".*" if token.startswith("**") else re.escape(token)) for token in tokens
    )


def _words(pattern: str) -> str:
    """Take each piece between stars where it comes first: to look further would find no more.

    So a match takes time in proportion to the text, which may be 64 KiB that a package has made up.
    """
    first, *rest = (re.escape(piece).replace(r"\?", ".") for piece in re.split(r"\*+", pattern))
    if not rest:
        return first
    return first + "".join(f"(?>.*?{piece})" for piece in rest[:-1]) + f".*{rest[-1]}"


def is_wild(text: str) -> bool:
    """Tell whether a pattern without braces stands for more than itself."""
    return "*" in text or "?" in text


def first_part(text: str) -> str:
    """Return what an index can look up: the first directory of a path, the scheme of an address, else ""."""
    if text.startswith("/"):
        end = text.find("/", 1)
        return text if end < 0 else text[:end]
    scheme, colon, _ = text.partition(":")
    return scheme if colon else ""
