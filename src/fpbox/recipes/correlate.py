# SPDX-License-Identifier: Apache-2.0
"""Findings of one package joined into a larger one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fpbox.model import Evidence, Finding, Importance, Package
from fpbox.recipes.recipe import Correlation, Recipe, Step
from fpbox.recipes.tracker import MAX_EVIDENCE, ClauseState, Tracker, first_evidence

_NS = 1_000_000_000

Trackers = Mapping[str, Tracker]


@dataclass(frozen=True, slots=True)
class Ref:
    """A recipe, or one clause of it."""

    recipe: str
    clause: str = ""


class Joiner:
    """One correlation recipe, with its references looked up."""

    def __init__(self, recipe: Recipe, correlation: Correlation, recipes: Iterable[Recipe]) -> None:
        known = [one for one in recipes if one.correlation is None]
        self.recipe = recipe
        self.correlation = correlation
        self.steps = [(step, _resolve(step, known)) for step in correlation.steps]
        before = correlation.unless_before
        self.unless_before = _resolve(before, known) if before else []
        self.watches = frozenset(ref.recipe for _, refs in self.steps for ref in refs)
        self.last = frozenset(ref.recipe for ref in self.steps[-1][1])
        self.timed = correlation.ordered or correlation.within_s > 0


def _resolve(step: Step, recipes: list[Recipe]) -> list[Ref]:
    """Look references up. A recipe that took another's place stands as a whole for clauses it lacks."""
    clauses = {recipe.id: {clause.name for clause in recipe.clauses} for recipe in recipes}
    refs: list[Ref] = []
    for text in step.refs:
        name, _, rest = text.partition(":")
        if name == "tactic":
            refs += [Ref(recipe.id) for recipe in recipes if recipe.tactic == rest]
        else:
            refs.append(Ref(name, rest if rest in clauses.get(name, ()) else ""))
    return refs


class Join:
    """How far one correlation has come in one package.

    Attributes:
        risen: it was reported.
    """

    __slots__ = ("_reached", "joiner", "risen")

    def __init__(self, joiner: Joiner) -> None:
        self.joiner = joiner
        self.risen = False
        self._reached: list[tuple[int, int] | None] = [None] * len(joiner.steps)

    def advance(self, trackers: Trackers, changed: str, now_ns: int) -> bool:
        """Take note that `changed` was seen once more, and tell whether everything has now come together."""
        correlation = self.joiner.correlation
        within = int(correlation.within_s * _NS)
        since = max(0, now_ns - within) if within else 0
        if not correlation.ordered:
            return all(_completed(step, refs, trackers, since, now_ns) for step, refs in self.joiner.steps)
        first = _completed(*self.joiner.steps[0], trackers, since, now_ns - 1)
        if first is not None and not _begun(self.joiner.unless_before, trackers, first[0]):
            self._reached[0] = first
        for number in range(len(self.joiner.steps) - 1, 0, -1):
            if any(ref.recipe == changed for ref in self.joiner.steps[number][1]):
                self._try(number, trackers, since, now_ns)
        return self._reached[-1] is not None

    def _try(self, number: int, trackers: Trackers, since: int, now_ns: int) -> None:
        """Reach a step if the one before it was reached in time."""
        before = self._reached[number - 1]
        if before is None or before[0] < since:
            return
        if _completed(*self.joiner.steps[number], trackers, before[1] + 1, now_ns) is not None:
            self._reached[number] = before[0], now_ns


def _begun(refs: list[Ref], trackers: Trackers, now_ns: int) -> bool:
    """Tell whether any of these was seen by a time."""
    return any(
        state.first_ns <= now_ns
        for ref in refs
        if _is_met(ref, trackers)
        for state in trackers[ref.recipe].met(ref.clause)
    )


def _completed(
    step: Step, refs: list[Ref], trackers: Trackers, since: int, until: int
) -> tuple[int, int] | None:
    """Return when the step's findings were seen, first and last, if enough were between two times."""
    seen: dict[str, int] = {}
    bits = 0.0
    for ref in refs:
        tracker = trackers.get(ref.recipe)
        if tracker is None or tracker.importance() is Importance.INFO:
            continue
        latest = max((state.latest(since, until) for state in tracker.met(ref.clause)), default=-1)
        if latest < 0:
            continue
        seen[ref.recipe] = max(latest, seen.get(ref.recipe, 0))
        bits += tracker.bits(ref.clause)
    techniques = {trackers[name].recipe.technique for name in seen}
    if len(seen) < step.at_least or len(techniques) < step.techniques or bits < step.bits:
        return None
    times = sorted(seen.values())
    return times[-step.at_least], times[-1]


def joined(joiner: Joiner, trackers: Trackers, package: Package) -> Finding:
    """Make the finding of a correlation that has come together."""
    recipe = joiner.recipe
    met = [
        {
            id(state): state
            for ref in refs
            if _is_met(ref, trackers)
            for state in trackers[ref.recipe].met(ref.clause)
        }
        for _, refs in joiner.steps
    ]
    states = {key: state for step in met for key, state in step.items()}
    names = dict.fromkeys(ref.recipe for _, refs in joiner.steps for ref in refs if _is_met(ref, trackers))
    parts = [trackers[name] for name in names]
    evidence = _evidence_of_each(met)
    return Finding(
        recipe=recipe.id,
        title=recipe.title,
        tactic=recipe.tactic,
        technique=recipe.technique,
        importance=recipe.importance,
        package=package,
        phase=parts[0].phase,
        bits=0.0,
        count=sum(state.count for state in states.values()),
        first_ns=min(state.first_ns for state in states.values()),
        evidence=evidence,
        confidence=min(part.confidence for part in parts),
        novelty=1 - recipe.prevalence,
        intent=recipe.intent,
        needs=tuple(names),
    )


def _evidence_of_each(steps: list[dict[int, ClauseState]]) -> tuple[Evidence, ...]:
    """Return the first observations of each step, so that no step goes unshown."""
    share = max(1, MAX_EVIDENCE // len(steps))
    found = {
        one.seq: one
        for states in steps
        for one in first_evidence(sighting for state in states.values() for sighting in state.sightings)[
            :share
        ]
    }
    return tuple(found[seq] for seq in sorted(found))


def _is_met(ref: Ref, trackers: Trackers) -> bool:
    tracker = trackers.get(ref.recipe)
    return (
        tracker is not None and tracker.importance() is not Importance.INFO and bool(tracker.met(ref.clause))
    )
