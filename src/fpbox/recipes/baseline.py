# SPDX-License-Identifier: Apache-2.0
"""What the image's own programs do when they do nothing: learnt from a control run, then subtracted.

A program is explained by its own control alone: npm reading a file says nothing about ``cat`` reading it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from fpbox.errors import UsageError
from fpbox.model import TOOLCHAIN, Action, Event, Process

RESOLVER = "/etc/resolv.conf"
HOST_NAME = "uname"
"""The call that tells the host's own name. Who reads the resolver's configuration makes it once: C libraries
complete a short name by the host's domain."""

_VERSION = 3
_NAMED_HOMES = 2
"""The version whose shapes hold the name of the home directory."""
_SYSTEM = ("/usr/", "/opt/", "/bin/", "/sbin/", "/lib/", "/lib64/")
_MODULE = "-m"
_CODE = "-c"
_GIVERS = frozenset({"uv", "uvx", "poetry"})
_SHELLS = frozenset({"sh", "dash", "bash", "ash", "busybox"})
_PATH = re.compile(r"\.{0,2}/")
_MAX_OPTIONS = 16
_MAX_ROLE = 200
_LITERAL_PATH = re.compile(r'b?"/[^"]*"')
_NO_ROLE = re.compile(r"^(?:/tmp|/var/tmp|/dev|/proc)/|/\.\.?(?:/|$)")
_WORD = re.compile(r"[a-z][a-z_-]*")
_VERBATIM = frozenset({Action.CONNECT, Action.SEND, Action.DNS, Action.BIND, Action.SOCKET})
_TEMPORARY = re.compile(r"^(/tmp|/var/tmp|/dev/shm)/[^/]+")
_ON_PATH = re.compile(r"^(?!/tmp/|/var/tmp/|/dev/).*/(s?bin|\.bin|node-gyp-bin)/(?=[^/]+$)")
_HOME = re.compile(r"/home/[^/\s]+(?=[/\s]|$)")
_HEX = re.compile(r"(?<![0-9a-zA-Z])(?=[0-9a-f]*[0-9])[0-9a-f]{8,}(?![0-9a-zA-Z])")
_DIGITS = re.compile(r"\d+")
_SPACES = re.compile(r"\s+")
_MANAGER = re.compile(
    r"^(/usr(?:/local)?)/lib/node_modules/(?:npm|pnpm|yarn|@yarnpkg/cli-dist)/bin/(npm|npx|pnpm|yarn)(?:-cli)?\.[cm]?js$"
)
"""Where the system's package managers lie; scripts start them by this path, people by the link in bin."""
_MAX_IMAGES = 65_536
_MAX_SHAPES = 200_000
_ANY_NUMBER = 1 << 32

Program = tuple[str, str]


@dataclass(slots=True)
class Habits:
    """What one program, in one role, was seen to do.

    Attributes:
        seen: "action shape". lookups: sockets only images that had opened the resolver's configuration made.
        calls: per call without an object, the most that one process image made.
        resolving: the same for images that had opened the resolver's configuration.
    """

    seen: set[str] = field(default_factory=set)
    lookups: set[str] = field(default_factory=set)
    calls: dict[str, int] = field(default_factory=dict)
    resolving: dict[str, int] = field(default_factory=dict)

    def merge(self, other: Habits) -> None:
        """Take over what another one has: of counts, the greater."""
        self.seen |= other.seen
        self.lookups |= other.lookups
        for mine, theirs in ((self.calls, other.calls), (self.resolving, other.resolving)):
            for call, count in theirs.items():
                mine[call] = max(mine.get(call, 0), count)


class Programs:
    """Names what each process image of a run is: the program, and the role it runs in."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[str, Program]] = {}

    def of(self, process: Process) -> Program:
        """Return (name of the program, role); a fork has its parent's."""
        known = self._known.get(process.image)
        if known is not None:
            return known[1]
        exe, program = self._known.get(process.parent, ("", ("", "")))
        if process.kind != "fork" or exe != process.exe:
            program = program_of(process, program)
        if len(self._known) >= _MAX_IMAGES:
            self._known.clear()
        self._known[process.image] = (process.exe, program)
        return program


