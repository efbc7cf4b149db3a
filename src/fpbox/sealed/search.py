# SPDX-License-Identifier: Apache-2.0
"""The search for the invented machine's values in what was sent.

The values were made up for this run, so each that is found proves that it was taken. docs/theft.md says in
which forms they are found, and what cannot be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from fpbox.sealed.grams import Finder
from fpbox.sealed.spellings import WEAK, Spelling, is_searched, spellings, variants
from fpbox.sealed.views import View, Views

_CREDENTIAL = re.compile(
    r"token|key|password|passwd|secret|credential|wallet|cookie|auth|mnemonic|seed|session"
)
_MIN_DIFFERENT = 5
MAX_BYTES = 256 << 20
"""Bytes of everything that is searched in a run, undone in every way: about half a minute."""
_MAX_VALUES = 1_000
_SHORT_TEXT = 256
_AROUND = 6
_TEXT = bytes((*b"\t\r\n", *range(0x20, 0x7F)))


class Planted(Protocol):
    """A value that was made up for the run and put where a thief would look."""

    @property
    def kind(self) -> str:
        """What it is: "host_name", "npm_token" ..."""

    @property
    def value(self) -> bytes:
        """The value itself."""

    @property
    def where(self) -> str:
        """Where it lies: a path, a variable, a call."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A value that was found. `forms`: how it was encoded, the outermost first; none for as it is."""

    planted: Planted
    forms: tuple[str, ...]


def is_credential(kind: str) -> bool:
    """Tell whether a kind of value opens something, or only tells who one is."""
    return bool(_CREDENTIAL.search(kind))


class Search:
    """Looks for all values at once.

    Attributes:
        values: those that are looked for. left_out: those that are too short or too common to prove anything.
        exhausted: something was too large or too contrived to be looked through to its end.
    """

    def __init__(self, planted: Iterable[Planted]) -> None:
        every = list(planted)
        self.values = [one for one in every if is_searched(one.value.strip())][:_MAX_VALUES]
        self.left_out = [one for one in every if one not in self.values]
        self.exhausted = False
        self._room = MAX_BYTES

    @cached_property
    def _spelled(self) -> list[tuple[int, Spelling]]:
        """Every form of every value; made when there is something to search, as in few installs."""
        return [
            (number, spelling)
            for number, one in enumerate(self.values)
            for spelling in spellings(one.kind, one.value.strip())
        ]

    @cached_property
    def _finder(self) -> Finder:
        return Finder([spelling.data for _, spelling in self._spelled])

    @cached_property
    def _masked(self) -> list[tuple[int, str, bytes]]:
        """The values that are looked for whatever one byte they were XORed with."""
        return [
            (number, form, plain)
            for number, one in enumerate(self.values)
            for form, plain in variants(one.value.strip())
            if len(plain) >= WEAK and len(set(differences(plain))) >= _MIN_DIFFERENT
        ]

    @cached_property
    def _masks(self) -> Finder:
        return Finder([differences(plain) for _, _, plain in self._masked])

    def find(self, data: bytes) -> list[Hit]:
        """Return the values that stand in some bytes, each once, in its simplest form."""
        found: dict[int, tuple[str, ...]] = {}
        views = Views(data, self._room)
        for view in views:
            for number, forms in self._in_view(view):
                if number not in found or len(forms) < len(found[number]):
                    found[number] = forms
        self._room -= views.size
        self.exhausted |= views.exhausted or self._finder.exhausted or self._masks.exhausted
        return [Hit(self.values[number], found[number]) for number in sorted(found)]

    def _in_view(self, view: View) -> Iterator[tuple[int, tuple[str, ...]]]:
        low = view.data.lower()
        turned = "reversed" in view.forms
        for pattern, at in self._finder.find(low):
            number, spelling = self._spelled[pattern]
            if not (turned and spelling.alone) and _stands(view.data, low, spelling, at):
                yield number, (*view.forms, *_named(spelling.form))
        for pattern, at in self._masks.find(differences(view.data)):
            number, form, plain = self._masked[pattern]
            key = view.data[at] ^ plain[0]
            if key:
                yield number, (*view.forms, *_named(form), f"xor {key:#04x}")


def _named(form: str) -> tuple[str, ...]:
    return (form,) if form else ()


def _stands(data: bytes, low: bytes, spelling: Spelling, at: int) -> bool:
    """Tell whether what was found is more than a chance."""
    end = at + len(spelling.data)
    if spelling.exact and not data.startswith(spelling.exact, at):
        return False
    if not spelling.alone:
        return True
    before, behind = low[at - 1 : at] if at else b"", low[end : end + 1]
    if (before and before in spelling.alone) or (behind and behind in spelling.alone):
        return False
    around = data[max(at - _AROUND, 0) : end + _AROUND]
    usual = bool(spelling.exact) or _is_usual(data[at:end])
    return usual and (len(data) <= _SHORT_TEXT or _is_text(around))


def _is_usual(word: bytes) -> bool:
    """Tell whether a word has its letters as people write them: in any case at random, base64 has them."""
    return word in (word.lower(), word.upper(), word.capitalize()) or not word.isalpha()


def _is_text(data: bytes) -> bool:
    return not data.translate(None, _TEXT)


def differences(data: bytes) -> bytes:
    """Return each byte XORed with the next: the same whatever one byte all of them were XORed with."""
    if len(data) < 2:  # noqa: PLR2004 - one byte has no next
        return b""
    number = int.from_bytes(data, "big")
    return (number ^ number >> 8).to_bytes(len(data), "big")[1:]
