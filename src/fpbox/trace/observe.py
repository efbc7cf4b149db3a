# SPDX-License-Identifier: Apache-2.0
"""Raw events into observations: who did what to what.

The tracer sends one small struct per call. Its last 36 bytes say what was done, whoever did it; with the
process image they are one observation. So nearly all of the work is done once per distinct observation, and a
repeated one costs three look-ups; one, if nobody wants to know what was done, whoever did it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from fpbox.interest import NO_NAMES, Interest, Usual
from fpbox.model import TOOLCHAIN, Action, Event, Process, Scope, text
from fpbox.trace import wire
from fpbox.trace.calls import CALLS
from fpbox.trace.describe import (
    ODD,
    Described,
    Raw,
    arguments,
    describe,
    full,
    numbers,
    uses,
    working_directory,
)
from fpbox.trace.paths import PathMap

_KINDS: tuple[Literal["root", "fork", "exec"], ...] = ("root", "fork", "exec")
_MAX_KNOWN = 200_000
_MAX_SAME = 65_536
_KEPT_DEAD = 4_096
_MAX_LINE = 64
_MAX_DISGUISED = 64
_ANSWERED = wire.EventFlag.ANSWERED.value

Wanted = Callable[[Action, str, str], Interest]
Usually = Callable[[Action, str], Usual | None]


_ROW = struct.Struct("<H")
_Folder = tuple[Usual | None, AbstractSet[bytes]]
_Again = dict[int, tuple[Event, int, int]]


class _Sighting(NamedTuple):
    seq: int
    ns: int
    times: int
    tid: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a trace begins that goes on from another: what its numbers are counted from.

    Attributes:
        image, seq: the last ones of the trace before. ns: how long after that trace's start this one began.
    """

    image: int = 0
    seq: int = 0
    ns: int = 0


@dataclass(slots=True)
class Batch:
    """What one payload of events showed.

    Attributes:
        new: observations seen for the first time, in order.
        again: observations seen before, with how many times more and when last.
    """

    new: list[Event] = field(default_factory=list)
    again: list[tuple[Event, int, int]] = field(default_factory=list)


