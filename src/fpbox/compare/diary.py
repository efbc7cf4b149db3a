# SPDX-License-Identifier: Apache-2.0
"""What one run does, taken down so that it can be compared with another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fpbox.compare.shapes import LOCAL, Place, Plain, host_shape, shape
from fpbox.machine import foreign
from fpbox.model import TOOLCHAIN, Action, Connection, Event, Evidence, Package, Report
from fpbox.recipes.tracker import Sighting

_MAX_DOINGS = 200_000
_ALWAYS = frozenset({Action.EXEC, Action.REQUEST})
"""What is compared of the package manager, too."""
_NETWORK = frozenset({Action.CONNECT, Action.SEND, Action.DNS})
"""What the report's list of connections tells better."""
_WORDS = frozenset({Action.EXEC, Action.REQUEST})
_SHOWN_WORDS = 240


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that was done, without what differs from run to run.

    Attributes:
        package: purl. phase: as in a scope.
        action: what was done. call: the system call, for calls without an object.
        object: as `shape` leaves it; of a program with its arguments, of a request with its method.
        program: that did it, without its directory.
    """

    package: str
    phase: str
    action: Action
    call: str
    object: str
    program: str


@dataclass(frozen=True, slots=True)
class Seen:
    """The first time that something was done.

    Attributes:
        example: the object with one run's own values replaced, and nothing else.
        evidence: the observation itself; None for what only the report's list of connections tells.
        allowed: of a connection, that the run may talk to this host.
    """

    example: str
    evidence: Evidence | None = None
    allowed: bool = False


@dataclass(frozen=True, slots=True)
class Observed:
    """What one run did.

    Attributes:
        doings: what packages did, and of the package manager the programs it started and where it went.
        report: the run's own. ci: it was on a CI job's machine.
        full: more was done than could be taken down.
    """

    doings: Mapping[Doing, Seen]
    report: Report
    ci: bool = False
    full: bool = False


_Raw = tuple[Package, str, Action, str, str, tuple[str, ...], str]


@dataclass(slots=True)
class Diary:
    """Takes down the events of one run. Memory is bounded by the number of different things done.

    Attributes:
        observed: what was done, once the run has been judged.
    """

    observed: Observed | None = None
    _events: dict[_Raw, Event] = field(default_factory=dict)
    _full: bool = False

    def event(self, event: Event) -> None:
        """Take an event; the same once more changes nothing."""
        scope = event.scope
        if scope.package == TOOLCHAIN and event.action not in _ALWAYS:
            return
        if event.action in _NETWORK and not event.object.startswith(LOCAL):
            return
        if event.action is Action.EXEC and (event.result == "missing" or event.object == foreign.SHELL):
            return
        words = event.detail if event.action in _WORDS else ()
        call = "" if event.object else event.call
        key = (scope.package, scope.phase, event.action, call, event.object, words, event.process.exe)
        if key in self._events:
            return
        if len(self._events) >= _MAX_DOINGS:
            self._full = True
            return
        self._events[key] = event

    def close(self, report: Report, final: Callable[[Package], Package], place: Place) -> None:
        """Put together what was done, once the run has been judged.

        Args:
            report: the run's.
            final: gives a package its final identity.
            place: where things lay in its box.
        """
        plain = Plain(place)
        doings: dict[Doing, Seen] = {}
        for event in self._events.values():
            found = _of_event(event, final(event.scope.package).purl, plain)
            if found is not None:
                doings.setdefault(*found)
        for connection in report.network:
            found = _of_connection(connection, plain)
            if found is not None:
                doings.setdefault(*found)
        self.observed = Observed(doings, report, place.ci, self._full)


def _of_event(event: Event, purl: str, plain: Plain) -> tuple[Doing, Seen] | None:
    example = _example(event, plain)
    if event.object and not example:
        return None
    call = "" if event.object else event.call
    program = event.process.exe.rpartition("/")[2]
    doing = Doing(purl, event.scope.phase, event.action, call, shape(example), shape(program))
    return doing, Seen(example or event.call, Sighting(event, event.count).evidence())


def _example(event: Event, plain: Plain) -> str:
    """Return what was done, without one run's own values."""
    if event.action is Action.EXEC:
        words = " ".join(event.detail[1:])
        return f"{plain.text(event.object)} {plain.text(words)}".strip()[:_SHOWN_WORDS]
    if event.action is Action.REQUEST:
        method = event.detail[0] if event.detail else ""
        return plain.text(f"{method} {event.object.partition('?')[0]}".strip())
    return plain.path(event.object) if event.object.startswith("/") else plain.text(event.object)


def _of_connection(one: Connection, plain: Plain) -> tuple[Doing, Seen] | None:
    """Return a connection by the name of its host, which means the same in every run, or else its address."""
    name = plain.text(one.host or one.address)
    if not name:
        return None
    action = Action.CONNECT if one.address else Action.DNS
    port = f":{one.port}" if one.port else ""
    doing = Doing(one.package.purl, "", action, "", f"{host_shape(name)}{port}", "")
    return doing, Seen(f"{name}{port}", allowed=one.allowed)
