# SPDX-License-Identifier: Apache-2.0
"""Runs small programs with known behaviour under the tracer, in a process namespace of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fpbox.attribute import Attributor
from fpbox.errors import WireError
from fpbox.model import Coverage, Event
from fpbox.recipes import Matcher, load_catalogue
from fpbox.session import Output, Session
from fpbox.trace import wire
from fpbox.trace.calls import CALLS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MARK = b"/probe-begins"
PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
UNSHARE = ("unshare", "--pid", "--fork", "--mount-proc", "--kill-child")


@dataclass(frozen=True, slots=True)
class Seen:
    """One event with its strings looked up. `error` is the errno the tracer answered."""

    call: str
    action: str
    error: int
    flags: wire.EventFlag
    object: bytes
    base: bytes
    object2: bytes
    base2: bytes
    arg: int
    count: int
    image: int
    tid: int
    seq: int

    def short(self) -> tuple[str, bytes]:
        return self.call, self.object

    def full(self) -> bytes:
        """The path it means, not normalised."""
        return self.object if self.object.startswith(b"/") else self.base + b"/" + self.object


@dataclass(frozen=True, slots=True)
class Program:
    """One process image with its strings looked up."""

    image: int
    parent: int
    pid: int
    kind: int
    flags: wire.ImageFlag
    exe: bytes
    argv: bytes
    env: bytes


@dataclass(slots=True)
class Trace:
    """A decoded run."""

    code: int
    complaint: str
    hello: wire.Hello | None = None
    end: wire.End | None = None
    events: list[Seen] = field(default_factory=list)
    images: dict[int, Program] = field(default_factory=dict)
    exits: dict[int, int] = field(default_factory=dict)
    notes: list[wire.Note] = field(default_factory=list)
    stdout: bytes = b""
    stderr: bytes = b""
    resets: int = 0
    cut: bool = False

    @property
    def results(self) -> dict[str, str]:
        """What the program printed: `name result` on each line."""
        return dict(line.split(" ", 1) for line in self.stdout.decode().splitlines())

    def own(self) -> list[Seen]:
        """The events after the program's mark."""
        at = next((n for n, event in enumerate(self.events) if event.object == MARK), len(self.events))
        return self.events[at + 1 :]

    def of(self, call: str) -> list[Seen]:
        return [event for event in self.own() if event.call == call]

    def about(self, path: bytes) -> Seen:
        """The one event about a path."""
        (event,) = [event for event in self.events if event.object == path]
        return event

    def line_of(self, image: int) -> list[int]:
        """An image and its ancestors."""
        line = []
        while image:
            line.append(image)
            image = self.images[image].parent
        return line


def decode(data: bytes, code: int, complaint: str) -> Trace:
    trace = Trace(code, complaint)
    decoder = wire.Decoder()
    for record in decoder.feed(data):
        _take(trace, record, decoder.strings)
    try:
        decoder.close()
    except WireError:
        trace.cut = True
    return trace


def _take(trace: Trace, record: wire.Record, strings: dict[int, bytes]) -> None:
    match record:
        case wire.Events():
            trace.events += _events(record.payload, strings)
        case wire.Image():
            trace.images[record.image] = Program(
                record.image,
                record.parent,
                record.pid,
                record.kind,
                record.flags,
                strings[record.exe],
                strings[record.argv],
                strings[record.env],
            )
        case wire.Exit():
            trace.exits[record.image] = record.status
        case wire.Output(stream=1):
            trace.stdout += record.data
        case wire.Output():
            trace.stderr += record.data
        case wire.Note():
            trace.notes.append(record)
        case wire.Reset():
            trace.resets += 1
        case wire.Hello():
            trace.hello = record
        case wire.End():
            trace.end = record


def _events(payload: bytes, strings: dict[int, bytes]) -> Iterator[Seen]:
    for seq, _, count, tid, image, row, error, flags, *numbers, _, arg in wire.EVENT.iter_unpack(payload):
        obj, base, obj2, base2 = (strings[number] for number in numbers)
        call = CALLS[row]
        yield Seen(
            call.name,
            call.action.value,
            error,
            wire.EventFlag(flags),
            obj,
            base,
            obj2,
            base2,
            arg,
            count,
            image,
            tid,
            seq,
        )


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n")