class Observer:
    """Turns the tracer's records into processes and events.

    Memory is bounded: what was learnt of an observation is forgotten when the tracer voids its strings or
    when there is too much of it, and is learnt again when needed.
    """

    def __init__(
        self,
        strings: Mapping[int, bytes],
        scope_of: Callable[[Process], Scope],
        wanted: Wanted,
        usually: Usually,
    ) -> None:
        """Take the decoder's strings, what names a process's package, and what tells which objects matter.

        Args:
            strings: the decoder's live table.
            scope_of: called once for every new process image.
            wanted: (action, call, object) -> whose events of this kind anybody wants; asked once per distinct
                object.
            usually: (action, directory without a slash at its end) -> the same for all names in it but some;
                None if each has to be asked about. Has to agree with `wanted`.
        """
        self.calls = 0
        self.origin = Origin()
        self.last_image = 0
        self.disguised: set[str] = set()
        self.paths = PathMap()
        self.processes: dict[int, Process] = {}
        self._scopes: dict[int, Scope] = {}
        self._strings = strings
        self._scope_of = scope_of
        self._wanted = wanted
        self._usually = usually
        self._usual: dict[tuple[bytes, Action], _Folder] = {}
        self._idle: set[bytes] = set()
        self._quiet: set[bytes] = set()
        self._toolchain: set[int] = set()
        self._known: dict[bytes, dict[int, tuple[Event, ...]]] = {}
        self._shapes: dict[bytes, tuple[Described, ...]] = {}
        self._learnt = 0
        self._same: dict[tuple[int, int, Described], Event] = {}
        self._dead: list[int] = []

    def reset(self) -> None:
        """Forget everything that rests on string numbers, and on where links lead."""
        self._usual.clear()
        self._idle.clear()
        self._quiet.clear()
        self._known.clear()
        self._shapes.clear()
        self._learnt = 0

    def image(self, record: wire.Image) -> Process:
        """Take note of a new process image and find out what it works for."""
        strings = self._strings
        argv = arguments(strings[record.argv])
        pairs = (item.partition("=") for item in arguments(strings[record.env]))
        origin = self.origin
        self.last_image = origin.image + record.image
        process = Process(
            image=self.last_image,
            parent=record.parent and origin.image + record.parent,
            pid=record.pid,
            ppid=record.ppid,
            exe=text(strings[record.exe]),
            argv=argv,
            cwd=text(strings[record.cwd]),
            env=tuple((name, value) for name, _, value in pairs),
            kind=_KINDS[record.kind],
            orphan=bool(record.flags & wire.ImageFlag.PARENT_UNKNOWN),
            start_ns=origin.ns + record.ns,
            above=_above(self.processes.get(record.parent)),
        )
        self.processes[record.image] = process
        scope = self._scopes[record.image] = self._scope_of(process)
        if scope.package == TOOLCHAIN and not scope.phase:
            self._toolchain.add(record.image)
        return process

    def scope(self, image: int) -> Scope:
        """Return what a process image that was introduced works for."""
        return self._scopes[image - self.origin.image]

    def exit(self, record: wire.Exit) -> None:
        """Let go of a process that has ended, a while after it did."""
        self._dead.append(record.image)
        if len(self._dead) > 2 * _KEPT_DEAD:
            for image in self._dead[:_KEPT_DEAD]:
                self.processes.pop(image, None)
                self._scopes.pop(image, None)
                self._toolchain.discard(image)
            del self._dead[:_KEPT_DEAD]

    def events(self, payload: bytes) -> Batch:
        """Take one EVENTS payload."""
        batch = Batch()
        again: _Again = {}
        idle, known, shapes, quiet, toolchain = (
            self._idle, self._known, self._shapes, self._quiet, self._toolchain,
        )  # fmt: skip
        self.calls += sum(memoryview(payload).cast("I")[4::16])
        for number, (what,) in enumerate(wire.WHAT_ONLY.iter_unpack(payload)):
            if what in idle:
                continue
            seq, ns, count, tid, image = wire.WHO.unpack_from(payload, number * wire.EVENT.size)
            if what in quiet and image in toolchain:
                continue
            of = known.get(what)
            events = of.get(image) if of is not None else None
            if events is None:
                if what in shapes or not self._means_nothing(what, image, tid):
                    self._first_time(_Sighting(seq, ns, count, tid), image, what, batch, again)
                continue
            for event in events:
                _add(again, event, count, ns)
        since = self.origin.ns
        batch.again = [(event, count, since + ns) for event, count, ns in again.values()]
        return batch

    def _first_time(self, seen: _Sighting, image: int, what: bytes, batch: Batch, again: _Again) -> None:
        """Find out what an unknown observation means, and take its first sighting."""
        self._learn()
        if len(self._same) >= _MAX_SAME:
            self._same.clear()
        shapes = self._shapes.get(what)
        if shapes is None:
            shapes = self._describe(what, image, seen.tid)
        if what in self._idle:
            return
        (row,) = _ROW.unpack_from(what)
        events = []
        for shape in shapes:
            same = (image, row, shape)
            event = self._same.get(same)
            if event is None:
                event = self._same[same] = self._event(shape, CALLS[row].name, image, seen)
                batch.new.append(event)
            else:
                _add(again, event, seen.times, seen.ns)
            events.append(event)
        self._known.setdefault(what, {})[image] = tuple(events)

    def _describe(self, what: bytes, image: int, tid: int) -> tuple[Described, ...]:
        """Return what somebody wants of a call's meanings; remember it where it holds for every process."""
        row, error, flags, obj, base, obj2, base2, _, arg = wire.WHAT.unpack(what)
        strings, call = self._strings, CALLS[row]
        changes = self.paths.changes
        raw = Raw(
            call=call,
            process=self.processes[image],
            thread=tid,
            errno=error,
            flags=flags,
            arg=arg,
            object=strings[obj],
            base=strings[base],
            object2=strings[obj2],
            base2=strings[base2],
        )
        meanings = describe(raw, self.paths)
        if flags & _ANSWERED and len(self.disguised) < _MAX_DISGUISED:
            self.disguised.update(meaning.object for meaning in meanings)
        if self.paths.changes != changes:
            self.reset()
        wanted, local = [], False
        for meaning in meanings:
            local = local or meaning.local
            if self._wanted(meaning.action, call.name, meaning.object):
                wanted.append(meaning)
        if not local and wanted:
            self._shapes[what] = tuple(wanted)
        elif not local:
            self._idle.add(what)
        return tuple(wanted)

    def _learn(self) -> None:
        """Make room for one more thing that is remembered of observations."""
        if self._learnt >= _MAX_KNOWN:
            self.reset()
        self._learnt += 1

    def _means_nothing(self, what: bytes, image: int, tid: int) -> bool:
        """Tell early that nobody wants to know of an unknown observation, and remember it.

        Nearly all calls are uses of files that mean nothing, by far the most the package manager's.
        """
        row, _, flags, obj, base, _, _, _, arg = wire.WHAT.unpack(what)
        action = None if flags & ODD else uses(row, arg)
        if action is None:
            return False
        path = self._strings[obj]
        if base:
            path = full(path, self._strings[base])
        if not path.startswith(b"/"):
            return False
        folder, _, name = path.rpartition(b"/")
        key = (folder, action)
        usual, links = self._usual.get(key) or self._folder(key, image, tid)
        if usual is not None and name not in links and usual.holds(name):
            interest = usual.interest
        else:
            known = self.paths.known(path)
            if known is None:
                return False
            interest = self._wanted(action, CALLS[row].name, text(known))
        if interest is Interest.NOBODY:
            self._learn()
            self._idle.add(what)
            return True
        if interest is Interest.PACKAGES and image in self._toolchain:
            self._learn()
            self._quiet.add(what)
            return True
        return False

    def _folder(self, key: tuple[bytes, Action], image: int, tid: int) -> _Folder:
        """Find out what holds for most names in a directory, and which are links."""
        folder, action = key
        process = self.processes[image]
        known = self.paths.folder(folder, cwd=working_directory(process), own=numbers(process, tid))
        found = (
            (None, NO_NAMES)
            if known is None
            else (self._usually(action, text(known)), self.paths.linked(known))
        )
        if len(self._usual) >= _MAX_SAME:
            self._usual.clear()
        self._usual[key] = found
        return found

    def _event(self, shape: Described, call: str, image: int, seen: _Sighting) -> Event:
        return Event(
            seq=self.origin.seq + seen.seq,
            first_ns=self.origin.ns + seen.ns,
            process=self.processes[image],
            scope=self._scopes[image],
            action=shape.action,
            call=call,
            object=shape.object,
            raw=shape.raw,
            result=shape.result,
            count=seen.times,
            flags=shape.flags,
            detail=shape.detail,
        )


def _above(parent: Process | None) -> Process | None:
    """Return what stands above a parent's child: the parent; the first of its line when that is too long."""
    line = [parent] if parent else []
    while line and (above := line[-1].above) is not None:
        line.append(above)
    return parent if len(line) < _MAX_LINE else line[-1]


def _add(again: _Again, event: Event, count: int, ns: int) -> None:
    before = again.get(id(event))
    again[id(event)] = (event, count if before is None else before[1] + count, ns)
