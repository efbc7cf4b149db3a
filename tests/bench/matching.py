# SPDX-License-Identifier: Apache-2.0
"""How long matching a million events against all recipes takes.

The events are those of some recorded installs (tests/evals/population/recordings), decoded, again and again
until there are a million: in the one mix every round is made by new processes and touches the same objects,
in the other every object is one that was never seen before. Reading the trace has its own figures
(reader.py). Prints processor time, the median of some rounds, and with ``--profile`` of a single one where
it goes.
"""

from __future__ import annotations

import cProfile
import itertools
import pstats
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "evals"))

from fpbox.attribute import Attributor
from fpbox.collector import collect_rarely
from fpbox.interest import Interest
from fpbox.model import TOOLCHAIN, Action, Event
from fpbox.recipes import Matcher, load_catalogue
from fpbox.session import Session
from recording import load, load_control

MILLION = 1_000_000
GOAL_S = 2.0
ROUNDS = 3
MIXES = {"as recorded, in new processes": False, "every path a new one": True}
"""What there is a figure for, and whether each path is one that was never seen."""
BATCH = 20_000
EVERY = 24
"""One recording in so many makes the mix; decoding all of them takes longer than what is measured."""
PATHS = frozenset({Action.OPEN, Action.WRITE, Action.STAT, Action.READLINK, Action.LIST, Action.EXEC})


RECORDINGS = Path(__file__).resolve().parents[1] / "evals" / "population" / "recordings"


def recorded(paths: list[Path]) -> Iterator[Event]:
    """Give the events of recordings, in order."""
    for path in paths:
        seen: list[Event] = []
        session = Session(
            Matcher(load_catalogue()), Attributor(), lambda event, _, seen=seen: seen.append(event)
        )
        for stream in load(path).streams:
            session.feed(stream)
        yield from seen


def batches(events: list[Event], *, distinct: bool) -> Iterator[list[Event]]:
    """Give a million events. Every round has processes of its own; with `distinct` every path is new."""
    numbered = zip(range(MILLION), itertools.cycle(range(len(events))), strict=False)
    images: dict[int, object] = {}
    made: list[Event] = []
    for seq, index in numbered:
        if not index:
            images.clear()
        event = events[index]
        old = event.process
        process = images.get(old.image)
        if process is None:
            process = images[old.image] = replace(old, image=seq + old.image, parent=seq + old.parent)
        name = f"{event.object}-{seq}" if distinct and event.action in PATHS else event.object
        made.append(replace(event, seq=seq, first_ns=seq * 1000, process=process, object=name))
        if len(made) == BATCH:
            yield made
            made = []
    yield made


def match(matcher: Matcher, events: list[Event]) -> None:
    """Do what a session does with each event that it sees for the first time (see `trace/observe.py`)."""
    wants, observe, nobody, packages = matcher.wants, matcher.observe, Interest.NOBODY, Interest.PACKAGES
    for event in events:
        interest = wants(event.action, event.call, event.object)
        if interest is nobody:
            continue
        if interest is packages and event.scope.package is TOOLCHAIN and not event.scope.phase:
            continue
        observe(event)


def measure(
    events: list[Event], matcher: Matcher, profile: cProfile.Profile | None, *, distinct: bool
) -> float:
    spent = 0.0
    for batch in batches(events, distinct=distinct):
        began = time.process_time()
        if profile:
            profile.runcall(match, matcher, batch)
        else:
            match(matcher, batch)
        spent += time.process_time() - began
    return spent


def main() -> int:
    collect_rarely()
    profiling = "--profile" in sys.argv
    paths = sorted(RECORDINGS.glob("*.rec.xz"))[::EVERY]
    events = list(recorded(paths))
    baseline = load_control(load(paths[0]).control)
    objects = len({event.object for event in events})
    recipes = len(load_catalogue().recipes)
    print(f"{len(events):,} recorded events, {objects:,} different objects, {recipes} recipes\n")
    rounds = 1 if profiling else ROUNDS
    print(f"| a million events | processor time, median of {rounds} | least and most |\n|---|---|---|")
    spent: dict[str, list[float]] = {name: [] for name in MIXES}
    for _ in range(rounds):
        for name, distinct in MIXES.items():
            profile = cProfile.Profile() if profiling else None
            matcher = Matcher(load_catalogue(), baseline)
            spent[name].append(measure(events, matcher, profile, distinct=distinct))
            if profile:
                pstats.Stats(profile).sort_stats("tottime").print_stats(18)
    for name, times in spent.items():
        print(f"| {name} | {statistics.median(times):.2f} s | {min(times):.2f} s, {max(times):.2f} s |")
    worst = max(map(statistics.median, spent.values()))
    print(f"\nGoal: under {GOAL_S:.0f} s. {'Met' if worst < GOAL_S else 'Not met'}: {worst:.2f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
