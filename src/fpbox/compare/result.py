# SPDX-License-Identifier: Apache-2.0
"""The comparison's own report: every package with all that was found of it in any run, and the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fpbox.compare.diary import Observed
from fpbox.compare.difference import Differences, PackageDifferences, differences
from fpbox.compare.targeted import RECIPE, targeted
from fpbox.model import Coverage, Finding, Level, PackageScore, Report, Verdict
from fpbox.recipes import Catalogue
from fpbox.score import score, verdict


@dataclass(frozen=True, slots=True)
class Ran:
    """One of the runs that are compared.

    Attributes:
        variant: the name of its circumstances. repeat: 0, or the number of the repeat.
    """

    variant: str
    repeat: int
    observed: Observed

    @property
    def report(self) -> Report:
        """Return the run's own report."""
        return self.observed.report

    @property
    def name(self) -> str:
        """Return what it is called."""
        return f"{self.variant}, again" if self.repeat else self.variant


@dataclass(frozen=True, slots=True)
class Entry:
    """A package: scored by what was found of it in any run, and what differs."""

    score: PackageScore
    differences: PackageDifferences


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything about a comparison.

    Attributes:
        variants: the names of the circumstances.
        packages: worst first.
        coverage: of all runs together.
    """

    variants: tuple[str, ...]
    runs: tuple[Ran, ...]
    packages: tuple[Entry, ...]
    coverage: Coverage
    verdict: Verdict


def conclude(runs: Sequence[Ran], catalogue: Catalogue, fail_on: Level | None) -> Comparison:
    """Compare runs.

    Args:
        runs: of the first variant and its repeats, then one of each of the others.
        catalogue: the recipes that they were judged by.
        fail_on: the level from which a package is flagged; None flags nothing.
    """
    variants = {run.variant: run.observed for run in runs if not run.repeat}
    found = differences(variants, [run.observed for run in runs if run.repeat])
    added = targeted(found, variants, catalogue.get(RECIPE), catalogue.familiar)
    entries = _entries([run.observed for run in runs], found, added)
    coverage = _coverage(runs)
    return Comparison(
        tuple(variants),
        tuple(runs),
        entries,
        coverage,
        verdict([one.score for one in entries], coverage, fail_on),
    )


def _entries(runs: Iterable[Observed], found: Differences, added: Mapping[str, Finding]) -> tuple[Entry, ...]:
    """Score every package by all that was found of it in any run."""
    of: dict[str, list[PackageScore]] = {}
    for run in runs:
        for one in run.report.packages:
            of.setdefault(one.package.purl, []).append(one)
    entries = [
        Entry(
            _together(scores, added.get(purl)),
            found.packages.get(purl, PackageDifferences(purl)),
        )
        for purl, scores in of.items()
    ]
    return tuple(sorted(entries, key=lambda one: (-one.score.score, one.score.package.purl)))


def _together(scores: Sequence[PackageScore], added: Finding | None) -> PackageScore:
    """Join what was found of one package: of each recipe the gravest finding."""
    gravest: dict[str, Finding] = {}
    for finding in (one for each in scores for one in each.findings):
        known = gravest.get(finding.recipe)
        if known is None or _gravity(finding) > _gravity(known):
            gravest[finding.recipe] = finding
    package = max((one.package for one in scores), key=lambda one: len(one.via))
    joined = score(package, (*gravest.values(), *((added,) if added else ())))
    phases = dict.fromkeys(phase for one in scores for phase in one.phases)
    most = max(scores, key=lambda one: len(one.sent))
    return replace(joined, phases=tuple(phases), sent=most.sent, sent_left_out=most.sent_left_out)


def _gravity(finding: Finding) -> tuple[bool, int, float, int]:
    return not finding.explained, finding.importance.rank, finding.confidence, len(finding.thefts)


def _coverage(runs: Sequence[Ran]) -> Coverage:
    """Say what limits the comparison: whatever limits one of the runs, and what makes them unlike."""
    every = [(run, run.report.coverage) for run in runs]
    trouble = [f"as {run.name}: {one}" for run, coverage in every for one in coverage.trouble]
    trouble += [
        f"as {run.name}: the trace is incomplete"
        for run, coverage in every
        if not coverage.complete and not coverage.trouble
    ]
    trouble += [f"as {run.name}: more was done than can be compared" for run in runs if run.observed.full]
    trouble += _unlike(runs)
    notes: dict[str, None] = {note: None for _, coverage in every for note in coverage.notes}
    return Coverage(
        complete=not trouble,
        calls=sum(coverage.calls for _, coverage in every),
        lost=sum(coverage.lost for _, coverage in every),
        notes=tuple(notes),
        trouble=tuple(trouble),
    )


def _unlike(runs: Sequence[Ran]) -> list[str]:
    """Return why runs cannot be held against each other."""
    said = []
    codes = {run.name: run.report.run.exit_code for run in runs}
    if len(set(codes.values())) > 1:
        ends = ", ".join(
            f"as {name} with {'a signal' if code is None else code}" for name, code in codes.items()
        )
        said.append(f"the command did not end alike: {ends}")
    if len({run.report.run.image_digest for run in runs}) > 1:
        said.append("the runs had different images")
    return said
