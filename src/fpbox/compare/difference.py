# SPDX-License-Identifier: Apache-2.0
"""What differs between runs under different circumstances, and does not between a run and its repeat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fpbox.compare.diary import Doing, Observed, Seen
from fpbox.compare.shapes import LOCAL
from fpbox.model import UNATTRIBUTED, Action, Finding, Importance

_KINDS: tuple[frozenset[Action], ...] = (
    frozenset({Action.CONNECT, Action.DNS, Action.REQUEST, Action.SEND, Action.BIND}),
    frozenset({Action.EXEC, Action.ESCAPE, Action.EVADE, Action.INSPECT, Action.SIGNAL}),
    frozenset({Action.WRITE, Action.REMOVE}),
    frozenset({Action.OPEN, Action.LIST, Action.CALL, Action.SLEEP}),
)
"""What is told first."""


@dataclass(frozen=True, slots=True)
class Rose:
    """A recipe that matched differently.

    Attributes:
        levels: with what importance, by variant; None for not at all, or explained by the control run.
        finding: the gravest of them.
    """

    recipe: str
    levels: Mapping[str, Importance | None]
    finding: Finding

    @property
    def only(self) -> tuple[str, ...]:
        """Return the variants in which it was gravest."""
        most = _rank(self.finding.importance)
        return tuple(name for name, level in self.levels.items() if _rank(level) == most)


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done under some circumstances only.

    Attributes:
        only: the variants in which it was done. seen: the first time.
    """

    doing: Doing
    only: tuple[str, ...]
    seen: Seen


@dataclass(frozen=True, slots=True)
class PackageDifferences:
    """What differs in one package.

    Attributes:
        purl: the package's.
        recipes, doings: what was found and done differently, what matters most first.
        idle: variants in which it ran no code at all.
        unsteady: how many things differed between a run and its repeat, and were left out.
        unsteady_recipes: those among them that recipes had found.
    """

    purl: str
    recipes: tuple[Rose, ...] = ()
    doings: tuple[Done, ...] = ()
    idle: tuple[str, ...] = ()
    unsteady: int = 0
    unsteady_recipes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs, by package."""

    variants: tuple[str, ...]
    packages: Mapping[str, PackageDifferences]

    def __bool__(self) -> bool:
        return any(one.recipes or one.doings or one.idle for one in self.packages.values())


def differences(variants: Mapping[str, Observed], repeats: Sequence[Observed] = ()) -> Differences:
    """Hold runs against each other.

    Args:
        variants: one run for each of the different circumstances, by their names.
        repeats: further runs under the first ones.
    """
    first = next(iter(variants.values()))
    unsteady = _unsteady(first, repeats)
    done: dict[str, list[Done]] = {}
    for doing in dict.fromkeys(doing for one in variants.values() for doing in one.doings):
        only = tuple(name for name, one in variants.items() if doing in one.doings)
        if len(only) == len(variants) or unsteady.covers(doing):
            continue
        done.setdefault(doing.package, []).append(Done(doing, only, variants[only[0]].doings[doing]))
    rose, shaky = _recipes(variants, repeats)
    idle = _idle(variants)
    left_out = unsteady.count
    purls = sorted({*done, *rose, *idle, *left_out, *shaky})
    return Differences(
        tuple(variants),
        {
            purl: PackageDifferences(
                purl,
                tuple(sorted(rose.get(purl, ()), key=lambda one: (-one.finding.importance.rank, one.recipe))),
                tuple(sorted(done.get(purl, ()), key=_telling_first)),
                idle.get(purl, ()),
                left_out.get(purl, 0),
                tuple(sorted(shaky.get(purl, ()))),
            )
            for purl in purls
        },
    )


class _Unsteady:
    """What differs between a run and its repeats: itself, and the directories where names are drawn."""

    def __init__(self, doings: Iterable[Doing]) -> None:
        self._doings = frozenset(doings)
        self._folders = frozenset(_folder(one) for one in self._doings if "/" in one.object)

    def covers(self, doing: Doing) -> bool:
        return doing in self._doings or ("/" in doing.object and _folder(doing) in self._folders)

    @property
    def count(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for doing in self._doings:
            counts[doing.package] = counts.get(doing.package, 0) + 1
        return counts


def _folder(doing: Doing) -> tuple[str, str, Action, str]:
    return doing.package, doing.phase, doing.action, doing.object.rpartition("/")[0]


def _unsteady(first: Observed, repeats: Sequence[Observed]) -> _Unsteady:
    again = [set(one.doings) for one in repeats]
    every = set(first.doings).union(*again)
    return _Unsteady(every - set(first.doings).intersection(*again))


def _recipes(
    variants: Mapping[str, Observed], repeats: Sequence[Observed]
) -> tuple[dict[str, list[Rose]], dict[str, list[str]]]:
    """Return the recipes that matched differently, and those that do so from run to run, by package.

    What joins other findings follows from them, and from times that differ anyhow.
    """
    found = {name: _found(one) for name, one in variants.items()}
    first = next(iter(found.values()))
    again = [_found(one) for one in repeats]
    rose: dict[str, list[Rose]] = {}
    shaky: dict[str, list[str]] = {}
    for key in dict.fromkeys(key for one in found.values() for key in one):
        levels = {name: _level(one.get(key)) for name, one in found.items()}
        if any(_level(one.get(key)) != _level(first.get(key)) for one in again):
            shaky.setdefault(key[0], []).append(key[1])
        elif len(set(levels.values())) > 1:
            gravest = max((one[key] for one in found.values() if key in one), key=_gravity)
            rose.setdefault(key[0], []).append(Rose(key[1], levels, gravest))
    return rose, shaky


def _found(observed: Observed) -> dict[tuple[str, str], Finding]:
    return {
        (score.package.purl, finding.recipe): finding
        for score in observed.report.packages
        for finding in score.findings
        if not finding.explained and not finding.needs
    }


def _level(finding: Finding | None) -> Importance | None:
    return finding.importance if finding is not None else None


def _rank(level: Importance | None) -> int:
    return -1 if level is None else level.rank


def _gravity(finding: Finding) -> tuple[int, float]:
    return finding.importance.rank, finding.confidence


def _idle(variants: Mapping[str, Observed]) -> dict[str, tuple[str, ...]]:
    """Return the packages that ran code in some variants only, with the others."""
    ran = {name: {one.package.purl for one in seen.report.packages} for name, seen in variants.items()}
    every = set().union(*ran.values()) - {UNATTRIBUTED.purl}
    missing = {purl: tuple(name for name in ran if purl not in ran[name]) for purl in every}
    return {purl: names for purl, names in missing.items() if names}


def _telling_first(done: Done) -> tuple[int, str, str]:
    doing = done.doing
    local = doing.object.startswith(LOCAL)
    number = next((n for n, kind in enumerate(_KINDS) if doing.action in kind and not local), len(_KINDS))
    return number, doing.object, doing.action.value
