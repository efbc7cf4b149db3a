# SPDX-License-Identifier: Apache-2.0
"""One sealed run by what its gateway saw: requests as events, and the values that were in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from fpbox.model import UNATTRIBUTED, Action, Event, Package, Process, Scope, Sent, Theft
from fpbox.recipes.address import address_of
from fpbox.recipes.glob import Globs
from fpbox.sealed.flows import Calls, Source, plain
from fpbox.sealed.items import Conversation, Item, is_for, of_conversation, of_name, packages, url
from fpbox.sealed.records import Attempt, Closed, Data, Dns, Flow, Reader, Record, Request, Tls
from fpbox.sealed.search import Planted, Search
from fpbox.sealed.thefts import Thefts

MAX_SENT = 50
"""How many requests of a package are told one by one; the others are counted."""
_MAX_FLOWS = 50_000
_FLOW = re.compile(r"flow (\d{1,9}): ")
_NAMES_NOBODY, _UNNAMED = "never said which host", "unnamed_host"
"""A connection that was opened and not used, as programs do to have one at hand: no way round anything."""
_NOBODY = Process(0, 0, 0, 0, "", (), "")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of the gateway's record.

    Attributes:
        events: `request` events, in order of time; of what nobody is known to be behind, too.
        sent: what each package sent, the first of it. left_out: how many more there were.
        thefts: values of the machine that each package sent.
        names: that the gateway invented addresses for, by address.
        trouble, notes: sentences: what makes the run inconclusive, and what else limits it.
    """

    events: tuple[Event, ...] = ()
    sent: dict[Package, tuple[Sent, ...]] = field(default_factory=dict)
    left_out: dict[Package, int] = field(default_factory=dict)
    thefts: dict[Package, tuple[Theft, ...]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    trouble: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Account:
    """Takes the gateway's lines and the traced network calls while they come, and joins them at the end."""

    def __init__(self, planted: Iterable[Planted] = ()) -> None:
        """Take the values that were invented for the run."""
        self._planted = tuple(planted)
        self._reader = Reader()
        self._records: list[Record] = []
        self._calls = Calls()
        self._names: dict[str, str] = {}

    def feed(self, data: bytes) -> None:
        """Take bytes of the gateway's standard output."""
        for record in self._reader.feed(data):
            self._records.append(record)
            if isinstance(record, Dns):
                self._names |= {
                    plain(address): record.name.rstrip(".").lower()
                    for address in record.answer
                    if not record.routed
                }

    def saw(self, event: Event, count: int, now_ns: int) -> None:
        """Take note of a traced event of the network, seen `count` times more, the last time at `now_ns`."""
        self._calls.saw(event, count, now_ns)

    def name_of(self, address: str) -> str:
        """Return the name that the gateway answered with an address, or ""."""
        return self._names.get(plain(address), "")

    def named(self, event: Event) -> Event:
        """Return a connect with the name of the host it goes to, once the gateway has told it."""
        address = address_of(event.object) if event.action in (Action.CONNECT, Action.SEND) else None
        name = self.name_of(address.host) if address else ""
        return replace(event, detail=(name,)) if name else event

    @property
    def ready(self) -> bool:
        """The gateway's first word has come."""
        return self._reader.ready

    @property
    def trouble(self) -> tuple[str, ...]:
        """Sentences: why the gateway's record is not whole."""
        return self._reader.trouble

    def close(self) -> None:
        """There are no more lines."""
        self._reader.close()

    def join(self, start_ns: int, services: Globs) -> Result:
        """Put the gateway's record and the traced calls together, once both have been read.

        Args:
            start_ns: CLOCK_MONOTONIC when the trace began, which events' times count from.
            services: names of hosts that take error reports or usage statistics.
        """
        search = Search(self._planted)
        conversations = self._conversations(start_ns)
        items = self._items(conversations.values(), start_ns, services)
        attempts = [event for one in self._records for event in _attempts(one, conversations, start_ns)]
        found = Thefts(search, services, self._names)
        for item in items:
            found.look_at(item)
        found.look_at_joined(items)
        events = [event for item in items for event in _events(item, found.flags.get(id(item), frozenset()))]
        sent, left_out = _by_package(items)
        return Result(
            events=tuple(sorted((*events, *attempts), key=lambda one: one.first_ns)),
            sent=sent,
            left_out=left_out,
            thefts={package: tuple(of.values()) for package, of in found.by_package.items()},
            names=self._names,
            trouble=tuple(self._trouble(exhausted=search.exhausted or found.exhausted)),
            notes=tuple(self._notes(search)),
        )

    def _trouble(self, *, exhausted: bool) -> Iterator[str]:
        yield from self._reader.trouble
        if not self._reader.ready:
            yield "the gateway never said that it was ready"
        if exhausted:
            yield "what was sent was too much, or too contrived, to be searched to its end"

    def _notes(self, search: Search) -> Iterator[str]:
        if self._calls.left_out:
            yield f"{self._calls.left_out} network calls were not held against what the gateway saw"
        if search.left_out:
            kinds = sorted({one.kind for one in search.left_out})
            yield f"too short or too common to be searched for in what was sent: {', '.join(kinds)}"

    def _items(self, conversations: Iterable[Conversation], start_ns: int, services: Globs) -> list[Item]:
        """Return everything that was sent, in order of time."""
        is_for_service = partial(is_for, hosts=services, names=self._names)
        items = [item for one in conversations for item in of_conversation(one, start_ns, is_for_service)]
        for record in self._records:
            if isinstance(record, Dns) and not record.routed:
                sources = self._calls.of_name(record.name, record.t_ns - start_ns)
                items.append(of_name(record, sources, start_ns))
        return sorted(items, key=lambda item: item.sent.first_ns)

    def _conversations(self, start_ns: int) -> dict[int, Conversation]:
        """Return the flows by their number."""
        found: dict[int, Conversation] = {}
        for record in sorted(self._records, key=_begins):
            match record:
                case Flow() if len(found) < _MAX_FLOWS:
                    at_ns = record.t_ns - start_ns
                    sources = self._calls.of_flow(record.protocol, record.destination, at_ns)
                    found[record.number] = Conversation(record, sources)
                case Tls() if record.flow in found:
                    found[record.flow].tls = record
                case Request() if record.flow in found:
                    found[record.flow].requests.append(record)
                case Data() if record.flow in found:
                    found[record.flow].data.append(record)
                case Closed() if record.flow in found:
                    found[record.flow].received = record.received
        return found


def _begins(record: Record) -> int:
    """Flows come before what was seen in them."""
    return 0 if isinstance(record, Flow) else 1


def _events(item: Item, flags: frozenset[str]) -> Iterator[Event]:
    """Make the events of an item, one for each candidate. A name is one only where it carries something."""
    sent = item.sent
    if sent.protocol == "dns" and not flags:
        return
    for base in _bases(item.sources):
        yield replace(
            base,
            first_ns=sent.first_ns,
            action=Action.REQUEST,
            call="request",
            object=url(sent),
            flags=flags,
            detail=(sent.method, sent.host, sent.target, str(sent.size), str(sent.status)),
        )


def _bases(sources: Iterable[Source]) -> Iterator[Event]:
    """Give for each candidate an event that has its process and package; one of nobody if there is none."""
    nobody = True
    for source in sources:
        nobody, event = False, source.event
        scope = replace(event.scope, confidence=source.confidence)
        yield Event(event.seq, event.first_ns, event.process, scope, event.action, "", "")
    if nobody:
        yield Event(0, 0, _NOBODY, Scope(UNATTRIBUTED), Action.REQUEST, "", "")


def _attempts(record: Record, conversations: Mapping[int, Conversation], start_ns: int) -> Iterator[Event]:
    """Make the events of an attempt to get past the gateway; what it says may name the flow."""
    if not isinstance(record, Attempt):
        return
    flow = _FLOW.match(record.detail)
    of = conversations.get(int(flow[1])) if flow else None
    for base in _bases(of.sources if of else ()):
        yield replace(
            base,
            first_ns=max(0, record.t_ns - start_ns),
            action=Action.ESCAPE,
            call="gateway",
            detail=(_UNNAMED if _NAMES_NOBODY in record.detail else record.what, record.detail),
        )


def _by_package(items: Iterable[Item]) -> tuple[dict[Package, tuple[Sent, ...]], dict[Package, int]]:
    sent: dict[Package, list[Sent]] = {}
    left_out: dict[Package, int] = {}
    for item in items:
        if item.sent.protocol == "dns":
            continue
        for package, confidence in packages(item):
            of = sent.setdefault(package, [])
            if len(of) < MAX_SENT:
                of.append(replace(item.sent, confidence=confidence))
            else:
                left_out[package] = left_out.get(package, 0) + 1
    return {package: tuple(of) for package, of in sent.items()}, left_out