def program_of(process: Process, parent: Program = ("", "")) -> Program:
    """Name a process image by itself, and by who started it.

    A program outside the system's folders goes by its whole path. The role is the script that an interpreter
    was started with, by its whole path and before any option, or a module (``-m pip``). Scripts in temporary
    folders and with relative paths have none: anybody could have written them. Code that one of the system's
    package managers gives an interpreter (to find out about it, or as a build hook) is a role, too; the paths
    in it vary.
    """
    exe = process.exe
    name = exe.rsplit("/", 1)[-1] if exe.startswith(_SYSTEM) else exe
    arguments = process.argv[1:3]
    if len(arguments) == 2 and arguments[0] == _MODULE:  # noqa: PLR2004 - -m and the module
        return name, f"{_MODULE} {arguments[1]}"
    if arguments and arguments[0].startswith("/") and not _NO_ROLE.search(arguments[0]):
        return name, _MANAGER.sub(r"\1/bin/\2", arguments[0])
    return name, _given(process.argv) if _gives_code(parent) else ""


def _gives_code(parent: Program) -> bool:
    name, role = parent
    if role:
        return role.startswith(_SYSTEM) and role.rsplit("/", 1)[-1] in _GIVERS
    return name in _GIVERS


def _given(argv: tuple[str, ...]) -> str:
    """Return the code on an interpreter's command line, or that it comes through standard input."""
    options = argv[1:_MAX_OPTIONS]
    if _CODE in options[:-1]:
        code = _SPACES.sub(" ", _LITERAL_PATH.sub('"#"', options[options.index(_CODE) + 1]))
        if len(code) > _MAX_ROLE:
            code = f"{code[:_MAX_ROLE]}... {hashlib.sha256(code.encode('utf-8', 'replace')).hexdigest()[:16]}"
        return f"{_CODE} {code}"
    return " ".join(options) if options[-1:] == ("-",) else ""


def task_of(process: Process, program: Program) -> Program:
    """Name what a script is told to do, by its first argument: a build hook's process, or ``npm install``."""
    name, role = program
    if role and len(process.argv) > 2 and _WORD.fullmatch(process.argv[2]):  # noqa: PLR2004 - after the script
        return name, f"{role} {process.argv[2]}"
    return program


