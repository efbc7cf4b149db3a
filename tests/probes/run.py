# SPDX-License-Identifier: Apache-2.0
"""Runs the detector in a real box, as an npm package's script, and says what it found and what was seen.

python tests/probes/run.py                        print the table
python tests/probes/run.py --write docs/limits.md  put it between the page's marks
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from fpbox.model import TOOLCHAIN, Event, Finding, Package, Process, Report, Scope
from fpbox.recipes import Matcher, load_catalogue
from fpbox.run import run
from fpbox.session import Attribution, Session
from fpbox.settings import Settings
from fpbox.tape import Tape

DETECTOR = Path(__file__).resolve().parent / "detector"
MARK = "/.check/"
BEGIN, END = "<!-- detector: begin -->", "<!-- detector: end -->"
SEED = "detector"
"""The same machine each time, so that its time zone is the same one."""
COMMAND = ("npm", "install", "--offline", "--foreground-scripts")
HEAD = "| asked | tells | with `--disguise` | why | what the trace shows |\n|---|---|---|---|---|\n"


@dataclass(frozen=True, slots=True)
class Check:
    """One question and what came of it.

    Attributes:
        asks: the question. why: what makes it show. host: the answer is not the box's but the machine's.
        shows: whether it tells; None when it could not be asked.
        disguised: whether it tells with a disguise. answered: it was then answered by the tracer.
        value: what was found. calls: traced calls that were made for it. recipes: what they are found as.
    """

    name: str
    asks: str
    why: str
    host: bool
    shows: bool | None = None
    value: str = ""
    calls: int = 0
    recipes: tuple[str, ...] = ()
    disguised: bool | None = None
    answered: bool = False

    @property
    def tells(self) -> str:
        """What the page says of it."""
        return "as the host" if self.host else "**yes**" if self.shows else "no"

    @property
    def tells_disguised(self) -> str:
        """What the page says of it with a disguise."""
        if self.host and not self.answered:
            return "as the host"
        return "**yes**" if self.disguised else "no"

    @property
    def seen(self) -> str:
        """How it is seen: as findings, as calls that are none by themselves, or not."""
        if self.recipes:
            return ", ".join(f"[{name}](recipes/{name}.md)" for name in self.recipes)
        return "calls, no finding" if self.calls else "nothing"

    def row(self) -> str:
        """Return its line of the table."""
        why = self.why if self.shows and not self.host else ""
        return f"| {self.asks} | {self.tells} | {self.tells_disguised} | {why} | {self.seen} |\n"


def questions() -> dict[str, Check]:
    """Return every question, unanswered."""
    table = yaml.safe_load((DETECTOR / "checks.yaml").read_text("utf-8"))
    return {
        name: Check(name, one["asks"], one.get("why", ""), one.get("host", False))
        for name, one in table.items()
    }


class Quiet:
    """Keeps what the command wrote."""

    def __init__(self) -> None:
        self.said = bytearray()

    def progress(self, _message: str) -> None:
        """Nothing to do."""

    def ready(self) -> None:
        """Nothing to do."""

    def output(self, _stream: int, data: bytes) -> None:
        """Keep it."""
        self.said += data

    def finding(self, _finding: Finding) -> None:
        """Nothing to do."""

    def note(self, message: str) -> None:
        """Say it."""
        print(message, file=sys.stderr)

    def report(self, _report: Report, _installed: int | None) -> None:
        """Nothing to do."""

    def result(self, _document: bytes) -> None:
        """Nothing to do."""

    def answers(self) -> dict[str, dict[str, object]]:
        """Return what the detector said, by check."""
        lines = self.said.decode("utf-8", "replace").splitlines()
        found = [json.loads(line) for line in lines if line.startswith('{"check"')]
        return {answer["check"]: answer for answer in found}


@dataclass
class ByCheck(Attribution):
    """An attribution that gives each check's process, and all it starts, to a package of its name."""

    checks: Mapping[int, str]
    scopes: dict[int, Scope] = field(default_factory=dict)

    def image(self, process: Process) -> Scope:
        """Place a process image."""
        name = self.checks.get(process.image)
        if name:
            scope = Scope(Package(f"pkg:generic/{name}", "generic", name, ""), root=process.image)
        else:
            scope = self.scopes.get(process.parent, Scope(TOOLCHAIN))
        self.scopes[process.image] = scope
        return scope


def watch(tape: Tape, attribution: ByCheck) -> tuple[list[Event], Matcher]:
    """Read a run's first stream."""
    events: list[Event] = []
    matcher = Matcher(load_catalogue(), tape.baseline, tape.registry_hosts)
    session = Session(matcher, attribution, lambda event, _count: events.append(event))
    session.feed(bytes(tape.streams[0]))
    session.close()
    return events, matcher


@dataclass(frozen=True, slots=True)
class Traced:
    """What was seen for each check: how many calls, the recipes they match, and whether any was answered."""

    calls: Mapping[str, int]
    recipes: Mapping[str, tuple[str, ...]]
    answered: frozenset[str]


