# SPDX-License-Identifier: Apache-2.0
"""Runs a small program under the tracer, without a container engine, and gives what the reader made of it."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fpbox.attribute import Attributor
from fpbox.model import Coverage, Event
from fpbox.recipes import Matcher, load_catalogue
from fpbox.resources import tracer_binary
from fpbox.session import Output, Session

PROGRAMS = Path(__file__).resolve().parent / "programs"


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


@pytest.fixture(scope="session")
def workshop() -> Iterator[Path]:
    """A directory the traced programs can read, with the programs built in it."""
    if os.geteuid() != 0 or not shutil.which("gcc"):
        pytest.skip("needs root, to make a namespace for the tracer, and a C compiler")
    folder = Path("/tmp") / f"probes-{os.getpid()}"
    folder.mkdir(mode=0o755)
    for source in PROGRAMS.glob("*.c"):
        target = folder / source.stem
        subprocess.run(["gcc", "-O1", "-static", "-pthread", "-o", target, source], check=True)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def trace(workshop: Path) -> Callable[..., Traced]:
    def run(*command: str, linger_ms: int = 1000, limit_ms: int = 60_000, level: str = "deep") -> Traced:
        tracer, config = workshop / "init", workshop / "conf"
        shutil.copy(tracer_binary(platform.machine()), tracer)
        tracer.chmod(0o755)
        program = str(workshop / command[0]) if (workshop / command[0]).exists() else command[0]
        lines = ["uid 1000", "gid 1000", "cwd /tmp", f"level {level}", f"linger_ms {linger_ms}"]
        lines += [f"time_limit_ms {limit_ms}", "env PATH=/usr/bin:/bin", "keep_env FPBOX_KEPT"]
        lines += [f"arg {argument}" for argument in (program, *command[1:])]
        config.write_text("\n".join(lines) + "\n")
        done = subprocess.run(
            ["unshare", "--pid", "--fork", "--mount-proc", tracer, config],
            check=False,
            capture_output=True,
            timeout=120,
        )
        return read(done.stdout, done.returncode)

    return run


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
