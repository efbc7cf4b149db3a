# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import socket
import struct
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fpbox.interest import NO_NAMES, Interest, Usual
from fpbox.model import TOOLCHAIN, Action, Event, Package, Process, Scope
from fpbox.trace import wire
from fpbox.trace.calls import CALLS
from fpbox.trace.observe import Observer

O_WRONLY_CREAT = 0o101
PACKAGES = 100
"""From this process on they are a package's."""


def row(name: str, decoder: str | None = None) -> int:
    return next(i for i, c in enumerate(CALLS) if c.name == name and decoder in (None, c.decoder))


@dataclass
class Trace:
    """Writes what a tracer would say, without the framing."""

    wanted: set[str] | None = None
    early: bool = False
    of_packages: frozenset[str] = frozenset()
    strings: dict[int, bytes] = field(default_factory=lambda: {0: b""})
    seq: int = 0

    def __post_init__(self) -> None:
        self.observer = Observer(self.strings, self.scope, self.wants, self.usually)
        self.scopes: list[Process] = []
        self.image(1, pid=10)

    def scope(self, process: Process) -> Scope:
        self.scopes.append(process)
        return Scope(Package("pkg:npm/a@1") if process.pid >= PACKAGES else TOOLCHAIN)

    def wants(self, _action: Action, _call: str, name: str) -> Interest:
        if name in self.of_packages:
            return Interest.PACKAGES
        return Interest.EVERYBODY if self.wanted is None or name in self.wanted else Interest.NOBODY

    def usually(self, _action: Action, folder: str) -> Usual | None:
        if not self.early or self.wanted is None:
            return None
        begin = f"{folder}/"
        wanted = (name.removeprefix(begin) for name in self.wanted if name.startswith(begin))
        return Usual(names=NO_NAMES.union(name.encode() for name in wanted if "/" not in name))

    def string(self, value: bytes) -> int:
        for number, known in self.strings.items():
            if known == value:
                return number
        self.strings[len(self.strings)] = value
        return len(self.strings) - 1

    def image(self, number: int, pid: int, parent: int = 0, cwd: bytes = b"/home/dev/app") -> Process:
        exe, argv = self.string(b"/usr/bin/x"), self.string(b"x\0-v\0")
        env = self.string(b"npm_package_name=a=b\0")
        flags = wire.ImageFlag(0)
        return self.observer.image(
            wire.Image(number, parent, pid, 1, 0, 0, exe, self.string(cwd), argv, env, 1, flags)
        )

    def event(self, call: str, obj: bytes = b"", **given: object) -> bytes:
        values = {
            "image": 1,
            "tid": 10,
            "flags": 0,
            "base": b"",
            "object2": b"",
            "arg": 0,
            "err": 0,
            "count": 1,
        }
        values |= given
        self.seq += int(str(values["count"]))
        strings = [self.string(s) for s in (obj, values["base"], values["object2"])]  # type: ignore[arg-type]
        return wire.EVENT.pack(
            self.seq, 1000 * self.seq, values["count"], values["tid"], values["image"],
            given.get("row", row(call)), values["err"], values["flags"], strings[0], strings[1], strings[2],
            0, 0, values["arg"],
        )  # fmt: skip

    def one(self, call: str, obj: bytes = b"", **given: object) -> Event:
        (event,) = self.observer.events(self.event(call, obj, **given)).new
        return event


def test_a_path_is_what_was_opened_by_whom() -> None:
    event = Trace().one("openat", b"/etc/machine-id")
    assert (event.action, event.call, event.object, event.result) == (
        "open",
        "openat",
        "/etc/machine-id",
        "ok",
    )
    assert event.process.argv == ("x", "-v")
    assert event.process.env == (("npm_package_name", "a=b"),)


def test_opening_for_writing_is_writing() -> None:
    assert Trace().one("openat", b"/home/dev/.bashrc", arg=O_WRONLY_CREAT).action is Action.WRITE


def test_the_upper_half_of_flags_means_nothing() -> None:
    assert Trace().one("openat", b"/etc/passwd", arg=0xDEAD0000_00000000).action is Action.OPEN


def test_a_relative_path_starts_at_its_base() -> None:
    event = Trace().one("openat", b"../../../etc/passwd", base=b"/home/dev/app", flags=1)
    assert event.object == "/etc/passwd"
    assert event.raw == b"../../../etc/passwd"


def test_seen_again_is_counted_and_not_new() -> None:
    trace = Trace()
    first = trace.observer.events(trace.event("openat", b"/etc/passwd") * 3)
    assert [e.object for e in first.new] == ["/etc/passwd"]
    assert [(e.object, n) for e, n, _ in first.again] == [("/etc/passwd", 2)]
    later = trace.observer.events(trace.event("openat", b"/etc/passwd", count=5))
    assert later.new == []
    assert [(e.object, n) for e, n, _ in later.again] == [("/etc/passwd", 5)]


def test_the_same_object_after_a_reset_is_not_new() -> None:
    trace = Trace()
    trace.one("openat", b"/etc/passwd")
    trace.observer.reset()
    batch = trace.observer.events(trace.event("openat", b"/etc/passwd"))
    assert (batch.new, len(batch.again)) == ([], 1)


