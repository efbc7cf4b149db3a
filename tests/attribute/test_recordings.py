# SPDX-License-Identifier: Apache-2.0
"""Recorded installs by real package managers: every process, and the package it finally belongs to."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fpbox.attribute import KEEP_ENV, Attributor
from fpbox.model import TOOLCHAIN, UNATTRIBUTED, Action, Event, Process, Scope

FIXTURES = Path(__file__).parents[1] / "fixtures" / "attribute"
EXPECTED = json.loads((FIXTURES / "expected.json").read_text())
WEBAPP = Path(__file__).parents[2] / "examples" / "webapp" / "package-lock.json"
LOCKFILES = {
    **dict.fromkeys(("npm10", "npm11", "npm12", "npm11-rebuild"), FIXTURES / "npm11.package-lock.json"),
    "npm11-webapp": WEBAPP,
}


@dataclass
class Replay:
    attributor: Attributor = field(default_factory=Attributor)
    seen: dict[int, tuple[Process, Scope]] = field(default_factory=dict)

    def play(self, name: str) -> Replay:
        for line in (FIXTURES / f"{name}.jsonl").read_text().splitlines():
            kind, *rest = json.loads(line)
            if kind in {"open", "write"}:
                self.note(kind, *rest)
            else:
                self.image(kind, *rest)
        return self

    def image(self, kind, *rest):
        image, parent, pid, exe, argv, cwd, env = rest
        kept = tuple((key, value) for key, value in env.items() if key in KEEP_ENV)
        process = Process(image, parent, pid, 0, exe, tuple(argv), cwd, kept, kind)
        self.seen[image] = (process, self.attributor.image(process))

    def note(self, kind, image, path):
        process, scope = self.seen[image]
        action = Action.WRITE if kind == "write" else Action.OPEN
        self.attributor.note(Event(1, 1, process, scope, action, "openat", path))

    def rows(self):
        counts: Counter[tuple[str, tuple[str, ...], str, float]] = Counter()
        for process, scope in self.seen.values():
            if process.kind != "fork":
                final = self.attributor.final(scope.package)
                counts[final.purl, final.via, scope.phase, scope.confidence] += 1
        return sorted([purl, list(via), phase, sure, n] for (purl, via, phase, sure), n in counts.items())


def replay(name: str) -> Replay:
    played = Replay().play(name)
    if name in LOCKFILES:
        played.attributor.use_lockfile(LOCKFILES[name].read_bytes())
    return played


def test_every_recording_has_expectations():
    assert {path.stem for path in FIXTURES.glob("*.jsonl")} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_process_belongs_to_its_package(name):
    assert replay(name).rows() == EXPECTED[name]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_no_process_below_a_lifecycle_script_is_left_to_the_toolchain(name):
    played = replay(name)
    below: set[int] = set()
    for image, (process, scope) in played.seen.items():
        started = any(key == "npm_lifecycle_event" for key, _ in process.env)
        hook = any(word.endswith("/_in_process.py") or "build_wheel.txt" in word for word in process.argv)
        if started or hook or process.parent in below:
            below.add(image)
            assert scope.package != TOOLCHAIN, process
    assert below, "the recording has no lifecycle script at all"


@pytest.mark.parametrize("name", [name for name in sorted(EXPECTED) if name != "yarn4"])
def test_nothing_is_unattributed(name):
    assert all(scope.package != UNATTRIBUTED for _, scope in replay(name).seen.values())


def test_recordings_name_no_registry():
    for path in FIXTURES.iterdir():
        assert "registry." not in path.read_text().replace("registry.example", "")
