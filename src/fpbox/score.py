# SPDX-License-Identifier: Apache-2.0
"""Findings into a score, and scores into a verdict. Every score can be added up again from its terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod

from fpbox.model import (
    Coverage,
    Finding,
    Importance,
    Level,
    Outcome,
    Package,
    PackageScore,
    Term,
    Verdict,
)

WEIGHTS = {
    Importance.INFO: 0.0,
    Importance.LOW: 0.05,
    Importance.MEDIUM: 0.45,
    Importance.HIGH: 0.75,
    Importance.CRITICAL: 0.95,
}
"""An importance is the level that a finding justifies alone. It still does where the package was named with a
confidence of 0.8 (critical: 0.9), or where that share of benign packages does not show the same."""
UNIQUE_BITS = 33
"""2 ** 33 is more than there are people on Earth."""

_UNIQUE_TECHNIQUES = 3
_HIGH_AND_UP = frozenset({Importance.HIGH, Importance.CRITICAL})
_MEDIUM_AND_UP = _HIGH_AND_UP | {Importance.MEDIUM}
_NO_CAP = 100
_LEVELS = ((85, Level.CRITICAL), (60, Level.HIGH), (30, Level.MEDIUM), (1, Level.LOW))


def level_of(points: int) -> Level:
    """Return the level of a score: 0, 1-29, 30-59, 60-84, 85-100."""
    return next((level for least, level in _LEVELS if points >= least), Level.NONE)


def score(package: Package, findings: Iterable[Finding]) -> PackageScore:
    """Score one package.

    ``100 * (1 - product(1 - weight * novelty * confidence))`` over distinct recipes, held down by a cap where
    nothing is of medium or of high importance, or nothing shows a purpose.
    """
    found = tuple(sorted(findings, key=lambda one: (one.first_ns, one.recipe)))
    terms = _terms(found)
    points = round(100 * (1 - prod(1 - term.weight * term.novelty * term.confidence for term in terms)))
    cap, reason = _cap(found)
    capped = min(points, cap)
    return PackageScore(
        package=package,
        score=capped,
        level=level_of(capped),
        bits=_bits(found),
        phases=tuple(dict.fromkeys(finding.phase for finding in found if finding.phase)),
        terms=terms,
        findings=found,
        cap=cap if points > cap else _NO_CAP,
        cap_reason=reason if points > cap else "",
    )


def _terms(findings: Sequence[Finding]) -> tuple[Term, ...]:
    """Return one term for each recipe: the strongest, if there are several."""
    best: dict[str, Term] = {}
    for finding in findings:
        novelty = 0.0 if finding.explained else finding.novelty
        term = Term(finding.recipe, WEIGHTS[finding.importance], novelty, finding.confidence)
        if finding.recipe not in best or _strength(term) > _strength(best[finding.recipe]):
            best[finding.recipe] = term
    return tuple(sorted(best.values(), key=lambda term: (-_strength(term), term.recipe)))


def _strength(term: Term) -> float:
    return term.weight * term.novelty * term.confidence


def _counts(finding: Finding) -> bool:
    return not finding.explained and finding.novelty > 0


def _bits(findings: Iterable[Finding]) -> float:
    """Add up the bits, each recipe once; a correlation joins what is counted already."""
    most: dict[str, float] = {}
    for finding in findings:
        if not finding.explained and not finding.needs:
            most[finding.recipe] = max(most.get(finding.recipe, 0.0), finding.bits)
    return sum(most.values())


def _cap(findings: Sequence[Finding]) -> tuple[int, str]:
    counted = [finding for finding in findings if _counts(finding)]
    if not any(finding.importance in _MEDIUM_AND_UP for finding in counted):
        return 29, "nothing found is of medium importance or above"
    if not any(finding.importance in _HIGH_AND_UP for finding in counted):
        return 59, "nothing found is of high importance or above"
    if any(finding.intent for finding in counted):
        return _NO_CAP, ""
    telling = [finding for finding in counted if finding.bits and not finding.needs]
    techniques = {finding.technique for finding in telling}
    if _bits(telling) >= UNIQUE_BITS and len(techniques) >= _UNIQUE_TECHNIQUES:
        return _NO_CAP, ""
    return 59, (
        "nothing shows a purpose: no egress, credential access, evasion, persistence or escape, "
        f"and fewer than {UNIQUE_BITS} bits of identity from {_UNIQUE_TECHNIQUES} techniques"
    )


def verdict(packages: Iterable[PackageScore], coverage: Coverage, fail_on: Level | None) -> Verdict:
    """Say how the run ended.

    A package at or above `fail_on` makes it flagged, whatever was or was not seen besides. Otherwise anything
    that limits what was seen makes it inconclusive: it is never silently clean.

    Args:
        packages: every scored package.
        coverage: what was seen.
        fail_on: the level from which a package is flagged; None flags nothing.
    """
    worst = sorted(packages, key=lambda one: (-one.score, one.package.purl))
    flagged = [
        one
        for one in worst
        if fail_on is not None and fail_on is not Level.NONE and one.level.rank >= fail_on.rank
    ]
    reasons = [f"{one.package.purl} scores {one.score} ({one.level})" for one in flagged]
    doubts = _doubts(coverage)
    outcome = Outcome.FLAGGED if flagged else Outcome.INCONCLUSIVE if doubts else Outcome.CLEAN
    return Verdict(outcome, fail_on, (*reasons, *doubts), tuple(one.package.purl for one in flagged))


def _doubts(coverage: Coverage) -> tuple[str, ...]:
    """Return why what was seen cannot be trusted to be everything."""
    if coverage.trouble:
        return coverage.trouble
    if coverage.lost:
        return (f"{coverage.lost} events were lost",)
    return () if coverage.complete else ("the trace is incomplete",)
