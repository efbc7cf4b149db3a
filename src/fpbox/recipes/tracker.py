# SPDX-License-Identifier: Apache-2.0
"""What has been seen of one recipe in one package, and the finding that makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from fpbox.model import Action, Event, Evidence, Finding, Importance, Package
from fpbox.recipes.recipe import Clause, Recipe

MAX_EVIDENCE = 10

_RANK = {importance: rank for rank, importance in enumerate(Importance)}


@dataclass(slots=True, eq=False)
class Sighting:
    """One observation, with how often it was seen."""

    event: Event
    count: int

    def evidence(self) -> Evidence:
        """Return what a report shows of it; an exec shows the arguments of the program that was started."""
        event, process = self.event, self.event.process
        return Evidence(
            seq=event.seq,
            first_ns=event.first_ns,
            action=event.action,
            object=event.object,
            pid=process.pid,
            exe=process.exe,
            argv=event.detail if event.action is Action.EXEC and event.detail else process.argv,
            result=event.result,
            count=self.count,
            image=process.image,
            call=event.call,
            process=process,
        )


@dataclass(slots=True, eq=False)
class ClauseState:
    """What one clause has taken.

    Attributes:
        enough: how many different objects anybody asks for; no more are remembered in `distinct`.
    """

    clause: Clause
    enough: int
    count: int = 0
    first_ns: int = 0
    last_ns: int = 0
    distinct: set[str] = field(default_factory=set)
    sightings: list[Sighting] = field(default_factory=list)

    @property
    def met(self) -> bool:
        """The clause has seen enough."""
        return self.count >= self.clause.min_count and len(self.distinct) >= self.clause.min_distinct

    def take(self, event: Event) -> Sighting:
        """Note one more different observation; how often it was seen is counted by itself."""
        sighting = Sighting(event, 0)
        if len(self.sightings) < MAX_EVIDENCE:
            self.sightings.append(sighting)
        if len(self.distinct) < self.enough:
            self.distinct.add(f"{event.object} {event.raw!r}" if event.raw else event.object)
        return sighting

    def add(self, count: int, now_ns: int, first_ns: int | None = None) -> None:
        """Count observations, made until now; repetitions come together, later than they were made."""
        if not self.count:
            self.first_ns = now_ns if first_ns is None else first_ns
        self.count += count
        self.last_ns = now_ns

    def latest(self, since: int, until: int) -> int:
        """Return the latest known time within these bounds, or -1."""
        return next((ns for ns in (self.last_ns, self.first_ns) if since <= ns <= until), -1)

    def merge(self, other: ClauseState) -> None:
        """Take over what another one has."""
        self.first_ns = min(self.first_ns, other.first_ns)
        self.count += other.count
        self.last_ns = max(self.last_ns, other.last_ns)
        self.distinct |= other.distinct
        self.sightings = sorted(self.sightings + other.sightings, key=lambda one: one.event.seq)[
            :MAX_EVIDENCE
        ]


class Tracker:
    """One recipe in one package.

    Attributes:
        risen: the importance with which the finding was last reported, if it was.
    """

    __slots__ = ("confidence", "explained", "novel", "package", "phase", "recipe", "risen")

    def __init__(self, recipe: Recipe, package: Package) -> None:
        self.recipe = recipe
        self.package = package
        self.novel: dict[str, ClauseState] = {}
        self.explained: dict[str, ClauseState] = {}
        self.phase = ""
        self.confidence = 0.0
        self.risen: Importance | None = None

    def state(self, clause: Clause, *, explained: bool) -> ClauseState:
        """Return the state of one clause, for what is new or for what the control run explains."""
        states = self.explained if explained else self.novel
        if clause.name not in states:
            states[clause.name] = ClauseState(clause, max(clause.min_distinct, self.recipe.min_distinct))
        return states[clause.name]

    def met(self, clause: str = "") -> list[ClauseState]:
        """Return the clauses that have seen enough: all of them, or one."""
        if len(self._distinct(self.novel)) < self.recipe.min_distinct:
            return []
        return [state for state in self.novel.values() if state.met and clause in ("", state.clause.name)]

    def bits(self, clause: str = "") -> float:
        """Return how much was given away."""
        recipe = self.recipe
        given = (recipe.bits if s.clause.bits is None else s.clause.bits for s in self.met(clause))
        return min(recipe.bits, sum(given))

    def importance(self) -> Importance | None:
        """Return the greatest importance among the clauses that have seen enough."""
        return self._greatest(self.met())

    def rises(self) -> bool:
        """Tell, once each time, that the finding is new or has become more important."""
        importance = self.importance()
        if importance is None or (self.risen is not None and _RANK[importance] <= _RANK[self.risen]):
            return False
        self.risen = importance
        return True

    def finding(self) -> Finding | None:
        """Return the finding as it is now, or None."""
        importance = self.importance()
        if importance is not None:
            found = self._finding(self.met(), importance)
            return replace(found, bits=self.bits(), novelty=1 - self.recipe.prevalence)
        explained = [state for state in self.explained.values() if state.met]
        if not explained or len(self._distinct(self.explained)) < self.recipe.min_distinct:
            return None
        importance = self._greatest(explained) or self.recipe.importance
        return replace(
            self._finding(explained, importance), novelty=0.0, explained=True, explained_by="control"
        )

    def merge(self, other: Tracker) -> None:
        """Take over what another tracker of the same recipe has."""
        for mine, theirs in ((self.novel, other.novel), (self.explained, other.explained)):
            for name, state in theirs.items():
                if name in mine:
                    mine[name].merge(state)
                else:
                    mine[name] = state
        self.phase = self.phase or other.phase
        self.confidence = max(self.confidence, other.confidence)

    def copy(self, package: Package) -> Tracker:
        """Return the same for another name of the package, to merge others into."""
        new = Tracker(self.recipe, package)
        new.phase, new.confidence = self.phase, self.confidence
        new.novel = {name: _copied(state) for name, state in self.novel.items()}
        new.explained = {name: _copied(state) for name, state in self.explained.items()}
        return new

    def _greatest(self, states: list[ClauseState]) -> Importance | None:
        found = (state.clause.importance or self.recipe.importance for state in states)
        return max(found, key=_RANK.__getitem__, default=None)

    @staticmethod
    def _distinct(states: dict[str, ClauseState]) -> set[str]:
        return set().union(*(state.distinct for state in states.values()))

    def _finding(self, states: list[ClauseState], importance: Importance) -> Finding:
        recipe = self.recipe
        evidence = first_evidence(sighting for state in states for sighting in state.sightings)
        return Finding(
            recipe=recipe.id,
            title=recipe.title,
            tactic=recipe.tactic,
            technique=recipe.technique,
            importance=importance,
            package=self.package,
            phase=self.phase,
            bits=0.0,
            count=sum(state.count for state in states),
            first_ns=min((one.first_ns for one in evidence), default=0),
            evidence=evidence,
            confidence=self.confidence,
            intent=recipe.intent and importance not in (Importance.INFO, Importance.LOW),
        )


def _copied(state: ClauseState) -> ClauseState:
    return replace(state, distinct=set(state.distinct), sightings=list(state.sightings))


def _telling_first(sighting: Sighting) -> tuple[bool, int]:
    """Order by time, but programs that were looked for and not found come last."""
    event = sighting.event
    return event.action is Action.EXEC and event.result == "missing", event.seq


def first_evidence(sightings: Iterable[Sighting]) -> tuple[Evidence, ...]:
    """Return the first few different observations, in order."""

    def unique() -> Iterator[Sighting]:
        seen: set[tuple[int, Action, str, str]] = set()
        for sighting in sorted(sightings, key=_telling_first):
            event = sighting.event
            key = (event.process.image, event.action, event.call, event.object)
            if key not in seen:
                seen.add(key)
                yield sighting

    return tuple(sighting.evidence() for sighting, _ in zip(unique(), range(MAX_EVIDENCE), strict=False))