def shape(action: Action, call: str, name: str, detail: tuple[str, ...] = ()) -> str:
    """Return what stays the same of an observation when it is made again in another run.

    Numbers, hashes, the names of home directories and temporary folders, and the folders that PATH leads to
    vary; addresses and host names are kept as they are.
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
    text = _HOME.sub("~", _TEMPORARY.sub(r"\1/#", text))
    return _SPACES.sub(" ", _DIGITS.sub("#", _HEX.sub("#", text)))[:1024]


class Baseline:
    """The habits of the image's programs.

    Attributes:
        hosts: names of the registries that the image's package managers go to by themselves.
    """

    def __init__(self, hosts: Iterable[str] = ()) -> None:
        self.hosts = frozenset(hosts)
        self._habits: dict[Program, Habits] = {}

    def learn(self, events: Iterable[Event]) -> None:
        """Take what one control run showed: all its events, with their final counts."""
        events = sorted(events, key=lambda one: one.seq)
        programs = Programs()
        resolving = {event.process.image for event in events if event.object == RESOLVER}
        counts: dict[tuple[Program, int, str], int] = {}
        for event in events:
            program = programs.of(event.process)
            only_lookup = event.action is Action.SOCKET and event.process.image in resolving
            seen = _shape_of(event, program)
            for name in {program, task_of(event.process, program)}:
                habits = self._habits.setdefault(name, Habits())
                (habits.lookups if only_lookup else habits.seen).add(seen)
                if not event.object:
                    key = (name, event.process.image, event.call)
                    counts[key] = counts.get(key, 0) + event.count
        for (program, image, call), count in counts.items():
            habits = self._habits[program]
            calls = habits.resolving if image in resolving else habits.calls
            calls[call] = max(calls.get(call, 0), count)

    def explains(self, event: Event) -> bool:
        """Tell whether the program does this by itself. For a whole run, use one `Explainer`."""
        return Explainer(self).explains(event)

    def programs(self) -> Iterator[tuple[Program, Habits]]:
        """Give every program in every role, in order, with what it does."""
        yield from sorted(self._habits.items(), key=itemgetter(0))

    def habits_of(self, program: Program) -> Habits | None:
        """Return what is known of a program in a role."""
        return self._habits.get(program)

    def merge(self, other: Baseline) -> None:
        """Take over what another one knows."""
        self.hosts |= other.hosts
        for program, habits in other._habits.items():
            self._habits.setdefault(program, Habits()).merge(habits)

    def to_data(self) -> dict[str, Any]:
        """Return it as what JSON can hold, always in the same order."""
        programs = [
            {
                "program": name,
                "role": role,
                "seen": sorted(habits.seen),
                "lookups": sorted(habits.lookups),
                "calls": dict(sorted(habits.calls.items())),
                "resolving": dict(sorted(habits.resolving.items())),
            }
            for (name, role), habits in self.programs()
        ]
        return {"fpbox_baseline": _VERSION, "hosts": sorted(self.hosts), "programs": programs}

    def to_json(self) -> str:
        """Write it down, always in the same order."""
        return json.dumps(self.to_data(), indent=1)

    @classmethod
    def from_json(cls, text: str) -> Baseline:
        """Read what `to_json` wrote.

        Raises:
            UsageError: it is none of ours, or of another version; take the control run again.
        """
        try:
            data = json.loads(text)
        except ValueError as error:
            raise _unreadable() from error
        return cls.from_data(data)

    @classmethod
    def from_data(cls, data: Any) -> Baseline:  # noqa: ANN401 - whatever somebody's JSON holds
        """Read what `to_data` returned.

        Raises:
            UsageError: it is none of ours, or of another version; take the control run again.
        """
        try:
            baseline = cls(str(host) for host in data.get("hosts", ()))
            homes = _HOME_NAMES[data["fpbox_baseline"]]
            for item in data["programs"]:
                seen, lookups = ({homes(str(one)) for one in item[key]} for key in ("seen", "lookups"))
                habits = Habits(seen, lookups, _counts(item["calls"]), _counts(item["resolving"]))
                baseline._habits[str(item["program"]), str(item["role"])] = habits
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _unreadable() from error
        return baseline


def _without_home(seen: str) -> str:
    return _HOME.sub("~", seen)


_HOME_NAMES: dict[object, Callable[[str], str]] = {_VERSION: str, _NAMED_HOMES: _without_home}
"""How each version's shapes become today's."""


def _unreadable() -> UsageError:
    return UsageError("the stored control run cannot be read", "Remove it; the next run takes it again.")


class Explainer:
    """Holds the events of one run against a baseline. What it has to remember of the run is bounded."""

    def __init__(self, baseline: Baseline) -> None:
        self._baseline = baseline
        self._programs = Programs()
        self._shapes: dict[tuple[Action, str, str, tuple[str, ...], Program], str] = {}
        self._resolving: dict[int, int] = {}

    def looks_up(self, event: Event, count: int) -> None:
        """Take note of a look at the resolver's configuration, or of `count` more."""
        if len(self._resolving) >= _MAX_IMAGES:
            self._resolving.clear()
        image, opened = event.process.image, count if event.action is Action.OPEN else 0
        self._resolving[image] = self._resolving.get(image, 0) + opened

    def explains(self, event: Event) -> bool:
        """Tell whether the program does this by itself, in its own role or in any."""
        seen = self._shape(event)
        habits_of = self._habits_of(event)
        if self.resolves(event) and any(seen in habits.lookups for habits in habits_of):
            return True
        if not any(seen in habits.seen for habits in habits_of):
            return False
        return bool(event.object) or event.count <= self.allowance(event)

    def started(self, process: Process) -> None:
        """Take note of a process image: what its children are depends on it."""
        self._programs.of(process)

    def resolves(self, event: Event) -> bool:
        """Tell whether the process image has looked at the resolver's configuration."""
        return event.process.image in self._resolving

    def may_be_lookup(self, event: Event) -> bool:
        """Tell whether a socket would be explained if the image turned out to be looking a name up.

        The C library makes it before it opens the resolver's configuration, so this is known a moment later.
        """
        if event.action is not Action.SOCKET or self.resolves(event):
            return False
        seen = self._shape(event)
        return any(seen in habits.lookups for habits in self._habits_of(event))

    def allowance(self, event: Event) -> int:
        """Return how often the program makes this call without an object by itself, in one process image.

        An image that has opened the resolver's configuration may make as many as the control's that had; ask
        for the host's name once for each time.
        """
        return self._allowance(event, self._resolving.get(event.process.image, 0))

    def may_be_allowed_more(self, event: Event) -> bool:
        """Tell whether looking names up would allow the process image to make this call more often.

        What was seen of both comes in no certain order: the tracer counts a call that is made again.
        """
        if event.call != HOST_NAME:
            return False
        return self._allowance(event, _ANY_NUMBER) > self.allowance(event)

    def _allowance(self, event: Event, opened: int) -> int:
        """Return what an image may do that has opened the resolver's configuration so often.

        Where the control knows the task at hand, other tasks of the same script do not count.
        """
        found = self._habits_of(event)
        bare = self._baseline.habits_of((self._programs.of(event.process)[0], ""))
        return max(
            (_allowed(habits, event.call, opened) for habits in (*found[:1], *((bare,) if bare else ()))),
            default=0,
        )

    def _habits_of(self, event: Event) -> list[Habits]:
        """Return what is known of the program: in its task, in its role, and bare."""
        program = name, role = self._programs.of(event.process)
        if role.startswith(_MODULE) and event.scope.package != TOOLCHAIN:
            program = (name, "")  # the module may be one of the package's own, from its working directory
        names = dict.fromkeys((task_of(event.process, program), program, (name, "")))
        return [habits for one in names if (habits := self._baseline.habits_of(one))]

    def _shape(self, event: Event) -> str:
        program = self._programs.of(event.process) if event.action is Action.EXEC else ("", "")
        key = (event.action, event.call, event.object, event.detail, program)
        known = self._shapes.get(key)
        if known is None:
            if len(self._shapes) >= _MAX_SHAPES:
                self._shapes.clear()
            known = self._shapes[key] = _shape_of(event, program)
        return known


def _allowed(habits: Habits, call: str, opened: int) -> int:
    """Return how often a program with these habits makes a call; one that only resolved does so any time."""
    alone, most = habits.calls.get(call, 0), habits.resolving.get(call, 0)
    if not habits.calls:
        return most
    if not opened:
        return alone
    return max(alone, min(most, alone + opened) if call == HOST_NAME else most)


def _shape_of(event: Event, program: Program) -> str:
    """Return an event's shape; the files that a shell script of the system's passes on are its caller's."""
    detail = event.detail
    if event.action is Action.EXEC and program[0] in _SHELLS and program[1].startswith(_SYSTEM):
        detail = tuple("@" if _PATH.match(argument) else argument for argument in detail)
    return shape(event.action, event.call, event.object, detail)


def _counts(value: Mapping[str, int]) -> dict[str, int]:
    return {str(call): int(count) for call, count in value.items()}
