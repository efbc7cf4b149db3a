# SPDX-License-Identifier: Apache-2.0
"""Judges every recording by today's code and writes docs/evaluation.md and docs/evaluation.svg.

    python tests/evals/evaluate.py [--check] [--reveal] [-j N]

`--check` writes nothing and exits 1 when the page is not what the recordings give. `--reveal` prints the
misses and false alarms of the held-out part as well, which the page leaves out.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import page
import picture
import recording
import simulation
from figures import RARE, Case, held_out
from fpbox.collector import collect_rarely
from fpbox.model import Action, Level, PackageScore, Report
from fpbox.recipes import Baseline, load_catalogue
from fpbox.recipes.load import Catalogue
from population import roster
from recording import Recording
from simulation import Simulation

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
POPULATION = HERE / "population" / "recordings"
PAGE, PICTURE = ROOT / "docs" / "evaluation.md", ROOT / "docs" / "evaluation.svg"
_Job = tuple[Path, Simulation | None, str, bool]


def main() -> int:
    """Write the page, or check it."""
    parser = argparse.ArgumentParser(description="Evaluate fpbox on recorded runs.")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--reveal", action="store_true")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    cases = judged(given.jobs)
    text, drawn = page.render(cases), picture.histogram(cases)
    if given.reveal:
        print(page.named(cases, held=True))
    if given.check:
        return 0 if is_current(text, drawn) else stale()
    PAGE.write_text(text, encoding="utf-8")
    PICTURE.write_text(drawn, encoding="utf-8")
    print(text)
    return 0


def is_current(text: str, drawn: str) -> bool:
    """Tell whether page and picture are what the recordings give; the time that judging took may differ."""
    if not PAGE.exists() or not PICTURE.exists():
        return False
    same = page.without_times(PAGE.read_text(encoding="utf-8")) == page.without_times(text)
    return same and PICTURE.read_text(encoding="utf-8") == drawn


def stale() -> int:
    """Say how to renew the page."""
    print("docs/evaluation.md is not what the recordings give: run ci/evals and commit it", file=sys.stderr)
    return 1


def judged(jobs: int) -> list[Case]:
    """Judge every recording, each in one of `jobs` processes."""
    work = [*_simulations(), *_population()]
    with ProcessPoolExecutor(jobs, initializer=collect_rarely) as pool:
        return sorted(pool.map(judge_one, work, chunksize=4), key=lambda case: (case.simulated, case.key))


def _simulations() -> list[_Job]:
    known = [one for one in simulation.simulations() if one.recording.exists()]
    strata = {one.key: f"{one.ecosystem} {one.tactics[0]}" for one in known}
    held = held_out(strata.items())
    return [(one.recording, one, strata[one.key], one.key in held) for one in known]


def _population() -> list[_Job]:
    paths = sorted(POPULATION.glob("*.rec.xz"))
    rare = {one.purl for one in roster.read() if one.rare}
    jobs: list[_Job] = []
    for path in paths:
        about = recording.about(path)
        purl = str(about["purl"])
        stratum = f"{purl[4:].partition('/')[0]} {about['kind']}{RARE if purl in rare else ''}"
        jobs.append((path, None, stratum, roster.held_out(purl)))
    return jobs


def judge_one(job: _Job) -> Case:
    """Judge one recording, by our recipes and by opened files alone."""
    path, label, stratum, held = job
    made = recording.load(path)
    recording.load_control(made.control)
    load_catalogue()
    gc.collect()  # what the recording before has left behind is not this one's
    began = time.process_time()
    report = recording.replay(made)
    cpu_s = time.process_time() - began
    return _case(made, report, label, stratum, held=held, cpu_s=cpu_s)


def _case(
    made: Recording, report: Report, label: Simulation | None, stratum: str, *, held: bool, cpu_s: float
) -> Case:
    names = label.packages if label else frozenset()
    own = [one for one in report.packages if not label or one.package.name in names] or list(report.packages)
    worst = max(own, key=lambda one: one.score)
    scopes = [(one, phase) for one in report.packages if _is_scope(one) for phase in one.phases or ("",)]
    wanted = label.recipes if label else ()
    return Case(
        key=made.name,
        stratum=stratum,
        simulated=label is not None,
        held_out=held,
        score=worst.score,
        level=worst.level,
        purl=worst.package.purl,
        terms=_terms(worst),
        expected=label.level if label else Level.NONE,
        wanted=wanted,
        fired=_fired(report.packages),
        right=sum(name in _fired(own) for name in wanted),
        scopes=len(scopes),
        scopes_right=sum(_is_right(one, phase, label) for one, phase in scopes),
        file_only=_opened(made),
        cpu_s=cpu_s,
        inert=label.inert if label else "",
        options=label.options if label else "",
    )


def _is_scope(one: PackageScore) -> bool:
    return bool(one.package.ecosystem) or one.package.name == "unattributed"


def _is_right(one: PackageScore, phase: str, label: Simulation | None) -> bool:
    return bool(one.package.ecosystem) and (label is None or label.runs(one.package.name, phase))


def _fired(packages: Iterable[PackageScore]) -> frozenset[str]:
    return frozenset(found.recipe for one in packages for found in one.findings if not found.explained)


def _terms(one: PackageScore) -> tuple[str, ...]:
    shown = [
        f"{term.recipe} {term.weight:g} x {term.novelty:.2f} x {term.confidence:g}"
        for term in one.terms
        if term.weight * term.novelty * term.confidence
    ]
    return (*shown, f"held down to {one.cap}") if one.cap_reason else tuple(shown)


@cache
def _file_recipes() -> Catalogue:
    """Reduce the recipes to what a detector has that sees opened files and nothing else."""
    reduced = []
    for recipe in load_catalogue().recipes:
        clauses: list[Any] = [
            replace(
                clause, actions=frozenset({Action.OPEN}), min_distinct=1, min_count=1, results=frozenset()
            )
            for clause in recipe.clauses
            if Action.OPEN in clause.actions and clause.objects is not None
        ]
        if clauses and recipe.correlation is None:
            reduced.append(replace(recipe, clauses=tuple(clauses), min_distinct=1))
    return Catalogue(tuple(reduced))


def _opened(made: Recording) -> bool:
    """Tell what it says: something was opened, by whatever process of the run."""
    report = recording.replay(made, _file_recipes(), Baseline())
    return bool(_fired(report.packages))


if __name__ == "__main__":
    sys.exit(main())
