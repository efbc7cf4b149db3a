# SPDX-License-Identifier: Apache-2.0
"""What was sent, cut and joined so that a value is found that was taken apart on its way.

Data is sent in pieces: in one parameter of many requests, in the labels of many names, in many bodies. So
besides each request the pieces of all requests to one host are searched together (series.py), and the labels
of all names below one suffix.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from fpbox.model import text
from fpbox.sealed.records import Request

_MAX_FIELDS = 64
_MAX_PARTED = 64 << 10
_SUFFIX = 2
_INDEX = re.compile(r"[0-9]{1,6}")
_FORM = re.compile(rb"[0-9A-Za-z_.%\[\]-]{1,64}=")
_PART = re.compile(rb'(?i)\bname="([^"\r\n]{0,64})"')


def raw(value: str) -> bytes:
    """Return the bytes that a text of the gateway stands for."""
    try:
        return value.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return value.encode("utf-8", "backslashreplace")


def pieces(request: Request) -> Iterator[tuple[str, bytes]]:
    """Give the parts of a request: its target, its headers, its body."""
    yield "target", raw(f"{request.method} {request.target}")
    yield "headers", b"\n".join(raw(f"{name}: {value}") for name, value in request.headers)
    yield "body", request.body


def fields(request: Request) -> dict[str, bytes]:
    """Return what stands in each place of a request that can hold a piece of something larger."""
    path, _, query = request.target.partition("?")
    found = {**_segments(path), **_pairs("parameter", query)}
    for name, value in request.headers[:_MAX_FIELDS]:
        found[f"header {name.lower()}"] = raw(value)
    found |= _of_body(request.body)
    found["body"] = request.body
    return found


def _segments(path: str) -> dict[str, bytes]:
    *before, last = path.rstrip("/").split("/")
    found = {f"path segment {number}": raw(part) for number, part in enumerate(before[:_MAX_FIELDS]) if part}
    return {"path": raw(last), **found, "whole path": raw(path)}


def _pairs(kind: str, query: str) -> dict[str, bytes]:
    pairs = (pair.partition("=") for pair in query.split("&")[:_MAX_FIELDS])
    return {f"{kind} {name}": raw(value) for name, _, value in pairs}


def _of_body(body: bytes) -> dict[str, bytes]:
    """Return what stands in the fields of a form or of a JSON object."""
    if len(body) > _MAX_PARTED:
        return {}
    if body.startswith(b"{"):
        return _members(body)
    if _FORM.match(body):
        return _pairs("field", body.decode("utf-8", "surrogateescape"))
    return _multipart(body) if body.startswith(b"--") else {}


def _members(body: bytes) -> dict[str, bytes]:
    """Return the texts and numbers in a JSON object."""
    try:
        members = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    found = [(name, str(value)) for name, value in members.items() if isinstance(value, str | int)]
    return {f"member {name}": raw(value) for name, value in found[:_MAX_FIELDS]}


def _multipart(body: bytes) -> dict[str, bytes]:
    """Return the parts of a form that are set apart by a line of the client's own."""
    found = {}
    for part in body.split(body.partition(b"\r\n")[0], _MAX_FIELDS)[1:]:
        head, _, value = part.partition(b"\r\n\r\n")
        if named := _PART.search(head):
            found[f"field {text(named[1])}"] = value.removesuffix(b"\r\n")
    return found


def suffix(name: str) -> str:
    """Return the part of a name that its owner registered, as far as that can be told without a list."""
    return ".".join(name.rstrip(".").split(".")[-_SUFFIX:])


def labels(names: Iterable[str]) -> Iterator[bytes]:
    """Give what may have been put into the labels of names below one suffix, asked for in this order."""
    rows = [name.rstrip(".").split(".")[:-_SUFFIX] for name in dict.fromkeys(names)]
    rows = [row for row in rows if row]
    yield raw("\n".join(".".join(row) for row in rows))
    yield _text("".join(row) for row in rows)
    yield _text(row[0] for row in rows)
    yield _text(max(row, key=len) for row in rows)
    yield _text("".join(part for part in row if not _INDEX.fullmatch(part)) for row in _by_number(rows))


def _by_number(rows: list[list[str]]) -> list[list[str]]:
    """Put names in the order of the numbers they carry: they may have been asked for at the same time."""
    return sorted(rows, key=lambda row: next((int(part) for part in row if _INDEX.fullmatch(part)), 0))


def _text(values: Iterable[str]) -> bytes:
    return raw("".join(values))
