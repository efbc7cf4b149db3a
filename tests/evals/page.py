# SPDX-License-Identifier: Apache-2.0
"""The page docs/evaluation.md, from judged recordings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

import yaml

from figures import LEVELS, RARE, Case, Rates, rates, recall, share
from fpbox.model import Level
from fpbox.recipes import load_catalogue
from simulation import UNSEEN

CAUSES = Path(__file__).with_name("causes.yaml")
_TIMES = "Judging one recording took "
_CPU_GOAL_S = 2.0
_UNKNOWN = "not yet understood"
_FIXTURES = " by-design"
_INTRODUCTION = """\
# How right fpbox is

Written by `ci/evals` from the recorded runs in `tests/evals`: change nothing here by hand.

{} simulations of published attacks and {} installs of popular packages were run under fpbox, recorded, and
judged by today's recipes, control run, attribution and score. A run is flagged at a level when a package in
it is at or above it: of a simulation only its own packages count, of a benign install everything, the
toolchain too. Intervals are Wilson's, 95 %.

The held-out part is not looked at when weights are set: of the simulations about 30 % of each ecosystem and
tactic, of the benign packages one in five, chosen by the hash of the name. Its misses and false alarms are
counted and not named. Of the packages that were added later some were looked at once their first result was
written down, and are held out no longer; those first results, of packages never seen before, are in
`tests/evals/population/notes.md`, and are the figures to expect of packages that nobody has looked at.

