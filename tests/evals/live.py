# SPDX-License-Identifier: Apache-2.0
"""Records the simulations: each is installed in a box by the real engine.

    python tests/evals/live.py [NAME ...] [-j 2] [--again] [--controls] [--list]

NAME is "npm/NAME", "pypi/NAME" or a part of it. Those are recorded that have no recording or have changed
since; so it goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import recording
import simulation
from fpbox.control import baseline_for
from fpbox.engine import Engine
from fpbox.errors import FpboxError
from fpbox.settings import Settings
from fpbox.trace.calls import table_checksum
from simulation import Simulation

_LINGER_S = 5.0
_TIME_LIMIT_S = 180.0


def main() -> int:
    """Record what is wanted; return 1 when something could not be recorded."""
    parser = argparse.ArgumentParser(description="Record the simulations.")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--again", action="store_true", help="also those that are recorded already")
    parser.add_argument("--controls", action="store_true", help="take the images' control runs instead")
    parser.add_argument("--list", action="store_true", help="only say what would be recorded")
    given = parser.parse_args()
    if given.controls:
        asyncio.run(controls())
        return 0
    wanted = [one for one in simulation.simulations() if _wanted(one, given.names, again=given.again)]
    if given.list:
        print(*(one.key for one in wanted), sep="\n")
        return 0
    failed = 0
    for number, (key, said) in enumerate(record_all(wanted, given.jobs), 1):
        failed += not said.startswith("recorded")
        print(f"{time.strftime('%H:%M:%S')} {number}/{len(wanted)} {key}: {said}", flush=True)
    return 1 if failed else 0


def _wanted(one: Simulation, names: list[str], *, again: bool) -> bool:
    if names and not any(name in one.key for name in names):
        return False
    if not one.recording.exists() or again:
        return True
    return recording.about(one.recording).get("checksum") != checksum(one)


def checksum(one: Simulation) -> str:
    """Sum up what a recording depends on: the simulation, and the table of traced calls."""
    return f"{one.checksum()}-{table_checksum():08x}"


def record_all(wanted: list[Simulation], jobs: int) -> Iterator[tuple[str, str]]:
    """Record each in a process of its own, and say how it went as they end."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, max_tasks_per_child=1) as pool:
        running = {pool.submit(record_one, one): one.key for one in wanted}
        for future in as_completed(running):
            yield running[future], future.result()


def record_one(one: Simulation) -> str:
    """Record one simulation; say how it went."""
    with tempfile.TemporaryDirectory(prefix="fpbox-sim-") as folder:
        project = Path(folder, "app")
        project.mkdir()
        command, files = simulation.lay(one, project)
        settings = Settings(
            command=command,
            project=project,
            linger_s=_LINGER_S,
            time_limit_s=_TIME_LIMIT_S,
            include_credentials=True,
            seed=recording.seed(one.key),
            imports=one.phase == "import",
            persona=one.persona,
            disguise=one.disguise,
        )
        about = {"ecosystem": one.ecosystem, "phase": one.phase, "checksum": checksum(one)}
        try:
            made, report = recording.record_with_report(settings, one.key, about, lambda _: None, files)
        except (FpboxError, ValueError) as error:
            return f"not recorded: {error}"
    made.save(one.recording)
    worst = max(report.packages, key=lambda score: score.score)
    size = one.recording.stat().st_size / 1024
    return f"recorded, {size:.0f} KiB, exit {made.exit_code}, {worst.package.purl} {worst.score}"


async def controls() -> None:
    """Take the control runs of our images, and keep them."""
    async with await Engine.connect() as engine:
        for command in (("npm", "install"), ("pip", "install")):
            image = await engine.image_for(command)
            baseline = await baseline_for(engine, image, "deep", print, print)
            path = recording.control_file(image.manager, image.digest, "deep")
            recording.save_control(path, baseline)
            print(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    sys.exit(main())
