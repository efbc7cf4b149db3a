# SPDX-License-Identifier: Apache-2.0
"""What the image's own programs do when they do nothing: learnt from a control run, then subtracted.

A program is explained by its own control alone: npm reading a file says nothing about ``cat`` reading it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fpbox.errors import UsageError
from fpbox.model import Action, Event, Process

RESOLVER = "/etc/resolv.conf"

_VERSION = 1
_SYSTEM = ("/usr/", "/opt/", "/bin/", "/sbin/", "/lib/", "/lib64/")
_VERBATIM = frozenset({Action.CONNECT, Action.SEND, Action.DNS, Action.BIND, Action.SOCKET})
_TEMPORARY = re.compile(r"^(/tmp|/var/tmp|/dev/shm)/[^/]+")
_ON_PATH = re.compile(r"^(?!/tmp/|/var/tmp/|/dev/).*/(s?bin|\.bin|node-gyp-bin)/(?=[^/]+$)")
_HEX = re.compile(r"(?<![0-9a-zA-Z])(?=[0-9a-f]*[0-9])[0-9a-f]{8,}(?![0-9a-zA-Z])")
_DIGITS = re.compile(r"\d+")
_SPACES = re.compile(r"\s+")
_MAX_IMAGES = 65_536
_MAX_SHAPES = 200_000

Program = tuple[str, str]


@dataclass(slots=True)
class _Habits:
    """What one program, in one role, was seen to do.

    Attributes:
        seen: "action shape". calls: per call without an object, the most that one process image made.
        resolving: the same for images that had opened the resolver's configuration: looking a name up asks
            for the host's own name.
    """

    seen: set[str] = field(default_factory=set)
    calls: dict[str, int] = field(default_factory=dict)
    resolving: dict[str, int] = field(default_factory=dict)

    def merge(self, other: _Habits) -> None:
        self.seen |= other.seen
        for mine, theirs in ((self.calls, other.calls), (self.resolving, other.resolving)):
            for call, count in theirs.items():
                mine[call] = max(mine.get(call, 0), count)


class Programs:
    """Names what a process image runs: the program, and the role it runs in.

    The role is the script an interpreter was started with, when that lies where only the image puts files, or
    a module (``-m pip``). It is never taken from anywhere a package could have written.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[str, Program]] = {}

    def of(self, process: Process) -> Program:
        """Return (name of the program, role)."""
        known = self._known.get(process.image)
        if known is not None:
            return known[1]
        program = self._program(process)
        if len(self._known) >= _MAX_IMAGES:
            self._known.clear()
        self._known[process.image] = (process.exe, program)
        return program

    def _program(self, process: Process) -> Program:
        if process.kind == "fork":
            exe, program = self._known.get(process.parent, ("", ("", "")))
            if exe == process.exe:
                return program
        return program_of(process)


def program_of(process: Process) -> Program:
    """Name a process image by itself. A program outside the system's folders goes by its whole path."""
    exe = process.exe
    name = exe.rsplit("/", 1)[-1] if exe.startswith(_SYSTEM) else exe
    arguments = process.argv[1:3]
    if len(arguments) == 2 and arguments[0] == "-m":  # noqa: PLR2004 - -m and the module
        return name, f"-m {arguments[1]}"
    if arguments and arguments[0].startswith(_SYSTEM) and "/../" not in arguments[0]:
        return name, arguments[0]
    return name, ""


def shape(action: Action, call: str, name: str, detail: tuple[str, ...] = ()) -> str:
    """Return what stays the same of an observation when it is made again in another run.

    Numbers, hashes, the names of temporary folders and the folders that PATH leads to vary; addresses and host
    names are kept as they are.
    """
    if action in _VERBATIM:
        return f"{action.value} {name}"
    text = _vary(_ON_PATH.sub(r"\1/", name) if action is Action.EXEC else name)
    if action is Action.EXEC and detail:
        text += " " + " ".join(_vary(argument) for argument in detail[1:])
    if action in (Action.CALL, Action.INSPECT, Action.ESCAPE, Action.EVADE):
        text = " ".join((call, text, *detail))
    return f"{action.value} {text}"