def config_lines(
    command: Sequence[str], env: Sequence[str], keep: Sequence[str], settings: dict[str, object]
) -> str:
    values = {"uid": 1000, "gid": 1000, "cwd": "/tmp", "linger_ms": 2000, **settings}
    each = ((key, value if isinstance(value, tuple) else (value,)) for key, value in values.items())
    lines = [f"{key} {_escape(str(one))}" for key, several in each for one in several]
    lines += [f"arg {_escape(argument)}" for argument in command]
    lines += [f"env {_escape(variable)}" for variable in env] + [f"keep_env {name}" for name in keep]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Tracer:
    """The tracer's binary, and a folder for its runs."""

    binary: Path
    folder: Path

    def prepare(
        self,
        command: Sequence[str],
        env: Sequence[str] = (PATH,),
        keep: Sequence[str] = (),
        **settings: object,
    ) -> list[str]:
        """Lay out a run and return its command line."""
        place = Path(tempfile.mkdtemp(dir=self.folder))
        shutil.copy(self.binary, place / "init")
        (place / "conf").write_text(config_lines(command, env, keep, settings), "utf-8")
        return [*UNSHARE, str(place / "init"), str(place / "conf")]

    def __call__(
        self,
        *command: str | Path,
        env: Sequence[str] = (PATH,),
        keep: Sequence[str] = (),
        within: Sequence[str] = (),
        timeout_s: float = 120,
        **settings: object,
    ) -> Trace:
        """Run a command to its end; `within` is what the tracer itself is started by."""
        line = [*within, *self.prepare([str(part) for part in command], env, keep, **settings)]
        done = subprocess.run(
            line, capture_output=True, timeout=timeout_s, stdin=subprocess.DEVNULL, check=False
        )
        return decode(done.stdout, done.returncode, done.stderr.decode())


@pytest.fixture(scope="session", autouse=True)
def _can_trace() -> None:
    done = subprocess.run([*UNSHARE, "true"], capture_output=True, check=False)
    if os.geteuid() != 0 or done.returncode != 0:
        pytest.skip("needs root, to make a process namespace")


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A place that the traced user can reach."""
    place = Path(tempfile.mkdtemp(prefix="fpbox-probes-", dir="/tmp"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


def compile_c(output: Path, sources: Sequence[Path], *flags: str) -> Path:
    """Compile with the system's compiler; a failure shows what it said."""
    command = [
        "gcc",
        "-std=c11",
        "-Wall",
        "-Wextra",
        "-Werror",
        *flags,
        "-o",
        str(output),
        *map(str, sources),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return output


@pytest.fixture(scope="session")
def tracer(folder: Path) -> Tracer:
    sources = sorted((ROOT / "src/init").glob("*.c"))
    binary = compile_c(folder / "fpbox-init", sources, "-O2", "-static", "-pthread", f"-I{ROOT / 'seccomp'}")
    (folder / "runs").mkdir()
    return Tracer(binary, folder / "runs")


@pytest.fixture(scope="session")
def checked_tracer(folder: Path) -> Tracer:
    """The tracer with address and undefined-behaviour checks that end it with an error."""
    sources = sorted((ROOT / "src/init").glob("*.c"))
    flags = ("-O1", "-g", "-pthread", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
    binary = compile_c(folder / "fpbox-init-checked", sources, *flags, f"-I{ROOT / 'seccomp'}")
    (folder / "checked-runs").mkdir()
    return Tracer(binary, folder / "checked-runs")


@pytest.fixture(scope="session")
def programs(folder: Path) -> dict[str, Path]:
    """The probes, compiled: static, so that nothing but their own calls is seen."""
    flags = ("-O1", "-static", "-pthread", "-Wno-unused-result")
    return {
        source.stem: compile_c(folder / source.stem, [source], *flags)
        for source in sorted((HERE / "programs").glob("*.c"))
    }


@pytest.fixture
def zig() -> list[str]:
    return [sys.executable, "-m", "ziglang", "cc"]


@pytest.fixture(scope="session")
def source_root() -> Path:
    return ROOT


@dataclass
class Traced:
    """What came of one program: its events with their counts, its output, and the totals."""

    status: int
    events: list[Event]
    counts: dict[int, int]
    output: bytes
    coverage: Coverage
    session: Session

    def seen(self) -> set[tuple[str, str, str, str]]:
        """Return (action, call, object, result) of every event."""
        return {(e.action.value, e.call, e.object, e.result) for e in self.events}

    def calls(self) -> set[tuple[str, str]]:
        """Return (call, result) of every event."""
        return {(e.call, e.result) for e in self.events}

    def count(self, call: str, obj: str) -> int:
        return sum(self.counts[id(e)] for e in self.events if (e.call, e.object) == (call, obj))


def read(stream: bytes, status: int) -> Traced:
    events: list[Event] = []
    counts: dict[int, int] = {}

    def on_event(event: Event, count: int) -> None:
        if id(event) not in counts:
            events.append(event)
        counts[id(event)] = counts.get(id(event), 0) + count

    session = Session(Matcher(load_catalogue(), None, frozenset()), Attributor(), on_event)
    results = session.feed(stream)
    session.close()
    output = b"".join(r.data for r in results if isinstance(r, Output))
    return Traced(status, events, counts, output, session.coverage(), session)


@pytest.fixture
def trace(tracer: Tracer, programs: dict[str, Path]) -> Callable[..., Traced]:
    """Runs one of the programs, or any command, and gives what the reader makes of it."""

    def run(*command: str, linger_ms: int = 1000, limit_ms: int = 60_000, level: str = "deep") -> Traced:
        line = tracer.prepare(
            [str(programs.get(command[0], command[0])), *command[1:]],
            keep=("FPBOX_KEPT",),
            linger_ms=linger_ms,
            time_limit_ms=limit_ms,
            level=level,
        )
        done = subprocess.run(line, check=False, capture_output=True, timeout=120)
        return read(done.stdout, done.returncode)

    return run
