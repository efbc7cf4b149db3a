# SPDX-License-Identifier: Apache-2.0
"""What is counted of judged recordings: rates with their intervals, by level and by recipe."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from fpbox.model import Level

HELD_OUT = 0.3
LEVELS = (Level.LOW, Level.MEDIUM, Level.HIGH, Level.CRITICAL)
RARE = ", rare"
"""What a stratum ends in that holds packages which few download."""
_Z = 1.959964
"""The normal distribution's 97.5 % quantile, for 95 % intervals."""


@dataclass(frozen=True, slots=True)
class Case:
    """One recording that was judged.

    Attributes:
        stratum: what it is like: ecosystem and first tactic, or ecosystem and kind, with `RARE`.
        held_out: it is not looked at when weights are set.
        score, level, purl, terms: of the worst package.
        expected, wanted: level and recipes that must be found; of a benign package none.
        fired: recipes that matched beyond the control run, in any package.
        right: expected recipes that were put down to the right package.
        scopes, scopes_right: packages and phases that ran code, and those put down to the right package.
        file_only: what a detector that sees opened files alone says.
        cpu_s: our own CPU time for judging it.
        inert: why nothing that a simulation does on the evaluation's machine shows in its calls, or "".
        options: of `fpbox run`, for a simulation that does nothing without them, or "".
    """

    key: str
    stratum: str
    simulated: bool
    held_out: bool
    score: int
    level: Level
    purl: str
    terms: tuple[str, ...]
    expected: Level
    wanted: tuple[str, ...]
    fired: frozenset[str]
    right: int
    scopes: int
    scopes_right: int
    file_only: bool
    cpu_s: float
    inert: str = ""
    options: str = ""

    def at(self, level: Level) -> bool:
        """Tell whether it is at or above a level."""
        return self.level.rank >= level.rank

    @property
    def silent(self) -> tuple[str, ...]:
        """Expected recipes that did not fire."""
        return tuple(name for name in self.wanted if name not in self.fired)


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval for a share."""
    if not total:
        return 0.0, 1.0
    share, spread = hits / total, _Z * _Z / total
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def share(hits: int, total: int) -> str:
    """Show a share with its counts and its interval."""
    if not total:
        return "none yet"
    low, high = wilson(hits, total)
    return f"{hits / total:.1%} ({hits}/{total}; {low:.1%} to {high:.1%})"


def held_out(strata: Iterable[tuple[str, str]]) -> set[str]:
    """Choose what is held out: of each stratum about 30 %, by the hash of the name.

    Args:
        strata: (name, stratum).
    """
    by_stratum: dict[str, list[str]] = defaultdict(list)
    for name, stratum in strata:
        by_stratum[stratum].append(name)
    chosen: set[str] = set()
    for names in by_stratum.values():
        ranked = sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
        chosen.update(ranked[: round(HELD_OUT * len(names))])
    return chosen


@dataclass(frozen=True, slots=True)
class Rates:
    """How often a detector is right: simulations and benign packages, and those of them that it flags."""

    simulated: int
    found: int
    benign: int
    alarms: int

    @property
    def precision(self) -> float:
        """The share of what is flagged that is simulated."""
        flagged = self.found + self.alarms
        return self.found / flagged if flagged else 0.0

    @property
    def recall(self) -> float:
        """The share of the simulations that is flagged."""
        return self.found / self.simulated if self.simulated else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def recall(cases: Sequence[Case], level: Level) -> tuple[int, int]:
    """Count the simulations that are labelled at or above a level, and those of them that are flagged at it.

    Returns:
        flagged, labelled.
    """
    labelled = [case for case in cases if case.simulated and case.expected.rank >= level.rank]
    return sum(case.at(level) for case in labelled), len(labelled)


def rates(cases: Sequence[Case], level: Level | None) -> Rates:
    """Count at a level, or for the detector that sees opened files alone (None)."""

    def flagged(case: Case) -> bool:
        return case.file_only if level is None else case.at(level)

    simulated = [case for case in cases if case.simulated]
    benign = [case for case in cases if not case.simulated]
    return Rates(len(simulated), sum(map(flagged, simulated)), len(benign), sum(map(flagged, benign)))