def _vary(text: str) -> str:
    text = _TEMPORARY.sub(r"\1/#", text)
    return _SPACES.sub(" ", _DIGITS.sub("#", _HEX.sub("#", text)))[:1024]


class Baseline:
    """The habits of the image's programs."""

    def __init__(self) -> None:
        self._habits: dict[Program, _Habits] = {}
        self._programs = Programs()
        self._shapes: dict[tuple[Action, str, str, tuple[str, ...]], str] = {}
        self._resolving: set[int] = set()

    def learn(self, events: Iterable[Event]) -> None:
        """Take what one control run showed: all its events, with their final counts."""
        events = list(events)
        programs = Programs()
        resolving = {event.process.image for event in events if event.object == RESOLVER}
        counts: dict[tuple[Program, int, str], int] = {}
        for event in sorted(events, key=lambda one: one.seq):
            program = programs.of(event.process)
            habits = self._habits.setdefault(program, _Habits())
            habits.seen.add(self._shape(event))
            if not event.object:
                key = (program, event.process.image, event.call)
                counts[key] = counts.get(key, 0) + event.count
        for (program, image, call), count in counts.items():
            habits = self._habits[program]
            calls = habits.resolving if image in resolving else habits.calls
            calls[call] = max(calls.get(call, 0), count)

    def explains(self, event: Event) -> bool:
        """Tell whether the program does this by itself, in its own role or in any."""
        if event.object == RESOLVER:
            self._note_resolver(event.process.image)
        seen = self._shape(event)
        for habits in self._habits_of(event.process):
            if seen in habits.seen:
                return bool(event.object) or event.count <= self.allowance(event.process, event.call)
        return False

    def allowance(self, process: Process, call: str, *, resolving: bool | None = None) -> int:
        """Return how often a process image makes a call without an object by itself.

        Args:
            process: the image.
            call: the call's name.
            resolving: it has opened the resolver's configuration; by default, if `explains` has seen so.
        """
        if resolving is None:
            resolving = process.image in self._resolving
        most = 0
        for habits in self._habits_of(process):
            most = max(most, habits.calls.get(call, 0))
            if resolving:
                most = max(most, habits.resolving.get(call, 0))
        return most

    def merge(self, other: Baseline) -> None:
        """Take over what another one knows."""
        for program, habits in other._habits.items():
            self._habits.setdefault(program, _Habits()).merge(habits)

    def to_json(self) -> str:
        """Write it down, always in the same order."""
        programs = [
            {
                "program": name,
                "role": role,
                "seen": sorted(habits.seen),
                "calls": habits.calls,
                "resolving": habits.resolving,
            }
            for (name, role), habits in sorted(self._habits.items())
        ]
        return json.dumps({"fpbox_baseline": _VERSION, "programs": programs}, sort_keys=True, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Baseline:
        """Read what `to_json` wrote.

        Raises:
            UsageError: it is none of ours, or of another version; take the control run again.
        """
        try:
            data: Mapping[str, Any] = json.loads(text)
            baseline = cls()
            for item in data["programs"] if data["fpbox_baseline"] == _VERSION else data["unknown version"]:
                habits = _Habits(
                    {str(one) for one in item["seen"]}, _counts(item["calls"]), _counts(item["resolving"])
                )
                baseline._habits[str(item["program"]), str(item["role"])] = habits
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(
                "the stored control run cannot be read", "Remove it; the next run takes it again."
            ) from error
        return baseline

    def _habits_of(self, process: Process) -> Iterable[_Habits]:
        name, role = self._programs.of(process)
        found = [self._habits.get((name, role))] if role else []
        found.append(self._habits.get((name, "")))
        return [habits for habits in found if habits is not None]

    def _shape(self, event: Event) -> str:
        key = (event.action, event.call, event.object, event.detail)
        known = self._shapes.get(key)
        if known is None:
            if len(self._shapes) >= _MAX_SHAPES:
                self._shapes.clear()
            known = self._shapes[key] = shape(*key)
        return known

    def _note_resolver(self, image: int) -> None:
        if len(self._resolving) >= _MAX_IMAGES:
            self._resolving.clear()
        self._resolving.add(image)


def _counts(value: Mapping[str, int]) -> dict[str, int]:
    return {str(call): int(count) for call, count in value.items()}