def seen(tape: Tape) -> Traced:
    """Return what was seen for each check."""
    marks, _ = watch(tape, ByCheck({}))
    checks = {
        e.process.image: e.object.removeprefix(MARK)
        for e in marks
        if e.call in {"access", "faccessat", "faccessat2"} and e.object.startswith(MARK)
    }
    events, matcher = watch(tape, ByCheck(checks))
    calls: dict[str, int] = {}
    for event in events:
        if not event.object.startswith(MARK):
            calls[event.scope.package.name] = calls.get(event.scope.package.name, 0) + 1
    found = {
        package.name: tuple(sorted({f.recipe for f in findings if not f.explained}))
        for package, findings in matcher.findings().items()
    }
    answered = frozenset(e.scope.package.name for e in events if "disguised" in e.flags)
    return Traced(calls, found, answered)


def make_project(folder: Path) -> None:
    """Make a project whose dependency runs the detector when it is installed."""
    package = folder / "detector"
    package.mkdir()
    shutil.copy(DETECTOR / "detect.py", package)
    scripts = {"postinstall": "python3 detect.py"}
    for path, manifest in (
        (package, {"name": "detector", "version": "1.0.0", "scripts": scripts}),
        (folder, {"name": "app", "version": "1.0.0", "dependencies": {"detector": "file:./detector"}}),
    ):
        (path / "package.json").write_text(json.dumps(manifest), "utf-8")


def detect(network: str | None = None, *, disguise: bool = False) -> list[Check]:
    """Run the detector in a box and return what came of each check.

    Args:
        network: what the box can reach; the default of `fpbox run` if not given.
        disguise: as of `fpbox run`.

    Raises:
        ValueError: the run came to nothing.
    """
    tape, quiet = Tape(), Quiet()
    options = {"network": network} if network else {}
    with tempfile.TemporaryDirectory(prefix="detector-") as place:
        project = Path(place) / "app"
        project.mkdir()
        make_project(project)
        os.environ["XDG_STATE_HOME"] = place  # the run's own record is nobody's
        settings = Settings(
            command=COMMAND,
            project=project,
            fail_on=None,
            linger_s=1.0,
            seed=SEED,
            disguise=disguise,
            **options,
        )
        asyncio.run(run(settings, quiet, tape))
    answers = quiet.answers()
    if not answers or not tape.streams:
        raise ValueError(f"the detector said nothing: {bytes(quiet.said[-500:])!r}")
    traced = seen(tape)
    return [_answered(one, answers.get(one.name, {}), traced) for one in questions().values()]


def detect_both(network: str | None = None) -> list[Check]:
    """Run the detector without and with a disguise; return what came of each check.

    Raises:
        ValueError: a run came to nothing.
    """
    plain, disguised = detect(network), detect(network, disguise=True)
    return [
        replace(one, disguised=other.shows, answered=other.answered)
        for one, other in zip(plain, disguised, strict=True)
    ]


def _answered(one: Check, answer: Mapping[str, object], traced: Traced) -> Check:
    shows = answer.get("shows")
    return replace(
        one,
        shows=shows if isinstance(shows, bool) else None,
        value=str(answer.get("value", "")),
        calls=traced.calls.get(one.name, 0),
        recipes=traced.recipes.get(one.name, ()),
        answered=one.name in traced.answered,
    )


def page(text: str, checks: Iterable[Check]) -> str:
    """Return a page with the table put between its marks.

    Raises:
        ValueError: the marks are not there.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no {BEGIN} and {END}")
    every = list(checks)
    own = [one for one in every if not one.host]
    said = (
        f"Of {len(own)} questions about the box {sum(bool(one.shows) for one in own)} tell, "
        f"with `--disguise` {sum(bool(one.disguised) for one in own)}; "
        f"{sum(bool(one.recipes) for one in every)} of all {len(every)} are findings, "
        f"{sum(bool(one.calls and not one.recipes) for one in every)} are seen as calls only, "
        f"{sum(not one.calls for one in every)} make no call that is traced."
    )
    table = HEAD + "".join(one.row() for one in every)
    return f"{before}{BEGIN}\n\n{said}\n\n{table}\n{END}{after}"


def documented(text: str, *, disguise: bool = False) -> dict[str, str]:
    """Return what a page says of each question: `tells`, or `tells_disguised`, by `asks`."""
    return {cells[0]: cells[1 + disguise] for cells in _rows(text)}


def findings(text: str) -> dict[str, list[str]]:
    """Return the recipes that a page says each question is found by, by `asks`."""
    return {cells[0]: re.findall(r"\[(\w+)\]", cells[4]) for cells in _rows(text)}


def _rows(text: str) -> list[list[str]]:
    rows = text.partition(BEGIN)[2].partition(END)[0].splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if row.startswith("| ")]
    return cells[1:]


def main() -> None:
    """Print the table, or write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table between this page's marks")
    parser.add_argument("--network", help="as of `fpbox run`")
    options = parser.parse_args()
    checks = detect_both(options.network)
    for one in checks:
        told = f"{one.name:28} {one.tells:12} {one.tells_disguised:12} {one.calls:4}"
        print(f"{told} {' '.join(one.recipes):50} {one.value}")
    if options.write:
        options.write.write_text(page(options.write.read_text("utf-8"), checks), "utf-8")


if __name__ == "__main__":
    main()