def test_another_process_is_another_event() -> None:
    trace = Trace()
    trace.one("openat", b"/etc/passwd")
    trace.image(2, pid=11, parent=1)
    assert trace.one("openat", b"/etc/passwd", image=2, tid=11).process.pid == 11


def test_own_and_other_processes_are_told_apart() -> None:
    trace = Trace()
    trace.image(2, pid=11, parent=1)
    assert trace.one("openat", b"/proc/10/environ").object == "/proc/self/environ"
    assert trace.one("openat", b"/proc/10/environ", image=2, tid=11).object == "/proc/[pid]/environ"


def test_a_link_made_later_changes_what_a_known_path_means() -> None:
    trace = Trace()
    assert trace.one("openat", b"/tmp/a/shadow").object == "/tmp/a/shadow"
    trace.observer.events(trace.event("symlink", b"/tmp/a", object2=b"/etc"))
    assert trace.one("openat", b"/tmp/a/shadow").object == "/etc/shadow"


def test_a_change_during_the_call_counts_both_and_is_evasion() -> None:
    flags = int(wire.EventFlag.MUTATED)
    trace = Trace()
    events = trace.observer.events(trace.event("openat", b"/tmp/x", object2=b"/etc/shadow", flags=flags)).new
    assert [(e.action, e.object) for e in events] == [
        (Action.OPEN, "/tmp/x"),
        (Action.OPEN, "/etc/shadow"),
        (Action.EVADE, "/etc/shadow"),
    ]
    assert all("mutated" in e.flags for e in events)


def test_a_denied_call_carries_its_errno() -> None:
    event = Trace().one("io_uring_setup", err=38)
    assert (event.action, event.result) == (Action.EVADE, "ENOSYS")


def test_missing_is_told() -> None:
    assert Trace().one("openat", b"/.dockerenv", flags=int(wire.EventFlag.MISSING)).result == "missing"


def test_exec_carries_its_arguments() -> None:
    event = Trace().one("execve", b"/usr/bin/cat", object2=b"cat\0/etc/os-release\0\0")
    assert event.detail == ("cat", "/etc/os-release", "")


def test_an_address_is_shown_with_its_protocol() -> None:
    address = (
        struct.pack("<H", socket.AF_INET) + struct.pack(">H", 443) + socket.inet_aton("240.0.0.1") + bytes(8)
    )
    assert Trace().one("connect", address, arg=1 << 16).object == "tcp://240.0.0.1:443"
    assert Trace().one("connect", address, arg=2 << 16).object == "udp://240.0.0.1:443"


def test_a_query_is_a_dns_event() -> None:
    query = bytes(12) + b"\x05exfil\x07invalid\0\0\x01\0\x01"
    event = Trace().one("sendto", b"", object2=query)
    assert (event.action, event.object) == (Action.DNS, "exfil.invalid")


def test_a_rename_touches_both_names() -> None:
    trace = Trace()
    events = trace.observer.events(trace.event("rename", b"/tmp/a", object2=b"/home/dev/.bashrc")).new
    assert [e.object for e in events] == ["/tmp/a", "/home/dev/.bashrc"]
    assert {e.action for e in events} == {Action.WRITE}


def test_signals_name_their_target() -> None:
    assert Trace().one("kill", arg=9 << 32 | 1).object == "SIGKILL 1"
    assert Trace().one("kill", arg=9 << 32 | 0xFFFFFFFF).object == "SIGKILL -1"


def test_what_nobody_wants_is_counted_only() -> None:
    trace = Trace(wanted={"/etc/passwd"})
    batch = trace.observer.events(
        trace.event("openat", b"/usr/lib/x.so") + trace.event("openat", b"/etc/passwd")
    )
    assert [e.object for e in batch.new] == ["/etc/passwd"]
    assert trace.observer.calls == 2


def test_memory_is_bounded_however_many_paths_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fpbox.trace.observe._MAX_KNOWN", 100)
    monkeypatch.setattr("fpbox.trace.observe._MAX_SAME", 150)
    trace = Trace()
    for number in range(1000):
        trace.observer.events(trace.event("openat", b"/etc/%d" % number))
        if number % 40 == 0:  # the tracer voids its strings: what was seen is not forgotten by that
            trace.observer.reset()
    assert len(trace.observer._known) <= 100
    assert len(trace.observer._same) <= 150


def test_a_process_knows_the_line_it_comes_from() -> None:
    trace = Trace()
    trace.image(2, pid=11, parent=1)
    child = trace.image(3, pid=12, parent=2)
    assert child.above is not None
    assert child.above.above is trace.observer.processes[1]


def test_a_line_that_grows_without_end_keeps_its_beginning_and_its_last() -> None:
    trace = Trace()
    last = trace.observer.processes[1]
    for number in range(2, 1000):
        last = trace.image(number, pid=10, parent=number - 1)
    line = [last]
    while line[-1].above is not None:
        line.append(line[-1].above)
    assert len(line) <= 65
    assert line[-1] is trace.observer.processes[1]


