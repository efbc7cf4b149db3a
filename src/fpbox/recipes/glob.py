# SPDX-License-Identifier: Apache-2.0
"""Patterns of recipes. Every pattern is anchored at both ends.

In paths ``*`` is any text without a slash, ``**`` any text, ``?`` one character, ``{a,b}`` one of several; a
leading ``~/`` is any home directory. In command lines ``*`` is any text. Brackets stand for themselves, since
``/proc/[pid]/`` is the name of another process's directory.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, partial

from fpbox.errors import quoted

HOMES = "{/root,/home/*}"
_MAX_ALTERNATIVES = 512
_WILD = re.compile(r"[*?]+")
_TELLING = 4
"""Characters of a piece that few texts hold by chance."""
_SHARED = 5
"""As many, of what several pieces have in common."""

_Match = Callable[[str], object]


class GlobError(ValueError):
    """A pattern cannot be read."""


@dataclass(frozen=True)
class Globs:
    """Several patterns, as they were written. They are compiled when they are first needed.

    Most are asked of nothing in a run, and to compile them all would take longer than to judge it.
    """

    patterns: tuple[str, ...]
    compiled: Callable[[list[str]], _Match] = field(compare=False, repr=False)

    @cached_property
    def match(self) -> _Match:
        """What tells whether a text fits any of the patterns."""
        return self.compiled([one for pattern in self.patterns for one in expand(pattern)])

    @classmethod
    def paths(cls, patterns: Iterable[str]) -> Globs:
        """Take patterns of paths and other objects.

        `match` raises GlobError where a pattern's braces do not pair, or it stands for too many.
        """
        return cls(tuple(patterns), _as_paths)

    @classmethod
    def words(cls, patterns: Iterable[str]) -> Globs:
        """Take patterns of command lines and names, where ``*`` is any text; otherwise as `paths`."""
        return cls(tuple(patterns), _as_words)


def _compiled(sources: Iterable[str]) -> _Match:
    return re.compile("|".join(sources), re.DOTALL).fullmatch


def _as_paths(patterns: list[str]) -> _Match:
    return _compiled(map(_path, patterns))


def _as_words(patterns: list[str]) -> _Match:
    """Compile patterns of words, by what a text must begin with, and then hold somewhere, to fit them.

    A long command line that holds hardly any of it is then not searched once for each of a thousand patterns.
    """
    whole = frozenset(one for one in patterns if not is_wild(one))
    if len(whole) == len(set(patterns)):
        return whole.__contains__
    groups = _grouped((one for one in patterns if one not in whole), _first)
    begun = [(begin, _when_needed(_by_pieces, some)) for begin, some in groups.items()]
    anyhow = [one for one in begun if not one[0]]
    by_letter = {
        letter: [one for one in begun if one[0][:1] in ("", letter)] for letter in {one[:1] for one in groups}
    }

    def match(text: str) -> bool:
        if text in whole:
            return True
        for begin, fits in by_letter.get(text[:1], anyhow):  # noqa: SIM110 - as in _holding
            if text.startswith(begin) and fits(text):
                return True
        return False

    return match


def _by_pieces(patterns: list[str], held: frozenset[str] = frozenset()) -> _Match:
    """Compile patterns of words by their pieces, one after another: first that which the most of them have.

    So a text has all the pieces of a pattern before it is tried. `held` are those that it is known to have.
    """
    number = Counter(piece for one in patterns for piece in set(_others(one)) - held)

    def commonest(pattern: str) -> str:
        left = set(_others(pattern)) - held
        return max(left, key=lambda one: (len(one) >= _TELLING, number[one], len(one), one), default="")

    tests = {}
    for piece, some in _grouped(patterns, commonest).items():
        make = partial(_by_pieces, held=held | {piece}) if piece else _one_by_one
        tests[piece] = _when_needed(make, some)
    return _holding(tests)


def _one_by_one(patterns: list[str]) -> _Match:
    return _compiled(map(_words, patterns))


def _holding(tests: Mapping[str, _Match]) -> _Match:
    """Make what asks those tests only whose piece a text holds."""
    shared = [(letters, [(piece, tests[piece]) for piece in pieces]) for letters, pieces in _sharing(tests)]

    def match(text: str) -> bool:
        for letters, some in shared:
            if letters in text:
                for piece, fits in some:  # any() would take longer than all the rest
                    if piece in text and fits(text):
                        return True
        return False

    return match


def _sharing(pieces: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Put pieces together that have some letters in common, which a text that holds any of them has, too."""
    left = dict.fromkeys(pieces)
    while left:
        number = Counter(letters for piece in left for letters in _letters(piece))
        shared, times = number.most_common(1)[0] if number else ("", 0)
        if times <= 1:
            yield from ((piece, [piece]) for piece in left)
            return
        some = [piece for piece in left if shared in piece]
        yield shared, some
        for piece in some:
            del left[piece]


def _letters(piece: str) -> set[str]:
    return {piece[at : at + _SHARED] for at in range(len(piece) - _SHARED + 1)}


def _when_needed(make: Callable[[list[str]], _Match], patterns: list[str]) -> _Match:
    """Put off making what tries patterns: hardly any text comes so far."""
    made = cache(partial(make, patterns))

    def match(text: str) -> object:
        return made()(text)

    return match


def _grouped(patterns: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for pattern in patterns:
        groups.setdefault(key(pattern), []).append(pattern)
    return groups


def _first(pattern: str) -> str:
    """Return what comes before the first wildcard."""
    return _WILD.split(pattern, maxsplit=1)[0]


def _others(pattern: str) -> list[str]:
    """Return the texts behind each wildcard: a text that fits holds all of them."""
    return _WILD.split(pattern)[1:]


def expand(pattern: str) -> list[str]:
    """Return the patterns without braces that `pattern` stands for.

    Raises:
        GlobError: braces do not pair, or there are too many alternatives.
    """
    if pattern.startswith("~/"):
        pattern = HOMES + pattern[1:]
    found = [pattern]
    while any("{" in one or "}" in one for one in found):
        grown = [one for each in found for one in _expand_first(each)]
        if len(grown) > _MAX_ALTERNATIVES:
            raise GlobError(
                f"{quoted(pattern)} stands for more than {_MAX_ALTERNATIVES} patterns; write ** or split it"
            )
        found = grown
    return found


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
