# SPDX-License-Identifier: Apache-2.0
"""Which differences are a finding: what no package has a reason to do for one kind of user only.

Many packages do less in a CI job, or look for what only a developer has. That is shown, and is no finding.
It is one when what differs is something that recipes of medium importance take, or a host that is talked to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from fpbox.compare.diary import Observed, Seen
from fpbox.compare.difference import Differences, Done, PackageDifferences, Rose
from fpbox.compare.shapes import LOCAL, owner
from fpbox.model import TOOLCHAIN, Action, Evidence, Finding, Importance, Package
from fpbox.recipes.glob import Globs
from fpbox.recipes.recipe import Recipe
from fpbox.recipes.tracker import MAX_EVIDENCE

RECIPE = "targeted_behaviour"
_THRESHOLDS = (Importance.MEDIUM, Importance.HIGH)
_EGRESS = "egress_attempt"
"""Says what the hosts themselves say better."""
_TAKING = frozenset({"command-and-control", "exfiltration", "credential-access", "collection"})
_LOOKING = frozenset({"discovery", "reconnaissance", "defense-evasion"})
"""Of medium importance, other tactics are shown only: that a package leaves no hooks in a CI job is usual."""
_REACHING = frozenset({Action.CONNECT, Action.DNS})
_CERTAIN = 1.0


@dataclass(frozen=True, slots=True)
class _Reason:
    """Why a difference is a finding: which clause of the recipe takes it."""

    clause: str
    evidence: tuple[Evidence, ...]
    confidence: float
    phase: str = ""
    recipe: str = ""


def targeted(
    found: Differences, variants: Mapping[str, Observed], recipe: Recipe, familiar: Globs
) -> dict[str, Finding]:
    """Return the findings that differences make, by purl.

    Args:
        found: what differs.
        variants: the runs, by name.
        recipe: `RECIPE` of the catalogue.
        familiar: names of hosts that popular packages fetch from.
    """
    packages = {one.package.purl: one.package for run in variants.values() for one in run.report.packages}
    findings = {}
    for purl, one in found.packages.items():
        if purl == TOOLCHAIN.purl:
            continue
        reasons = [*_by_recipes(one.recipes), *_by_hosts(one, variants, familiar)]
        if reasons:
            findings[purl] = _finding(recipe, packages.get(purl, Package(purl)), reasons)
    return findings


def matters(rose: Rose) -> bool:
    """Tell whether a recipe that matched in some variants is a reason for the finding."""
    return bool(_clause(rose)) or (_counts(rose) and rose.recipe == _EGRESS)


def _counts(rose: Rose) -> bool:
    ranks = [-1 if level is None else level.rank for level in rose.levels.values()]
    return any(min(ranks) < threshold.rank <= max(ranks) for threshold in _THRESHOLDS)


def _by_recipes(recipes: Iterable[Rose]) -> Iterator[_Reason]:
    for rose in recipes:
        clause = _clause(rose)
        if clause:
            found = rose.finding
            yield _Reason(clause, found.evidence, found.confidence, found.phase, rose.recipe)


def _clause(rose: Rose) -> str:
    """Return which clause takes a recipe that matched in some variants, or ""."""
    if not _counts(rose) or rose.recipe == _EGRESS:
        return ""
    found = rose.finding
    if found.importance.rank >= Importance.HIGH.rank or found.tactic in _TAKING:
        return "purposeful"
    return "looking" if found.tactic in _LOOKING else ""


def _by_hosts(
    one: PackageDifferences, variants: Mapping[str, Observed], familiar: Globs
) -> Iterator[_Reason]:
    """Give hosts whose owner was talked to in some variants only.

    To be quiet in CI jobs is what those who count users do, too; that alone is of medium importance.
    """
    talked = {name: _owners(run, one.purl) for name, run in variants.items()}
    for done in one.doings:
        host = _host(done)
        if not host or done.seen.allowed or familiar.match(host):
            continue
        if all(owner(host) in owners for owners in talked.values()):
            continue
        clause = "looking" if _is_quiet_in_ci(done, variants) else "purposeful"
        yield _Reason(clause, (_evidence(done.seen, host),), _CERTAIN, done.doing.phase)


def _is_quiet_in_ci(done: Done, variants: Mapping[str, Observed]) -> bool:
    return all(run.ci != (name in done.only) for name, run in variants.items())


def _owners(run: Observed, purl: str) -> frozenset[str]:
    reached = (doing for doing in run.doings if doing.package == purl and doing.action in _REACHING)
    return frozenset(owner(_without_port(doing.object)) for doing in reached)


def _host(done: Done) -> str:
    doing = done.doing
    reached = doing.action in _REACHING and not doing.object.startswith(LOCAL)
    return _without_port(doing.object) if reached else ""


def _without_port(text: str) -> str:
    host, colon, port = text.rpartition(":")
    return host if colon and port.isdecimal() else text


def _evidence(seen: Seen, host: str) -> Evidence:
    """Return what shows a connection; the list of connections does not know the process."""
    if seen.evidence is not None:
        return seen.evidence
    return Evidence(0, 0, Action.CONNECT, host, 0, "", (), "ok", call="connect")


def _finding(recipe: Recipe, package: Package, reasons: list[_Reason]) -> Finding:
    levels = {clause.name: clause.importance or recipe.importance for clause in recipe.clauses}
    importance = max((levels.get(one.clause, recipe.importance) for one in reasons), key=lambda one: one.rank)
    evidence = tuple(item for one in reasons for item in one.evidence)
    return Finding(
        recipe=recipe.id,
        title=recipe.title,
        tactic=recipe.tactic,
        technique=recipe.technique,
        importance=importance,
        package=package,
        phase=next((one.phase for one in reasons if one.phase), ""),
        bits=0.0,
        count=len(evidence),
        first_ns=min((item.first_ns for item in evidence), default=0),
        evidence=tuple(dict.fromkeys(replace(item, count=1) for item in evidence))[:MAX_EVIDENCE],
        confidence=max(one.confidence for one in reasons),
        novelty=1 - recipe.prevalence,
        intent=recipe.intent and importance.rank >= Importance.MEDIUM.rank,
        needs=tuple(dict.fromkeys(one.recipe for one in reasons if one.recipe)),
    )
