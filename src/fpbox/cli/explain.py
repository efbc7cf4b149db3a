# SPDX-License-Identifier: Apache-2.0
"""``fpbox explain RUN [PURL]``."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click
import orjson
from rich.console import Console

from fpbox.errors import UsageError
from fpbox.outputs import state_dir
from fpbox.report.explain import render
from fpbox.report.explanation import explain, read

_MAX_BYTES = 256 << 20
_WIDTH = 140
_LAST = "last"
_GIVE = "Give a run's id, or the JSON report of `fpbox run -o json=FILE`."


@click.command("explain")
@click.argument("run", metavar="RUN")
@click.argument("package", metavar="[PURL]", required=False, default="")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def command(*, run: str, package: str, as_json: bool) -> int:
    """Show why packages of a finished run have their scores.

    RUN is a run's id (or how it begins), a JSON report's file, or "last". PURL is a package: its package URL,
    its name, or name@version; without it every package with a score is shown.

    The terms are added up again, the evidence is shown in the order it came, with the processes it came from.
    """
    file = _find(run)
    found = explain(read(_read(file), str(file)), package)
    if as_json:
        document = {"schema": "fpbox.explanation/1", "packages": [asdict(one) for one in found]}
        sys.stdout.buffer.write(orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")
        return 0
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else _WIDTH)
    for number, one in enumerate(found):
        if number:
            console.print()
        for part in render(one):
            console.print(part)
    if not found:
        console.print("nothing was found of any package")
    return 0


def _find(run: str) -> Path:
    """Return the report that `run` means.

    Raises:
        UsageError: none, or more than one.
    """
    if "/" in run or run.endswith(".json") or Path(run).is_file():
        return Path(run)
    runs = state_dir() / "runs"
    known = sorted(path.parent.name for path in runs.glob("*/report.json"))
    if run == _LAST:
        found = known[-1:]
    else:
        found = [run] if run in known else [name for name in known if name.startswith(run)]
    if len(found) == 1:
        return runs / found[0] / "report.json"
    if found:
        raise UsageError(f"{len(found)} runs begin with {run}", f"The last ones: {', '.join(found[-5:])}")
    recent = ", ".join(known[-5:]) or "none yet"
    raise UsageError(f"there is no finished run {run}", f"The last ones in {runs}: {recent}")


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            document = opened.read(_MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}", _GIVE) from error
    if len(document) > _MAX_BYTES:
        raise UsageError(f"{file} is larger than {_MAX_BYTES >> 20} MiB: no report of a run", _GIVE)
    return document
