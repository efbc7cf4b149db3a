# SPDX-License-Identifier: Apache-2.0
"""From a trace that was read to its end to the report. Does no IO; recorded runs are judged so, too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fpbox import ending
from fpbox.attribute import Attributor
from fpbox.model import Coverage, Level, Package, PackageScore, Report, RunInfo
from fpbox.score import score, verdict
from fpbox.session import Session

INSTALLED = "node_modules/.package-lock.json"
LOCKFILES = ("npm-shrinkwrap.json", "package-lock.json")
OTHER_LOCKFILES = ("pnpm-lock.yaml", "yarn.lock")
MANIFEST = "package.json"


def use_files(attributor: Attributor, files: Mapping[str, bytes]) -> None:
    """Give the attributor what the project's own files tell of the ways to packages.

    Args:
        attributor: has seen the run.
        files: by their path in the project, as they were when the command had ended.
    """
    lock = _first(files, *LOCKFILES, INSTALLED)
    if lock:
        attributor.use_lockfile(lock)
    elif other := _first(files, *OTHER_LOCKFILES):
        attributor.use_other_lockfile(other, files.get(MANIFEST, b""))


def judge(
    session: Session, attributor: Attributor, info: RunInfo, coverage: Coverage, fail_on: Level | None
) -> Report:
    """Put the report together."""
    packages = _scores(session, attributor)
    return Report(
        run=replace(info, exit_code=ending.status(session)),
        coverage=coverage,
        verdict=verdict(packages, coverage, fail_on),
        packages=packages,
        network=session.matcher.connections(attributor.final),
    )


def _first(files: Mapping[str, bytes], *names: str) -> bytes:
    return next((files[name] for name in names if files.get(name)), b"")


def _scores(session: Session, attributor: Attributor) -> tuple[PackageScore, ...]:
    """Score every package that ran code, worst first."""
    findings = session.matcher.findings(attributor.final)
    phases: dict[Package, dict[str, None]] = {}
    for package, phase in session.ran:
        phases.setdefault(attributor.final(package), {})[phase] = None
    scores = []
    for package in dict.fromkeys((*phases, *findings)):
        one = score(package, findings.get(package, ()))
        scores.append(replace(one, phases=tuple(phase for phase in phases.get(package, ()) if phase)))
    return tuple(sorted(scores, key=lambda one: (-one.score, one.package.purl)))
