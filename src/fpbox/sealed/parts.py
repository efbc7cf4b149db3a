# SPDX-License-Identifier: Apache-2.0
"""What was sent, cut and joined so that a value is found that was taken apart on its way.

Data is sent in pieces: in one parameter of many requests, in the labels of many names, in many bodies. So
besides each request the pieces of all requests to one host are searched, joined in the order they were sent,
place by place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from fpbox.sealed.records import Request

_MAX_FIELDS = 64
_MAX_JSON = 64 << 10
_SUFFIX = 2
_INDEX = re.compile(r"[0-9]{1,6}")


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
    found = {"path": raw(path.rstrip("/").rpartition("/")[2])}
    for pair in query.split("&")[:_MAX_FIELDS]:
        name, _, value = pair.partition("=")
        found[f"parameter {name}"] = raw(value)
    for name, value in request.headers[:_MAX_FIELDS]:
        found[f"header {name.lower()}"] = raw(value)
    found |= _members(request.body)
    found["body"] = request.body
    return found


def _members(body: bytes) -> dict[str, bytes]:
    """Return the texts in a JSON object."""
    if not body.startswith(b"{") or len(body) > _MAX_JSON:
        return {}
    try:
        members = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    texts = [(name, value) for name, value in members.items() if isinstance(value, str)]
    return {f"member {name}": raw(value) for name, value in texts[:_MAX_FIELDS]}


def joined(every: Sequence[dict[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Give what stood in each place of several requests, joined, where it was not always the same."""
    for place in dict.fromkeys(place for one in every for place in one):
        values = [one[place] for one in every if place in one]
        if len(set(values)) > 1:
            yield place, b"".join(values)


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