@pytest.mark.parametrize(
    ("path", "flags"),
    [
        (b"/proc/1/comm", {"pid_one"}),
        (b"//proc//1/task/1/stat", {"pid_one"}),
        (b"/proc/17/comm", set()),
        (b"/proc/10/comm", set()),
        (b"/proc/self/comm", set()),
        (b"/srv/proc/1/comm", set()),
    ],
)
def test_what_is_asked_of_the_first_process_is_marked(path: bytes, flags: set[str]) -> None:
    assert Trace().one("openat", path).flags == flags


def test_what_was_skipped_was_not_done() -> None:
    trace = Trace()
    event = trace.one("nanosleep", arg=300 * 10**9, flags=wire.EventFlag.SKIPPED)
    assert (event.object, event.result) == ("300", "skipped")
    assert trace.one("nanosleep", arg=2 * 10**9).result == "ok"


def test_what_matters_of_packages_alone_is_made_no_event_of_the_toolchains() -> None:
    trace = Trace(wanted=set(), of_packages=frozenset({"/app/node_modules/a/x.js"}))
    trace.image(2, pid=PACKAGES, parent=1)
    write = {"arg": O_WRONLY_CREAT}
    for _ in range(2):
        payload = trace.event("openat", b"/app/node_modules/a/x.js", **write)
        assert trace.observer.events(payload).new == []
    (event,) = trace.observer.events(trace.event("openat", b"/app/node_modules/a/x.js", image=2, **write)).new
    assert event.process.pid == PACKAGES
    again = trace.observer.events(trace.event("openat", b"/app/node_modules/a/x.js", image=2, **write)).again
    assert [(one.object, count) for one, count, _ in again] == [("/app/node_modules/a/x.js", 1)]
    assert trace.observer.events(trace.event("openat", b"/app/node_modules/a/x.js", **write)).again == []
    assert trace.observer.calls == 5


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ([("openat", b"/a", b""), ("symlink", b"/a", b"/b"), ("openat", b"/a", b"")], "/b"),
        ([("symlink", b"/a", b"/b"), ("openat", b"/x", b""), ("openat", b"/a", b"")], "/b"),
        ([("openat", b"/a/x", b""), ("symlink", b"/a", b"/c"), ("openat", b"/a/x", b"")], "/c/x"),
        ([("openat", b"/a", b""), ("openat", b"a", b"")], "?/a"),
        ([("openat", b"/x/c", b""), ("openat", b"/x/\xff", b"")], "/x/\\xff"),
        ([("unlink", b"/x/c", b""), ("unlink", b"/x/../b", b"")], "/b"),
    ],
)
def test_what_is_told_early_holds_until_a_link_is_made_and_for_plain_names(
    calls: list[tuple[str, bytes, bytes]], expected: str
) -> None:
    trace = Trace(wanted={"/b", "/c/x", "?/a", "/x/\\xff"}, early=True)
    events = [
        one.object
        for call, path, other in calls
        for one in trace.observer.events(trace.event(call, path, object2=other)).new
        if one.call != "symlink"
    ]
    assert events == [expected]


PIECES = [b"a", b"a", b"b", b"b", b"..", b"", b"\xff", b"11"]
PATHS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map(b"/".join)
CALLS_OF_PATHS = st.tuples(
    st.sampled_from(["openat", "openat", "newfstatat", "unlink", "mknod", "symlink", "rename", "execve"]),
    st.one_of(PATHS, PATHS.map(b"/".__add__), PATHS.map(b"/".__add__), st.just(b"/proc/11/fd")),
    st.sampled_from([b"", b"/a", b"/", b"/proc/10"]),
    PATHS.map(b"/".__add__),
    st.sampled_from([0, O_WRONLY_CREAT]),
    st.sampled_from([0, 0, int(wire.EventFlag.MISSING), int(wire.EventFlag.UNREADABLE)]),
)
NAMES = st.sets(
    st.sampled_from(
        [
            "/a",
            "/b",
            "/a/a",
            "/a/b",
            "/b/a",
            "/b/b",
            "/\\xff",
            "/a/\\xff",
            "?/a",
            "?",
            "/proc/self/a",
            "/proc/[pid]/fd",
        ]
    )
)


@settings(deadline=None)
@given(NAMES, st.lists(CALLS_OF_PATHS, min_size=20, max_size=40))
def test_what_is_told_early_of_a_directory_is_what_is_told_of_each_path(
    wanted: set[str], calls: list[tuple[str, bytes, bytes, bytes, int, int]]
) -> None:
    """Links, other spellings and a process's own directories included."""
    seen = []
    for early in (False, True):
        trace = Trace(wanted=wanted, early=early)
        events: list[tuple[str, ...]] = []
        for call, path, base, other, arg, flags in calls:
            batch = trace.observer.events(
                trace.event(call, path, base=base, object2=other, arg=arg, flags=flags)
            )
            events += [(one.action, one.object, one.result) for one in batch.new]
            events += [("again", one.object) for one, _, _ in batch.again]
        seen.append(events)
    assert seen[0] == seen[1]
