# SPDX-License-Identifier: Apache-2.0
"""Several runs of one command under different circumstances, one after another, and their comparison."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from fpbox import ending, outputs, own, personas
from fpbox.compare import Comparison, Diary, Plan, Ran, Variant, conclude
from fpbox.model import Outcome, Report
from fpbox.report import comparison as report
from fpbox.run import Interface as RunInterface
from fpbox.run import run
from fpbox.session import TIME_LIMIT_REACHED
from fpbox.settings import Settings

_SEED_BYTES = 8
_KEPT = "comparison.json"
"""What a comparison's report is called in the folder of its first run."""


class Interface(RunInterface, Protocol):
    """Whoever shows a comparison to a person."""

    def begins(self, name: str, number: int, of: int) -> None:
        """Say which run comes next."""

    def compared(self, comparison: Comparison) -> None:
        """Show the result."""


async def compare(settings: Settings, plan: Plan, ui: Interface) -> int:
    """Run a command several times, report what differs, and return the exit code.

    Args:
        settings: of the runs; persona and seed are the plan's to choose, outputs are the comparison's.
        plan: which runs there are.
        ui: shows it all to a person.

    Raises:
        FpboxError: as a run does.
    """
    outputs.check(settings.outputs)
    for variant in plan.variants:
        await asyncio.to_thread(personas.persona_for, variant.persona)
    seed = settings.seed or secrets.token_hex(_SEED_BYTES)
    runs: list[Ran] = []
    rounds = plan.rounds()
    for number, (variant, repeat) in enumerate(rounds, 1):
        ui.begins(f"{variant.name}, again" if repeat else variant.name, number, len(rounds))
        diary = Diary()
        code = await run(_of(variant, settings, seed), ui, diary=diary)
        if diary.observed is None or code > ending.SIGNALLED:
            return code
        runs.append(Ran(variant.name, repeat, diary.observed))
    catalogue = await asyncio.to_thread(own.catalogue_with, settings.recipes)
    comparison = await asyncio.to_thread(conclude, runs, catalogue, settings.fail_on)
    ui.compared(comparison)
    failed = not await _deliver(comparison, settings, ui)
    return exit_code(comparison, failed=failed)


def _of(variant: Variant, settings: Settings, seed: str) -> Settings:
    """Return the settings of one run."""
    seed = f"{seed}+" if variant.other_seed else seed
    return replace(settings, persona=variant.persona, seed=seed, outputs=())


async def _deliver(comparison: Comparison, settings: Settings, ui: Interface) -> bool:
    """Keep the report, and write those that were asked for; tell whether all of these could be written."""
    document = await asyncio.to_thread(report.render_json, comparison)
    folder = outputs.state_dir() / "runs" / comparison.runs[0].report.run.id
    if kept := outputs.write(folder / _KEPT, document):
        ui.note(kept)
    done = True
    for output in settings.outputs:
        try:
            if output.file == outputs.STDOUT:
                await asyncio.to_thread(ui.result, document)
                continue
            failure = outputs.write(Path(output.file), document)
        except OSError as error:
            failure = f"the report cannot be written to standard output: {error.strerror}"
        if failure:
            ui.note(failure)
            done = False
    return done


def exit_code(comparison: Comparison, *, failed: bool) -> int:
    """Return what fpbox ends with: as for one run, and the first run's own code where all is well.

    Args:
        comparison: of the runs.
        failed: a report that was asked for could not be written.
    """
    reports: list[Report] = [one.report for one in comparison.runs]
    code = reports[0].run.exit_code
    if comparison.verdict.outcome is Outcome.FLAGGED:
        return ending.FLAGGED
    if any(TIME_LIMIT_REACHED in one.coverage.trouble for one in reports):
        return ending.TIME_LIMIT
    inconclusive = comparison.verdict.outcome is Outcome.INCONCLUSIVE
    if code is None or (inconclusive and comparison.verdict.fail_on is not None):
        return ending.INCONCLUSIVE
    return ending.FAILED if failed else code
