# SPDX-License-Identifier: Apache-2.0
"""Runs for comparisons, made of observations in the short form of recipes and judged by the real recipes."""

from __future__ import annotations

from dataclasses import dataclass, field

from fpbox.compare import Diary, Observed, Place, Ran
from fpbox.machine import Planted
from fpbox.model import TOOLCHAIN, Coverage, Event, Level, Package, Process, Report, RunInfo, Scope
from fpbox.recipes import Matcher, load_catalogue
from fpbox.recipes.shorthand import parse_sight
from fpbox.score import score, verdict

CATALOGUE = load_catalogue()


def package(name: str) -> Package:
    if name == "toolchain":
        return TOOLCHAIN
    return Package(f"pkg:npm/{name}@1.0.0", "npm", name, "1.0.0", ("app", name))


@dataclass
class Traced:
    """One run: `see` what it does, then take what was `observed`."""

    persona: str = "developer"
    home: str = "/home/lena"
    workdir: str = ""
    ci: bool = False
    values: tuple[Planted, ...] = ()
    trouble: tuple[str, ...] = ()
    exit_code: int | None = 0
    image: str = "sha256:0"
    diary: Diary = field(default_factory=Diary)
    matcher: Matcher = field(default_factory=lambda: Matcher(CATALOGUE))
    packages: dict[str, Package] = field(default_factory=dict)
    seq: int = 0

    def see(self, *lines: str, name: str = "sly", phase: str = "postinstall") -> Traced:
        for line in lines:
            self._event(line, package(name), phase)
        return self

    def ran(self, name: str) -> Traced:
        self.packages[name] = package(name)
        return self

    def _event(self, line: str, of: Package, phase: str) -> None:
        self.seq += 1
        self.packages[of.name] = of
        sight = parse_sight(line.replace("~", self.home))
        process = Process(1, 0, 7, 1, "/usr/bin/node", ("node", "i.js"), self.place.workdir)
        event = Event(
            self.seq, self.seq * 1_000_000, process, Scope(of, phase), sight.action, sight.call, sight.object,
            result=sight.result, flags=sight.flags, detail=sight.detail,
        )  # fmt: skip
        self.diary.event(event)
        self.matcher.observe(event)

    @property
    def place(self) -> Place:
        return Place(self.home, self.workdir or f"{self.home}/app", self.values, self.ci)

    @property
    def observed(self) -> Observed:
        found = self.matcher.findings()
        scores = tuple(score(one, found.get(one, ())) for one in self.packages.values())
        coverage = Coverage(not self.trouble, 10, 0, (), self.trouble)
        info = RunInfo(
            "r", ("npm", "i"), "fpbox/npm", self.image, "2026-01-01T00:00:00Z", 1.0, self.exit_code,
            "registry", "deep", persona=self.persona,
        )  # fmt: skip
        network = self.matcher.connections()
        report = Report(info, coverage, verdict(scores, coverage, Level.HIGH), scores, network)
        self.diary.close(report, lambda one: one, self.place)
        assert self.diary.observed is not None
        return self.diary.observed

    def as_run(self, repeat: int = 0) -> Ran:
        return Ran(self.persona, repeat, self.observed)


def runs(*traced: Traced) -> list[Ran]:
    """Make a comparison's runs: what has the first one's persona repeats it."""
    first, *others = traced
    again = [one for one in others if one.persona == first.persona]
    rest = [one for one in others if one.persona != first.persona]
    return [
        first.as_run(),
        *(one.as_run(number) for number, one in enumerate(again, 1)),
        *(one.as_run() for one in rest),
    ]
