# SPDX-License-Identifier: Apache-2.0
"""Runs the packages of packages.yaml and records each run. Goes on where it was stopped.

    python tests/evals/population/survey.py [--jobs 2] [--only KIND] [--limit N] [--again]

A package is run, as `fpbox run` does by default, when neither a recording of it is there nor a word in
outcomes.yaml on what was in the way. With `--again` those are run again whose recording is of a tracer
that did not yet see all that today's does; a run that did not end well leaves the old recording as it is.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import recording  # noqa: E402 - lies beside this folder
from fpbox.errors import FpboxError  # noqa: E402
from fpbox.model import Report  # noqa: E402
from fpbox.settings import Settings  # noqa: E402
from population import outcomes, prevalence, roster  # noqa: E402
from population.outcomes import Outcome  # noqa: E402
from population.roster import Kind, Listed  # noqa: E402

_TIME_LIMIT_S = 600.0
_LINGER_S = 2.0
_MEMORY_BYTES = 3 << 30


def main() -> None:
    """Run what has not been run."""
    parser = argparse.ArgumentParser(description="Run the benign population and record it.")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", type=Kind, choices=list(Kind))
    parser.add_argument("--limit", type=int)
    parser.add_argument("--again", action="store_true", help="what an older tracer recorded")
    given = parser.parse_args()
    done = outcomes.read()
    asked = [one for one in roster.read() if given.only in (None, one.kind)]
    waiting = [one for one in asked if (_is_older(one) if given.again else _is_new(one, done))]
    waiting = waiting[: given.limit]
    for number, (listed, result) in enumerate(_survey(waiting, given.jobs), 1):
        if result.kept or not file_of(listed).exists():
            done[listed.key] = result
            outcomes.write(done)
        said = result.why or "recorded"
        place = f"{time.strftime('%H:%M:%S')} {number}/{len(waiting)}"
        print(f"{place} {listed.kind} {listed.purl}: {said}", flush=True)


def file_of(listed: Listed) -> Path:
    """Name a package's recording."""
    return prevalence.RECORDINGS / (listed.key + recording.SUFFIX)


def _is_new(listed: Listed, done: dict[str, Outcome]) -> bool:
    return listed.key not in done and not file_of(listed).exists()


def _is_older(listed: Listed) -> bool:
    return file_of(listed).exists() and recording.is_older(file_of(listed))


def _survey(waiting: list[Listed], jobs: int) -> Iterator[tuple[Listed, Outcome]]:
    """Run each in a process of its own, and give them as they end."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, max_tasks_per_child=1) as pool:
        running: dict[Future[Outcome], Listed] = {pool.submit(run_one, one): one for one in waiting}
        for future in as_completed(running):
            yield running[future], future.result()


def run_one(listed: Listed) -> Outcome:
    """Run one package, and keep the recording if it is worth it."""
    with tempfile.TemporaryDirectory(prefix="survey-") as folder:
        command = roster.lay(listed, Path(folder))
        settings = Settings(
            command=command,
            project=Path(folder),
            linger_s=_LINGER_S,
            time_limit_s=_TIME_LIMIT_S,
            memory_bytes=_MEMORY_BYTES,
            seed=recording.seed(listed.key),
            imports=listed.kind in roster.LOADED,
        )
        about = {"purl": listed.purl, "kind": listed.kind.value}
        try:
            made, report = recording.record_with_report(settings, listed.key, about, lambda _: None)
        except (FpboxError, ValueError) as error:
            return Outcome(kept=False, why=f"not recorded: {type(error).__name__}")
    result = outcomes.outcome(made.exit_code, made.said, report.coverage.trouble, ran=_ran(report))
    if result.kept:
        made.save(file_of(listed))
    return result


def _ran(report: Report) -> bool:
    return any(one.package.ecosystem and one.phases for one in report.packages)


if __name__ == "__main__":
    main()
