# SPDX-License-Identifier: Apache-2.0
"""Who is behind what the gateway saw: its flows and names against the traced calls.

The gateway sees an address, a port and a time, the tracer the same of each process; both clocks are the
host's CLOCK_MONOTONIC. So a flow belongs to the process image that connected to its destination last before
it. Where two did within a second, nothing tells them apart: both are kept, and believed less.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address

from fpbox.model import Action, Event
from fpbox.recipes.address import address_of

UNSURE = 0.7
"""How far one of several candidates is believed, and one that was not seen to ask but had the means."""
_SLACK_NS = 100_000_000
"""How much later than its flow a call may seem to be made: the tracer may wait for its turn."""
_SAME_TIME_NS = 1_000_000_000
_ASKED_NS = 5_000_000_000
_DNS_PORT = 53
_MAX_KEYS = 65_536
_MAX_EACH = 256
_MAX_CANDIDATES = 4

_Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Source:
    """A traced call that something the gateway saw is put down to."""

    event: Event
    confidence: float


@dataclass(slots=True)
class _Call:
    """One observation: made `count` times, of which `used` are known to be behind earlier flows."""

    event: Event
    first_ns: int
    last_ns: int
    count: int
    used: int = 0

    def when(self, at_ns: int) -> int:
        """Return the last time before `at_ns` that it may have been made; -1 if it was made later only."""
        if self.first_ns > at_ns:
            return -1
        return self.first_ns if self.count == 1 else min(self.last_ns, at_ns)


@dataclass(slots=True)
class _Calls:
    """Calls by what they went to. Of the same observation there is one."""

    by_key: dict[_Key, dict[int, _Call]] = field(default_factory=dict)
    left_out: int = 0

    def add(self, key: _Key, event: Event, count: int, now_ns: int) -> None:
        calls = self.by_key.get(key)
        if calls is None:
            if len(self.by_key) >= _MAX_KEYS:
                self.left_out += 1
                return
            calls = self.by_key[key] = {}
        known = calls.get(id(event))
        if known is not None:
            known.count += count
            known.last_ns = max(known.last_ns, now_ns)
        elif len(calls) < _MAX_EACH:
            calls[id(event)] = _Call(event, event.first_ns, now_ns, count)
        else:
            self.left_out += 1

    def before(self, key: _Key, at_ns: int) -> list[_Call]:
        """Return those made before a time, the latest first."""
        found = [call for call in self.by_key.get(key, {}).values() if call.when(at_ns) >= 0]
        return sorted(found, key=lambda call: -call.when(at_ns))


class Calls:
    """The traced network calls of a run, to be asked who is behind what."""

    def __init__(self) -> None:
        self._addresses = _Calls()
        self._names = _Calls()
        self._resolvers = _Calls()

    @property
    def left_out(self) -> int:
        """How many calls were not kept, because there were too many."""
        return self._addresses.left_out + self._names.left_out + self._resolvers.left_out

    def saw(self, event: Event, count: int, now_ns: int) -> None:
        """Take note of a traced event, seen `count` times more, the last time at `now_ns`."""
        if event.action is Action.DNS:
            self._names.add(("dns", _name(event.object), 0), event, count, now_ns)
        elif event.action in (Action.CONNECT, Action.SEND):
            address = address_of(event.object)
            if address is not None:
                self._addresses.add((address.proto, plain(address.host), address.port), event, count, now_ns)
            if address is not None and address.port == _DNS_PORT:
                self._resolvers.add(("", "", _DNS_PORT), event, count, now_ns)

    def of_flow(self, protocol: str, destination: tuple[str, int], at_ns: int) -> tuple[Source, ...]:
        """Return who is behind a flow; flows have to be asked for in the order in which they began."""
        at_ns += _SLACK_NS
        calls = self._addresses.before((protocol, plain(destination[0]), destination[1]), at_ns)
        waiting = [call for call in calls if call.used < call.count] or calls
        rivals = _rivals(waiting, at_ns)
        if len(rivals) == 1:
            rivals[0].used += 1
        return _sources(rivals)

    def of_name(self, name: str, at_ns: int) -> tuple[Source, ...]:
        """Return who asked for a name; failing that, who had gone to the resolver shortly before."""
        at_ns += _SLACK_NS
        asked = self._names.before(("dns", _name(name), 0), at_ns)
        if asked:
            return _sources(_rivals(asked, at_ns))
        went = self._resolvers.before(("", "", _DNS_PORT), at_ns)
        recent = [call for call in went if at_ns - call.when(at_ns) <= _ASKED_NS]
        return tuple(
            Source(one.event, UNSURE * one.event.scope.confidence)
            for one in _packages(recent)[:_MAX_CANDIDATES]
        )


def plain(address: str) -> str:
    """Return an address in its one form; what is none stays as it is."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return str(mapped or parsed)


def _name(name: str) -> str:
    return name.rstrip(".").lower()


def _rivals(calls: list[_Call], at_ns: int) -> list[_Call]:
    """Return the latest call, and those of other packages that were made at the same time."""
    if not calls:
        return []
    since = calls[0].when(at_ns) - _SAME_TIME_NS
    return _packages(call for call in calls if call.when(at_ns) >= since)[:_MAX_CANDIDATES]


def _packages(calls: Iterable[_Call]) -> list[_Call]:
    """Return the first call of each package."""
    first: dict[str, _Call] = {}
    for call in calls:
        first.setdefault(call.event.scope.package.purl, call)
    return list(first.values())


def _sources(calls: list[_Call]) -> tuple[Source, ...]:
    sure = 1.0 if len(calls) == 1 else UNSURE
    return tuple(Source(call.event, sure * call.event.scope.confidence) for call in calls)
