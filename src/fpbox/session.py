# SPDX-License-Identifier: Apache-2.0
"""From the tracer's bytes to findings: decoder, observer, attribution and matcher joined. Does no IO.

The same code reads a live container, a control run and a recorded trace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from fpbox.attribute import DRIVER
from fpbox.errors import WireError
from fpbox.interest import Interest, Usual
from fpbox.model import (
    FOREIGN_PACKAGE,
    TOOLCHAIN,
    Action,
    Coverage,
    Event,
    Finding,
    Package,
    Process,
    Scope,
    text,
)
from fpbox.recipes import Matcher
from fpbox.sealed.account import Account
from fpbox.trace import wire
from fpbox.trace.observe import Observer, Origin

TIME_LIMIT_REACHED = "the time limit was reached and everything in the box was stopped (--timeout sets it)"
_REASONS = {
    wire.Reason.TIME_LIMIT: TIME_LIMIT_REACHED,
    wire.Reason.TOLD_TO_STOP: "the run was interrupted before the command had ended",
    wire.Reason.TRACER_ERROR: "the tracer failed and stopped the command",
}
_SKIPPED = "skipped"
_NETWORK = frozenset({Action.CONNECT, Action.SEND, Action.DNS})
_EVERYTHING = Usual(Interest.EVERYBODY)
_MAX_MARKED = 65_536
_CLEARING = (Action.SIGNAL, "SIGKILL -1")
"""What our own program, which loads packages, does after each: it ends whatever the package left running."""
_REFUSAL = b"fpbox-init: cannot run "
_HARMLESS_NOTES = frozenset({wire.NoteCode.FEATURE_MISSING, wire.NoteCode.CLEANUP_FAILED})


def combined(coverages: Iterable[Coverage]) -> Coverage:
    """Return the coverage of several traces of one run."""
    every = tuple(coverages)
    return Coverage(
        complete=all(one.complete for one in every),
        calls=sum(one.calls for one in every),
        lost=sum(one.lost for one in every),
        notes=tuple(dict.fromkeys(note for one in every for note in one.notes)),
        trouble=tuple(dict.fromkeys(trouble for one in every for trouble in one.trouble)),
    )


@dataclass(frozen=True, slots=True)
class Output:
    """Bytes the command wrote to its standard output (1) or standard error (2)."""

    stream: int
    data: bytes


class Attribution(Protocol):
    """Tells what processes work for: `fpbox.attribute.Attributor`, or something simpler.

    What is simpler inherits from this, and says no more than whose each image is.
    """

    def image(self, process: Process) -> Scope:
        """Return what a new process image works for; parents come before their children."""

    def wants(self, action: Action, path: str) -> Interest:
        """Tell of whose events of this kind `note` and `meddles` can learn anything."""
        del action, path
        return Interest.NOBODY

    def usual(self, action: Action, folder: str) -> Usual | None:
        """Tell what `wants` says of most names in a directory; None if each has to be asked about."""
        del action, folder
        return Usual()

    def note(self, event: Event) -> None:
        """Learn from an event."""
        del event

    def meddles(self, event: Event) -> bool:
        """Tell whether an event changes an installed package that is not its own."""
        del event
        return False

    def leaves(self, event: Event) -> str:
        """Return the flag for where a package leaves something by an event; "" for none."""
        del event
        return ""

    def settle(self, event: Event) -> Iterable[tuple[Event, Scope | None]]:
        """Return the events that can be judged now, each with whom it is done for if that is not its own."""
        return ((event, None),)

    def rest(self) -> Iterable[tuple[Event, Scope | None]]:
        """Return the events that still wait to be judged, at the end."""
        return ()

    def asks_for(self, event: Event, host: str) -> Scope | None:
        """Tell for whom the toolchain talks to a host that nobody has allowed; None when nothing tells."""
        del event, host
        return None


class Session:
    """One trace being read.

    Attributes:
        hello, end: the tracer's first and last words, once they have come.
        ran: packages and phases that ran code, with the number of process images.
        refusal: why the command could not be run at all, in the tracer's words, or "".
        trouble: sentences: why the trace cannot be trusted to be whole.
        notes: sentences: what limits it otherwise.
    """

    def __init__(
        self,
        matcher: Matcher,
        attributor: Attribution,
        on_event: Callable[[Event, int], None] | None = None,
        after: Session | None = None,
        account: Account | None = None,
    ) -> None:
        """Join the parts.

        Args:
            matcher: gets the events that recipes look at.
            attributor: names what each process works for.
            on_event: sees every event, whether a recipe looks at it or not, with how many times more it was
                seen.
            after: the trace that this one goes on from, of the same container, which has ended. Images,
                events and times are numbered on, so that matcher and attributor can be the same.
            account: of a sealed run, is told of the network's events, and tells the names of hosts.
        """
        self.matcher = matcher
        self.hello: wire.Hello | None = None
        self.end: wire.End | None = None
        self.refusal = ""
        self.trouble: list[str] = []
        self.notes: list[str] = []
        self._attributor = attributor
        self._on_event = on_event
        self._after = after
        self._account = account
        self._decoder = wire.Decoder()
        self._starting: dict[int, Event] = {}
        self._marked: dict[int, tuple[Event, Event]] = {}
        self._unsettled: dict[int, tuple[Event, int, int]] = {}
        self._joined: dict[tuple[Usual, Usual], Usual] = {}
        self._skips = 0
        self._skipped_s = 0.0
        self.ran: dict[tuple[Package, str], int] = after.ran if after else {}
        self.observer = Observer(self._decoder.strings, self._scope, self._wanted, self._usual)
        if after:
            self.observer.paths = after.observer.paths

    def follow(self) -> Session:
        """Return a session for what the same container does when it is started once more."""
        return Session(self.matcher, self._attributor, self._on_event, after=self, account=self._account)

    def feed(self, data: bytes) -> list[Output | Finding]:
        """Take bytes of the tracer's stream; return what came of them, in order."""
        results: list[Output | Finding] = []
        if self.broken:
            return results
        try:
            for record in self._decoder.feed(data):
                results += self._record(record)
        except WireError as error:
            self.trouble.append(str(error))
        return results

    def close(self) -> None:
        """The stream is at its end: find out whether it is whole."""
        for image in tuple(self._starting):
            self._started(image)
        for event, scope in self._attributor.rest():
            self._take(event, scope)
        try:
            self._decoder.close()
        except WireError as error:
            self.trouble.append(str(error))

    @property
    def broken(self) -> bool:
        """The stream cannot be read any further."""
        return self._decoder.broken

    def coverage(self) -> Coverage:
        """Say what was seen, and what was not."""
        end = self.end
        lost = end.lost if end else 0
        trouble = list(self.trouble)
        if lost:
            trouble.append(f"{lost} events were lost")
        notes = list(self.notes)
        if self.observer.paths.forgotten:
            notes.append(f"{self.observer.paths.forgotten} links were not followed: there were too many")
        if self._skips:
            notes.append(
                f"{self._skips} long sleeps of packages' code were skipped, {self._skipped_s:g} s in all"
            )
        if self.observer.disguised:
            told = ", ".join(sorted(self.observer.disguised))
            notes.append(f"answered with the invented machine's, not the kernel's: {told}")
        return Coverage(
            complete=end is not None and not trouble,
            calls=end.calls if end else self.observer.calls,
            lost=lost,
            notes=tuple(notes),
            trouble=tuple(trouble),
        )

    def _scope(self, process: Process) -> Scope:
        self.matcher.started(process)
        scope = self._attributor.image(process)
        key = (scope.package, scope.phase)
        self.ran[key] = self.ran.get(key, 0) + 1
        return scope

    def _wanted(self, action: Action, call: str, name: str) -> Interest:
        if self._on_event is not None or action is Action.SLEEP:
            return Interest.EVERYBODY
        interest = self.matcher.wants(action, call, name)
        if interest is Interest.EVERYBODY:
            return interest
        return self._attributor.wants(action, name) or interest

    def _usual(self, action: Action, folder: str) -> Usual | None:
        if self._on_event is not None:
            return _EVERYTHING
        of_recipes, of_packages = self.matcher.usual(action, folder), self._attributor.usual(action, folder)
        if of_recipes is None or of_packages is None:
            return None
        key = (of_recipes, of_packages)
        if key not in self._joined:
            if len(self._joined) >= _MAX_MARKED:
                self._joined.clear()
            self._joined[key] = of_recipes.joined(of_packages)
        return self._joined[key]

    def _record(self, record: wire.Record) -> list[Output | Finding]:
        match record:
            case wire.Events():
                return list(self._events(record))
            case wire.Image():
                process = self.observer.image(record)
                if process.kind == "exec":
                    return list(self._started(process.parent, process.image))
            case wire.Output():
                return self._output(record)
            case wire.Exit():
                self.observer.exit(record)
                return list(self._started(self.observer.origin.image + record.image))
            case wire.Reset():
                self.observer.reset()
            case wire.Note():
                self._note(record)
            case wire.Hello():
                self._hello(record)
            case wire.End():
                self._end(record)
        return []

    def _hello(self, record: wire.Hello) -> None:
        self.hello = record
        before = self._after
        if before is not None and before.hello is not None and before.end is not None:
            self.observer.origin = Origin(
                image=before.observer.last_image,
                seq=before.observer.origin.seq + before.end.last_seq,
                ns=before.observer.origin.ns + record.start_ns - before.hello.start_ns,
            )

    def _output(self, record: wire.Output) -> list[Output | Finding]:
        """Pass output on; but what is said before anything has run is the tracer's own word."""
        if not self.ran and record.data.startswith(_REFUSAL):
            self.refusal = text(record.data.removeprefix(b"fpbox-init: ")).strip()
            return []
        return [Output(record.stream, record.data)]

    def _events(self, record: wire.Events) -> list[Finding]:
        batch = self.observer.events(record.payload)
        findings: list[Finding] = []
        for event in batch.new:
            findings += self._started(event.process.image, then=event)
            if event.action is Action.EXEC:
                self._starting[event.process.image] = event
            else:
                findings += self._new(event)
        for event, count, last_ns in batch.again:
            findings += self._started(event.process.image)
            findings += self._again(event, count, last_ns)
        return findings

    def _new(self, event: Event) -> tuple[Finding, ...]:
        if self._clears(event):
            return ()
        settled = tuple(self._attributor.settle(event))
        if all(one is not event for one, _ in settled):
            self._unsettled[id(event)] = (event, 0, 0)
        findings: tuple[Finding, ...] = ()
        for one, scope in settled:
            findings += self._take(one, scope)
        return findings

    def _take(self, event: Event, scope: Scope | None) -> tuple[Finding, ...]:
        """Take an event for the first time, and how often it came again while it waited."""
        _, more, last_ns = self._unsettled.pop(id(event), (event, 0, 0))
        marked = self._mark(event, scope)
        self._slept(marked, marked.count)
        self._account_for(marked, marked.count, marked.first_ns)
        self._attributor.note(marked)
        findings = self.matcher.observe(marked)
        self._pass_on(marked, marked.count)
        return findings + self._again(event, more, last_ns) if more else findings

    def _again(self, event: Event, count: int, last_ns: int) -> tuple[Finding, ...]:
        if self._clears(event):
            return ()
        if id(event) in self._unsettled:
            self._unsettled[id(event)] = (event, self._unsettled[id(event)][1] + count, last_ns)
            return ()
        _, marked = self._marked.get(id(event), (event, event))
        self._slept(marked, count)
        self._account_for(marked, count, last_ns)
        findings = self.matcher.again(marked, count, last_ns)
        self._pass_on(marked, count)
        return findings

    def _pass_on(self, event: Event, count: int) -> None:
        if self._on_event is not None:
            self._on_event(event, count)

    def _clears(self, event: Event) -> bool:
        own = self._after is not None and event.scope.package == TOOLCHAIN
        return own and (event.action, event.object) == _CLEARING

    def _slept(self, event: Event, count: int) -> None:
        if event.action is Action.SLEEP and event.result == _SKIPPED:
            self._skips += count
            self._skipped_s += count * float(event.object)

    def _account_for(self, event: Event, count: int, now_ns: int) -> None:
        if self._account is not None and event.action in _NETWORK:
            self._account.saw(event, count, now_ns)

    def _mark(self, event: Event, scope: Scope | None) -> Event:
        """Add to an event what only the attribution, or the gateway, can tell of it."""
        marked = event if scope is None else replace(event, scope=scope)
        if event.action is Action.WRITE or (event.action is Action.REMOVE and scope is not None):
            where = FOREIGN_PACKAGE if self._attributor.meddles(marked) else self._attributor.leaves(marked)
            marked = replace(marked, flags=event.flags | {where}) if where else marked
        elif event.action in _NETWORK:
            marked = self._asked_for(event if self._account is None else self._account.named(event))
        if marked is event:
            return event
        if len(self._marked) >= _MAX_MARKED:
            self._marked.clear()
        self._marked[id(event)] = (event, marked)
        return marked

    def _asked_for(self, event: Event) -> Event:
        """Put what the toolchain asks of a foreign host down to the package that had it ask."""
        if event.scope.package != TOOLCHAIN:
            return event
        host = self.matcher.foreign_host(event)
        scope = self._attributor.asks_for(event, host) if host else None
        return replace(event, scope=scope) if scope else event

    def _started(self, image: int, becomes: int = 0, then: Event | None = None) -> tuple[Finding, ...]:
        """Take the exec that `image` was last seen to try, now that it is known what came of it.

        The words of a package's script are an argument to an exec by the package manager, but they are the
        package's: what is started counts for whoever the new program works for. The words with which a
        package is loaded are ours, and no recipe is asked about them.

        Args:
            image: who tried.
            becomes: the image that it has turned into; 0 when the exec failed, or nothing tells.
            then: what it did next. The same words once more: a search through PATH that went on, so the
                program was not there.
        """
        event = self._starting.pop(image, None)
        if event is None:
            return ()
        if then is not None and then.action is Action.EXEC and then.detail == event.detail:
            event = replace(event, result="missing")
        scope = self.observer.scope(becomes) if becomes else event.scope
        if self._after and becomes and scope.root == becomes:
            self._pass_on(replace(event, scope=DRIVER), event.count)
            return ()
        return self._new(event if scope.package == event.scope.package else replace(event, scope=scope))

    def _note(self, record: wire.Note) -> None:
        said = f"{record.text} ({record.count} times)" if record.count > 1 else record.text
        (self.notes if record.code in _HARMLESS_NOTES else self.trouble).append(f"tracer: {said}")

    def _end(self, record: wire.End) -> None:
        self.end = record
        reason = _REASONS.get(record.reason)
        if reason:
            self.trouble.append(reason)
        if record.reason == wire.Reason.LINGER_OVER:
            self.notes.append(
                f"{record.killed} processes outlived the command and its linger time, and were stopped"
            )