Simulations call names that exist nowhere, which are never among the hosts that packages fetch from: an
attacker who uses such a host is not told apart by `unfamiliar_host` and `beacon`. In the tables simulations
labelled medium count as missed at high; below each stands the recall among those whose label asks for as
much. Those of the sets `unseen` and `unseen2` to `{last}` were written without sight of the recipes; their
first results are in `tests/evals/unseen.md` and `unseen2.md` to `{last}.md`."""
_NETWORK = """\
As `fpbox run` does by default: on the sealed network, where nothing gets out and what is sent is kept and
searched, in a box that is an invented machine with logins to steal ([network](network.md),
[machine](machine.md), [theft](theft.md)). What a server would have answered is played
([answers](answers.md))."""
_ELSEWHERE = """\
These compare the system's name or the machine's size, and end wherever it is not theirs. By default nothing
of them is seen; they were run on a developer's machine changed so, by options of `fpbox run`
([another system](machine.md#another-system), [size](machine.md#size)):
"""
_NOTHING = """\
An attack that waits for another machine, or until somebody uses it, may do nothing where it is tried that its
calls could tell from an ordinary script. Such simulations are kept, and counted as missed in the
tables. Which they are was told from their code alone, without knowledge of any result: they compare what the
runtime knows without a call, or ask one question that nearly every program asks, and end."""
_YARDSTICK = """\
*Opened files alone* is the yardstick: the same traces, and a run is flagged when anything in it opened a path
that one of our recipes names, without control run, network or score, as tools do that watch opened files."""


def without_times(text: str) -> str:
    """Return the page without the line that differs from machine to machine."""
    return "\n".join(line for line in text.splitlines() if not line.startswith(_TIMES))


def render(cases: Sequence[Case]) -> str:
    """Return the page. What is held out is counted and not named."""
    shown = [case for case in cases if not case.held_out]
    held = [case for case in cases if case.held_out]
    numbers = (_count(cases, simulated=True), _count(cases, simulated=False))
    parts = (("The part that weights were set by", shown), ("The held-out part", held), ("All", cases))
    lines = [
        *_INTRODUCTION.format(*numbers, last=UNSEEN[-1]).splitlines(),
        "",
        "## How they were recorded",
        "",
        *_NETWORK.splitlines(),
        "",
        *_elsewhere(cases),
        *(line for title, part in parts for line in _rates(title, part)),
        *_YARDSTICK.splitlines(),
        "",
        "![Distribution of scores](evaluation.svg)",
        "",
        *_inert(cases),
        *_checks(cases),
        *_recipes(cases),
        named(cases, held=False),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _count(cases: Sequence[Case], *, simulated: bool) -> int:
    return sum(case.simulated is simulated for case in cases)


def _rates(title: str, cases: Sequence[Case]) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    yield "| flagged at | precision | recall | F1 | false alarms |"
    yield "|---|---|---|---|---|"
    for level in LEVELS:
        yield _row(f"`{level}`", rates(cases, level))
    yield _row("opened files alone", rates(cases, None))
    yield ""
    yield from _by_label(cases)
    benign = [case for case in cases if not case.simulated]
    made = [case for case in benign if case.stratum.endswith(_FIXTURES)]
    plain = [case for case in benign if case not in made]
    rare = [case for case in plain if case.stratum.endswith(RARE)]
    popular = [case for case in plain if case not in rare]
    for name, some in (
        ("packages as they are", plain),
        ("those of them that are popular", popular),
        ("those of the 30,000th to the 90,000th place by downloads", rare),
        ("fixtures that have a package do what it is for", made),
    ):
        alarms = share(sum(case.at(Level.HIGH) for case in some), len(some))
        yield f"- False alarms at `high` among installs of {name}: {alarms}."
    yield ""


def _by_label(cases: Sequence[Case]) -> Iterator[str]:
    """Count as missed only what a label says should have been flagged at the level."""
    acting = [case for case in cases if not case.inert]
    for level, labels in ((Level.HIGH, "high or critical"), (Level.MEDIUM, "medium or above")):
        whole = f"- Recall at `{level}` among simulations labelled {labels}: {share(*recall(cases, level))}"
        if len(acting) == len(cases):
            yield f"{whole}."
        else:
            yield f"{whole};"
            yield f"  of those that do something, {share(*recall(acting, level))}."


def _elsewhere(cases: Sequence[Case]) -> Iterator[str]:
    """Name the simulations that were run on another machine, in the held-out part too."""
    found = sorted((case for case in cases if case.options), key=lambda case: case.key)
    if found:
        yield from _ELSEWHERE.splitlines()
        yield ""
        yield from (f"- **{case.key}**: `{case.options}`" for case in found)
        yield ""


def _inert(cases: Sequence[Case]) -> Iterator[str]:
    """Name the simulations that do nothing, in the held-out part too: their code tells, and no result."""
    found = sorted((case for case in cases if case.inert), key=lambda case: case.key)
    if found:
        yield from ("## Simulations that do nothing", "", *_NOTHING.splitlines(), "")
        yield from (f"- **{case.key}**: {case.inert}" for case in found)
        yield ""


def _row(name: str, found: Rates) -> str:
    alarms = share(found.alarms, found.benign)
    precision, f1 = f"{found.precision:.1%}", f"{found.f1:.3f}"
    return f"| {name} | {precision} | {share(found.found, found.simulated)} | {f1} | {alarms} |"


def _checks(cases: Sequence[Case]) -> Iterator[str]:
    simulated = [case for case in cases if case.simulated]
    wanted = sum(len(case.wanted) - len(case.silent) for case in simulated)
    level = sum(case.at(case.expected) for case in simulated)
    times = [case.cpu_s for case in cases] or [0.0]
    yield "## Labels, attribution and cost"
    yield ""
    yield f"- Simulations at or above the level that their label expects: {share(level, len(simulated))}."
    right = share(sum(case.right for case in simulated), wanted)
    scopes = share(sum(case.scopes_right for case in cases), sum(case.scopes for case in cases))
    yield f"- Expected findings that were there, put down to the right package: {right}."
    yield f"- Lifecycle scripts and hooks (package and phase) put down to the right package: {scopes}."
    yield ""
    dear = sum(time_s > _CPU_GOAL_S for time_s in times)
    yield (
        f"{_TIMES}{median(times):.2f} s of CPU time in the middle and {max(times):.2f} s at most; "
        f"{dear} of {len(times)} took more than {_CPU_GOAL_S:g} s."
    )
    yield ""


def _recipes(cases: Sequence[Case]) -> Iterator[str]:
    simulated = [case for case in cases if case.simulated]
    benign = [case for case in cases if not case.simulated]
    yield "## By recipe"
    yield ""
    yield "Of the simulations: expected by a label, of these fired and missed, and fired in all. Of the"
    yield "benign installs: how many show it."
    yield ""
    yield "| recipe | expected | fired | missed | in all | benign |"
    yield "|---|---|---|---|---|---|"
    for recipe in sorted(load_catalogue().recipes, key=lambda one: one.id):
        name = recipe.id
        expected = [case for case in simulated if name in case.wanted]
        fired = sum(name in case.fired for case in expected)
        everywhere = sum(name in case.fired for case in simulated)
        common = sum(name in case.fired for case in benign)
        yield f"| `{name}` | {len(expected)} | {fired} | {len(expected) - fired} | {everywhere} | {common} |"
    yield ""


def named(cases: Sequence[Case], *, held: bool) -> str:
    """Name every false alarm and every miss, of the held-out part or of the other."""
    causes: dict[str, str] = yaml.safe_load(CAUSES.read_text(encoding="utf-8")) or {}
    part = [case for case in cases if case.held_out is held]
    sections: tuple[tuple[str, Callable[[Case], bool]], ...] = (
        ("False alarms at high", lambda case: not case.simulated and case.at(Level.HIGH)),
        ("Misses at high", lambda case: case.simulated and not case.at(Level.HIGH)),
        ("Below the level of the label", lambda case: case.simulated and not case.at(case.expected)),
        ("Expected recipes that did not fire", lambda case: bool(case.silent)),
    )
    lines: list[str] = []
    for title, wanted in sections:
        lines += [f"## {title}", ""]
        found = [case for case in part if wanted(case)]
        lines += [line for case in found for line in _told(case, causes)] or ["None.", ""]
    return "\n".join(lines)


def _told(case: Case, causes: dict[str, str]) -> list[str]:
    missing = f"; did not fire: {', '.join(case.silent)}" if case.silent else ""
    terms = "; ".join(case.terms) or "no terms"
    said = [f"- **{case.key}**: `{case.purl}` {case.score} ({case.level}){missing}"]
    return [*said, f"  - terms (weight x novelty x confidence): {terms}", _cause(case, causes), ""]


def _cause(case: Case, causes: dict[str, str]) -> str:
    return f"  - cause: {causes.get(case.key, _UNKNOWN)}"
