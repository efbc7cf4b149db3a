# SPDX-License-Identifier: Apache-2.0
"""``fpbox baseline list|show|take``."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import groupby

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fpbox.control import Control, baseline_for, kept
from fpbox.engine import Engine
from fpbox.errors import UsageError
from fpbox.recipes import Habits

_NONE = "no control run is kept"
_TAKE = "Take one: fpbox baseline take, or any fpbox run."
_WIDTH = 110

Row = tuple[str, str, str, Habits]
"""Part, program, role and what it does."""


@click.group("baseline")
def command() -> None:
    """Show or take again the control run: what an image's own programs do by themselves."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_controls(as_json: bool) -> None:
    """List the control runs that are kept: image, part, when it was taken, programs."""
    controls = kept()
    if as_json:
        click.echo(json.dumps([_summary(control) for control in controls], indent=2))
        return
    if not controls:
        raise UsageError(_NONE, _TAKE)
    table = _table("image", "level", "part", "taken", "commands", "programs")
    for control in controls:
        programs = len({name for (name, _), _ in control.baseline.programs()})
        cells = (control.image, control.level, control.part, control.taken)
        table.add_row(*map(Text, cells), str(control.commands), str(programs))
    Console(width=_WIDTH if not Console().is_terminal else None).print(table)


@command.command("show")
@click.option("--image", metavar="IMAGE", help="Only this image: its name, its digest, or how they begin.")
@click.option("--program", metavar="NAME", help="Only this program; shows everything it does.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with everything that each program does.")
def show(image: str | None, program: str | None, as_json: bool) -> None:
    """Show what each program does by itself, with the most calls that one process made."""
    controls = _of_image(kept(), image)
    rows = [(control, _rows(control, program)) for control in controls]
    if program is not None and not any(found for _, found in rows):
        raise UsageError(f"the control run knows no program {program!r}", _known(controls))
    if as_json:
        click.echo(json.dumps([_data(control, found) for control, found in rows], indent=2))
        return
    for name, group in groupby(rows, key=lambda pair: f"{pair[0].image} ({pair[0].level})"):
        click.echo(name)
        _print([row for _, found in group for row in found], whole=program is not None)


@command.command("take")
@click.option("--image", metavar="IMAGE", help="This image (default: fpbox's own for npm and for pip).")
@click.option(
    "--level",
    type=click.Choice(["deep", "standard"]),
    default="deep",
    show_default=True,
    help="The tracer's.",
)
def take(image: str | None, level: str) -> None:
    """Take the control run again now."""
    asyncio.run(_take(image, level))


async def _take(image: str | None, level: str) -> None:
    say = partial(click.echo, err=True)

    def tell(message: str) -> None:
        say(f"fpbox: {message}")

    async with await Engine.connect() as engine:
        for manager in ("npm", "pip") if image is None else ("npm",):
            found = await engine.image_for((manager,), image, tell)
            baseline = await baseline_for(engine, found, level, tell, tell, again=True)
            programs = len({name for (name, _), _ in baseline.programs()})
            click.echo(f"{found.name}: {programs} programs")


def _of_image(controls: Sequence[Control], image: str | None) -> list[Control]:
    """Return an image's parts, without those that know no program.

    Raises:
        UsageError: there is none.
    """
    if not controls:
        raise UsageError(_NONE, _TAKE)
    wanted = [one for one in controls if image is None or one.image.startswith(image) or _digest(one, image)]
    if not wanted:
        names = ", ".join(dict.fromkeys(one.image for one in controls))
        raise UsageError(f"no control run of {image!r} is kept", f"There are those of {names}.")
    return [one for one in wanted if one.commands and not one.managers]


def _digest(control: Control, wanted: str) -> bool:
    return control.digest.startswith(wanted) or control.digest.removeprefix("sha256:").startswith(wanted)


def _rows(control: Control, program: str | None) -> list[Row]:
    return [
        (control.part, name, role, habits)
        for (name, role), habits in control.baseline.programs()
        if program in (None, name)
    ]


def _known(controls: Iterable[Control]) -> str:
    names = sorted({name for control in controls for (name, _), _ in control.baseline.programs()})
    return f"It knows {', '.join(names)}."


def _print(rows: Iterable[Row], *, whole: bool) -> None:
    if whole:
        for row in rows:
            _print_one(*row)
        return
    table = _table("part", "program", "role", "does", "calls of one process")
    for part, name, role, habits in rows:
        does = len(habits.seen | habits.lookups)
        table.add_row(Text(part), Text(name), Text(role[:60]), str(does), Text(_calls(habits)))
    Console(width=_WIDTH if not Console().is_terminal else None).print(table)


def _print_one(part: str, name: str, role: str, habits: Habits) -> None:
    click.echo(f"\n{part}: {f'{name} {role}'.rstrip()}")
    if _calls(habits):
        click.echo(f"  calls of one process, at most: {_calls(habits)}")
    for line in sorted(habits.seen):
        click.echo(f"  {_plain(line)}")
    for line in sorted(habits.lookups - habits.seen):
        click.echo(f"  {_plain(line)} (when it looks a name up)")


def _calls(habits: Habits) -> str:
    most = {call: max(habits.calls.get(call, 0), habits.resolving.get(call, 0)) for call in _names(habits)}
    return ", ".join(f"{call} {count}" for call, count in most.items())


def _names(habits: Habits) -> list[str]:
    return sorted({*habits.calls, *habits.resolving} - {""})


def _plain(line: str) -> str:
    """Return a line without what a terminal would act on."""
    return "".join(letter if letter.isprintable() else "?" for letter in line)


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _summary(control: Control) -> dict[str, object]:
    return {
        "image": control.image,
        "digest": control.digest,
        "level": control.level,
        "part": control.part,
        "taken": control.taken,
        "commands": control.commands,
        "managers": list(control.managers),
        "programs": sorted({name for (name, _), _ in control.baseline.programs()}),
    }


def _data(control: Control, rows: Iterable[Row]) -> dict[str, object]:
    programs = [
        {
            "program": name,
            "role": role,
            "does": sorted(habits.seen),
            "lookups": sorted(habits.lookups),
            "calls": habits.calls,
            "calls_with_lookup": habits.resolving,
        }
        for _, name, role, habits in rows
    ]
    return {**_summary(control), "programs": programs}
