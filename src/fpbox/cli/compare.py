# SPDX-License-Identifier: Apache-2.0
"""``fpbox compare COMMAND...``."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import click

from fpbox.cli.run import command as run_command
from fpbox.cli.run import settings_of
from fpbox.errors import UsageError
from fpbox.settings import Output

if TYPE_CHECKING:
    from fpbox.compare import Plan

_OWN = frozenset({"persona", "command"})


@click.command(
    "compare",
    help="""Run COMMAND several times under different circumstances and report what differs.

\b
fpbox compare npm install
fpbox compare --persona developer --persona ci --persona server -- npm ci
fpbox compare --vary ci --vary home --vary user pip install -r requirements.txt""",
    context_settings={"allow_interspersed_args": False},
    epilog="""\b
Takes every option of `fpbox run`; -o json=FILE is the comparison's report.
Exit codes: the command's own; 3 flagged, in one run or for what differs; 4 inconclusive;
124 time limit; 125 fpbox or the engine failed; 126/127 the command cannot be run.""",
)
@click.option(
    "--persona",
    "personas",
    metavar="NAME|FILE",
    multiple=True,
    help="Run as this persona; name two or more (default: developer and ci). "
    "NAME+CHANGE changes one thing: developer+ci, ci+no-ci, developer+empty-home, developer+user=jdoe.",
)
@click.option(
    "--vary",
    metavar="WHAT",
    multiple=True,
    help="Run the first persona with one thing changed as well: ci (its variables on or off), home (empty), "
    "user, user=NAME, host=NAME, zone=ZONE, clock=WHEN (30d, -12h, 2027-01-01), system=windows, "
    "system=macos, size=large, size=small, seed. Repeatable.",
)
@click.option(
    "--repeat",
    type=click.IntRange(min=1, max=20),
    default=1,
    show_default=True,
    help="Repeat the first run so often: what differs then is noise.",
)
@click.option(
    "--json", "json_file", metavar="FILE", help="Write the comparison as JSON; - is standard output."
)
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    command: tuple[str, ...],
    *,
    personas: tuple[str, ...],
    vary: tuple[str, ...],
    repeat: int,
    json_file: str | None,
    **options: Any,  # noqa: ANN401 - click's values, of each option's type
) -> int:
    """Do what `fpbox compare` is asked to, and return its exit code."""
    from fpbox.cli.interface import Interface  # noqa: PLC0415 - these take 150 ms, which --help need not pay
    from fpbox.comparing import compare  # noqa: PLC0415

    quiet = bool(options["quiet"])
    asked = (Output("json", json_file),) if json_file else ()
    options["output"] = (*options["output"], *asked)
    settings = settings_of(command, {**options, "persona": ""})
    _check(settings.outputs, machine=settings.machine)
    if ctx.obj and not quiet:
        click.echo(f"fpbox: settings from {ctx.obj}", err=True)
    to_stdout = any(output.file == "-" for output in settings.outputs)
    ui = Interface(quiet=quiet, output_to_stderr=to_stdout)
    return asyncio.run(compare(settings, _plan(personas, vary, repeat), ui))


def _plan(personas: tuple[str, ...], vary: tuple[str, ...], repeat: int) -> Plan:
    from fpbox.compare import plan  # noqa: PLC0415 - as above

    try:
        return plan(personas, vary, repeat)
    except ValueError as error:
        raise UsageError(str(error), "See docs/compare.md.") from error


def _check(outputs: tuple[Output, ...], *, machine: bool) -> None:
    if not machine:
        raise UsageError(
            "--no-machine: without an invented machine there is nothing to vary", "Leave it out."
        )
    if any(output.format == "jsonl" for output in outputs):
        raise UsageError(
            "-o jsonl: a comparison has a record for each of its runs, in the run's own folder",
            "Leave it out, or ask for -o json=FILE.",
        )


command.params[:0] = [param for param in run_command.params if param.name not in _OWN]
