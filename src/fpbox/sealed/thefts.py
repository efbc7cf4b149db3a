# SPDX-License-Identifier: Apache-2.0
"""The values that are found in what was sent, each once for a package and a host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from fpbox.model import Package, Sent, Theft, text
from fpbox.recipes.glob import Globs
from fpbox.sealed import parts
from fpbox.sealed.items import Item, is_for, packages, url
from fpbox.sealed.search import Hit, Planted, Search, is_credential
from fpbox.sealed.series import Series

_CREDENTIAL, _IDENTITY, _REPORT = "carries_credential", "carries_identity", "reports_identity"
MAX_THEFTS = 100
_MAX_SEARCHED = 500
_MAX_JOINED = 2_000
_MAX_VALUE = 8_192


class Thefts:
    """Gathers the values that are found.

    Attributes:
        flags: of each item, by id, that a value was found in.
        exhausted: there was more to be joined than was searched.
    """

    def __init__(self, search: Search, services: Globs, names: Mapping[str, str]) -> None:
        """Take the search, the services that are told of errors and use, and the names of addresses."""
        self._search = search
        self._services = services
        self._names = names
        self._left = _MAX_SEARCHED
        self._joins_left = _MAX_JOINED
        self.exhausted = False
        self._unsearched: set[int] = set()
        self._known: dict[tuple[tuple[str, bytes], ...], list[tuple[str, Hit]]] = {}
        self.flags: dict[int, frozenset[str]] = {}
        self.by_package: dict[Package, dict[tuple[str, bytes, str], Theft]] = {}

    def look_at(self, item: Item) -> None:
        """Search one item by itself. After the first hundreds, only what is joined is searched."""
        hits = self._known.get(item.pieces)
        if hits is None:
            if not self._left:
                self._unsearched.add(id(item))
                return
            self._left -= 1
            hits = self._known[item.pieces] = [
                (place, hit) for place, data in item.pieces if data for hit in self._search.find(data)
            ]
        for place, hit in hits:
            self._take(item, hit, place, 1)

    def look_at_joined(self, items: Sequence[Item]) -> None:
        """Search what was sent to each host altogether, place by place, and all of it at once."""
        groups: dict[tuple[str, ...], list[Item]] = {}
        for item in items:
            groups.setdefault(item.key, []).append(item)
        for group in groups.values():
            if len(group) > 1:
                self._look_at_group(group)

    def _look_at_group(self, group: Sequence[Item]) -> None:
        for place, data in self._together(group):
            if not self._joins_left:
                self.exhausted = True
                return
            self._joins_left -= 1
            for hit in self._search.find(data):
                self._take(group[-1], hit, place, len(group))

    def _together(self, group: Sequence[Item]) -> Iterator[tuple[str, bytes]]:
        """Give what several items may carry together, and all of them where not each was searched."""
        if group[0].sent.protocol == "dns":
            for data in parts.labels(item.sent.target for item in group):
                yield "names", data
            group = [item for item in group if item.fields]
        if any(id(item) in self._unsearched for item in group):
            yield "requests", b"\n".join(data for item in group for _, data in item.pieces)
        series = Series([item.fields for item in group])
        yield from series.texts()
        self.exhausted |= series.limited

    def _take(self, item: Item, hit: Hit, place: str, requests: int) -> None:
        planted, sent = hit.planted, item.sent
        if _is_its_own(planted, sent):
            return
        reported = is_for(sent, self._services, self._names)
        flag = _CREDENTIAL if is_credential(planted.kind) else _REPORT if reported else _IDENTITY
        for package, confidence in packages(item):
            known = self.by_package.setdefault(package, {})
            key = (planted.kind, planted.value, sent.host)
            old = known.get(key)
            if old is not None:
                if requests == 1:
                    known[key] = replace(old, count=old.count + 1)
                    self._flag(item, flag)
                continue
            self._flag(item, flag)
            if len(known) < MAX_THEFTS:
                known[key] = _theft(item, hit, place, requests, confidence)

    def _flag(self, item: Item, flag: str) -> None:
        self.flags[id(item)] = self.flags.get(id(item), frozenset()) | {flag}


def _is_its_own(planted: Planted, sent: Sent) -> bool:
    """Tell whether a value went where it belongs: a domain to its own hosts, the metadata service's word."""
    own = sent.host.encode().lower()
    value = planted.value.lower()
    return (
        own == value
        or own.endswith(b"." + value)
        or ("metadata" in planted.kind and sent.protocol == "metadata")
    )


def _theft(item: Item, hit: Hit, place: str, requests: int, confidence: float) -> Theft:
    planted, sent = hit.planted, item.sent
    return Theft(
        kind=planted.kind,
        value=_shown(planted.value),
        where=planted.where,
        forms=hit.forms,
        place=place,
        destination=url(sent),
        host=sent.host,
        address=sent.address,
        port=sent.port,
        method=sent.method,
        requests=requests,
        first_ns=sent.first_ns,
        confidence=confidence,
    )


def _shown(value: bytes) -> str:
    """Return a value as text, and what is no text in hexadecimal."""
    shown = text(value[:_MAX_VALUE])
    return shown if shown.isprintable() or b"\n" in value else value[:_MAX_VALUE].hex()
