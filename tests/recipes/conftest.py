# SPDX-License-Identifier: Apache-2.0
"""A builder of events, one line each (see fpbox.recipes.shorthand)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from fpbox.model import Event, Package, Process, Scope
from fpbox.recipes.shorthand import parse_sight

EVIL = Package("pkg:npm/evil@1.0.0", "npm", "evil", "1.0.0")


@dataclass
class World:
    """Makes events with rising sequence numbers, a millisecond apart."""

    package: Package = EVIL
    seq: int = 0
    at_ns: int = 0
    processes: dict[int, Process] = field(default_factory=dict)

    def process(self, image: int, exe: str, *argv: str, parent: int = 0, kind: str = "exec") -> Process:
        above = self.processes.get(parent)
        made = Process(image, parent, 1000 + image, 1, exe, argv or (exe,), "/app", kind=kind, above=above)
        self.processes[image] = made
        return made

    def see(
        self,
        line: str,
        *,
        image: int = 1,
        package: Package | None = None,
        phase: str = "postinstall",
        raw: bytes = b"",
        confidence: float = 1.0,
    ) -> Event:
        self.seq += 1
        self.at_ns += 1_000_000
        process = self.processes.get(image) or self.process(image, "/usr/bin/node", "node", "install.js")
        sight = parse_sight(line)
        return Event(
            seq=self.seq,
            first_ns=self.at_ns,
            process=process,
            scope=Scope(package or self.package, phase, confidence),
            action=sight.action,
            call=sight.call,
            object=sight.object,
            raw=raw,
            result=sight.result,
            count=sight.count,
            flags=sight.flags,
            detail=sight.detail,
        )

    def wait_s(self, seconds: float) -> None:
        self.at_ns += int(seconds * 1e9)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def new_world() -> Callable[[], World]:
    return World
