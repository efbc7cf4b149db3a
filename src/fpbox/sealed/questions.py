# SPDX-License-Identifier: Apache-2.0
"""Whether a request is a mere question for a file, or a mere count, with no room in it for anything secret.

A token is two hundred random bits or more. Words, numbers and the headers that every client sends hold none,
unless somebody spells it in words; so a plain question lowers a suspicion and clears nobody.
"""

from __future__ import annotations

import re

from fpbox.model import Sent
from fpbox.sealed.records import Request

_METHODS = frozenset({"GET", "HEAD"})
_REPORTS = frozenset({"GET", "POST"})
_PATH = r"(?:/[\w.~@+-]+)+\."
_CONTENT = r"tar|tar\.gz|tgz|tar\.xz|txz|tar\.bz2|zip|gz|xz|bz2|7z|node|whl|jar|deb|rpm|exe|bin"
_ABOUT = r"json|sha\d{1,3}|sha\d{1,3}sum|md5|sig|asc"
_FILE = re.compile(f"{_PATH}(?:{_CONTENT}|{_ABOUT})", re.ASCII)
_ARCHIVE = re.compile(f"{_PATH}(?:{_CONTENT})", re.ASCII)
_PATH_OF_PARTS = re.compile(r"(?:/[\w.~@+-]+)+", re.ASCII)
_SYSTEM = re.compile(r"(?:.*[._-])?(?:linux|darwin|macos|osx|win32|win64|windows|alpine|freebsd)(?:[._-].*)?")
_HEADERS = frozenset({
    "accept", "accept-encoding", "accept-language", "cache-control", "connection", "content-length", "host",
    "pragma", "range", "sec-fetch-mode", "te", "user-agent",
})  # fmt: skip
_REPORT_HEADERS = _HEADERS | {"content-type"}
_VALUE = re.compile(r"[\w.~@+/()*;:=,\" -]{0,120}", re.ASCII)
_PIECE = re.compile(r"[A-Za-z0-9]+")
_WORD = re.compile(
    r"[A-Za-z][a-z]{0,15}|[A-Z]{1,6}|\d{1,8}|v\d{1,4}|[a-z]{1,6}\d{1,3}|(?:[A-Z][a-z]{2,15}){2,4}"
)
"""A word, a number, part of a version, a system's name (``linux64``), or joined words (``MyClient``)."""
_NUMBER = re.compile(r"\d{9,10}")
"""What an account or a client is counted by."""
_MAX_TARGET = 160
_MAX_HOST = 60
_MAX_REPORT = 400
_MAX_NUMBERS = 3


def is_question(one: Request | Sent) -> bool:
    """Tell whether something that was sent asks for something, and has no body."""
    return one.method in _METHODS and not one.size


def is_plain_question(request: Request) -> bool:
    """Tell whether a request asks for a file by a plain name, of a host with one, and says nothing else."""
    return (
        is_question(request)
        and len(request.target) <= _MAX_TARGET
        and (_FILE.fullmatch(request.target) is not None or _is_for_program(request.target))
        and _in_words(request.target)
        and len(request.host) <= _MAX_HOST
        and _in_words(request.host)
        and _has_usual_headers(request, _HEADERS)
    )


def is_plain_report(request: Request) -> bool:
    """Tell whether a request says a few words and numbers and nothing else, as what counts users does."""
    said = request.body.decode("utf-8", "replace")
    pieces = [piece for text in (request.target, said) for piece in _PIECE.findall(text)]
    numbers = [piece for piece in pieces if _NUMBER.fullmatch(piece)]
    return (
        request.method in _REPORTS
        and said.isascii()
        and said.isprintable()
        and not request.cut
        and request.size == len(request.body)
        and len(request.target) + len(said) <= _MAX_REPORT
        and len(numbers) <= _MAX_NUMBERS
        and all(_WORD.fullmatch(piece) or _NUMBER.fullmatch(piece) for piece in pieces)
        and _has_usual_headers(request, _REPORT_HEADERS)
    )


def is_for_archive(one: Sent) -> bool:
    """Tell whether a question is for an archive or a program, and not for what is said about one."""
    return _ARCHIVE.fullmatch(one.target) is not None


def _is_for_program(target: str) -> bool:
    """Tell whether a part of a path names a system: what lies there is a program for it, by whatever name."""
    whole = _PATH_OF_PARTS.fullmatch(target)
    return whole is not None and any(map(_SYSTEM.fullmatch, target.split("/")))


def _has_usual_headers(request: Request, names: frozenset[str]) -> bool:
    return all(
        name.lower() in names and _VALUE.fullmatch(value) and _in_words(value)
        for name, value in request.headers
    )


def _in_words(text: str) -> bool:
    return all(map(_WORD.fullmatch, _PIECE.findall(text)))
