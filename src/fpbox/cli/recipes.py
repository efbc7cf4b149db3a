# SPDX-License-Identifier: Apache-2.0
"""``fpbox recipes list|show|check|test|docs|schema``."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fpbox.cli.options import recipes_option
from fpbox.errors import RecipeError, UsageError
from fpbox.model import Importance
from fpbox.own import catalogue_with, files_in
from fpbox.own import check as check_files
from fpbox.recipes import Catalogue, Recipe, recipe_schema
from fpbox.recipes.pages import pages
from fpbox.recipes.recipe import Example
from fpbox.recipes.words import STEPS, attack_address, benign, conditions, purpose

if TYPE_CHECKING:
    from fpbox.examples import Result

_STYLE = {
    Importance.CRITICAL: "bold red",
    Importance.HIGH: "red",
    Importance.MEDIUM: "yellow",
    Importance.LOW: "cyan",
}
_WIDTH = 110
_SAW = 12


@click.group("recipes")
def command() -> None:
    """List, show and check recipes: what fpbox looks for, and what to do about it."""


@command.command("list")
@click.option("--tactic", help="Only those of this tactic, e.g. discovery.")
@recipes_option
def list_recipes(tactic: str | None, recipes: tuple[Path, ...]) -> None:
    """List all recipes, by tactic."""
    known = catalogue_with(recipes).recipes
    tactics = sorted({recipe.tactic for recipe in known})
    if tactic is not None and tactic not in tactics:
        raise UsageError(f"no recipe has the tactic {tactic!r}", f"There are {', '.join(tactics)}.")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("id", "importance", "technique", "bits", "title"):
        table.add_column(
            heading, no_wrap=heading != "title", justify="right" if heading == "bits" else "left"
        )
    for name in tactics if tactic is None else [tactic]:
        table.add_row(Text(name, "bold"))
        for recipe in sorted((one for one in known if one.tactic == name), key=lambda one: one.id):
            importance = Text(recipe.importance.value, _STYLE.get(recipe.importance, ""))
            table.add_row(f"  {recipe.id}", importance, recipe.technique, f"{recipe.bits:g}", recipe.title)
    _console().print(table)


@command.command("show")
@click.argument("name", metavar="ID")
@recipes_option
def show(name: str, recipes: tuple[Path, ...]) -> None:
    """Show everything about one recipe."""
    catalogue = catalogue_with(recipes)
    _console().print(_page(catalogue.get(name), catalogue))


@command.command("check")
@click.argument("paths", metavar="FILE|DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(paths: tuple[Path, ...]) -> int:
    """Check recipe files, which may refer to each other; says what is wrong, and where."""
    files = dict.fromkeys(file for path in paths for file in (files_in(path) if path.is_dir() else [path]))
    found = check_files(files)
    for file, recipes in found.items():
        if isinstance(recipes, RecipeError):
            click.echo(str(recipes), err=True)
        else:
            click.echo(f"{file}: {', '.join(recipe.id for recipe in recipes)}: good")
    return 2 if any(isinstance(recipes, RecipeError) for recipes in found.values()) else 0


@command.command("test")
@click.argument("names", metavar="[ID]...", nargs=-1)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 64),
    default=os.cpu_count() or 2,
    show_default="one for each processor",
    help="Boxes at the same time.",
)
@click.option("-v", "--verbose", is_flag=True, help="Also show what examples did that are as they should be.")
@recipes_option
def test(names: tuple[str, ...], jobs: int, verbose: bool, recipes: tuple[Path, ...]) -> int:
    """Run the examples of recipes (of all, or some) in boxes, under the tracer.

    Each must raise its recipe, or must not, as the recipe says. Exit code 2 when one does otherwise.
    """
    from fpbox.examples import cases_of, run_examples  # noqa: PLC0415 - 150 ms the others need not pay

    catalogue = catalogue_with(recipes)
    chosen = [catalogue.get(name) for name in dict.fromkeys(names)] or list(catalogue.recipes)
    cases = list(cases_of(chosen))
    began = time.monotonic()
    results: list[Result] = asyncio.run(
        run_examples(cases, catalogue, jobs, lambda said: click.echo(f"fpbox: {said}", err=True))
    )
    left_out = sum(len(one.matches) + len(one.misses) for one in chosen) - len(cases)
    if left_out:
        needs = "a sealed run's gateway, or a comparison"
        click.echo(f"fpbox: {left_out} examples were not run: they need {needs}", err=True)
    wrong = [result for result in results if result.wrong]
    for result in results if verbose else wrong:
        click.echo(_line_of(result))
    took = time.monotonic() - began
    click.echo(
        f"fpbox: {len(results)} examples of {len(chosen)} recipes, {len(wrong)} wrong ({took:.0f} s)",
        err=True,
    )
    return 2 if wrong else 0


def _line_of(result: Result) -> str:
    """Say in a line what became of an example."""
    raised = ", ".join(result.raised) or "nothing"
    saw = "; ".join(result.saw[:_SAW]) or "nothing beyond the control run"
    more = f"; and {len(result.saw) - _SAW} more" if len(result.saw) > _SAW else ""
    said = f"; it said: {' '.join(result.said.split())[-200:]}" if result.wrong and result.said else ""
    name = f"{result.case.name} ({result.case.example.lang})"
    return f"{name}: {result.wrong or 'good'}; raised {raised}; saw {saw}{more}{said}"


@command.command("docs")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@recipes_option
def docs(folder: Path, recipes: tuple[Path, ...]) -> None:
    """Write a page for each recipe into DIR, an index, and a page on what cannot be observed.

    Other pages in DIR, of recipes that are no more, are removed: give it a directory of its own.
    """
    written = pages(catalogue_with(recipes))
    folder.mkdir(parents=True, exist_ok=True)
    strangers = [file.name for file in folder.iterdir() if file.suffix != ".md"]
    if strangers:
        raise UsageError(
            f"{folder} holds other things: {', '.join(strangers[:5])}", "Name a directory of its own."
        )
    for file in folder.glob("*.md"):
        if file.name not in written:
            file.unlink()
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
    click.echo(f"{folder}: {len(written)} pages")


@command.command("schema")
def schema() -> None:
    """Print the JSON Schema of recipe files."""
    sys.stdout.write(orjson.dumps(recipe_schema(), option=orjson.OPT_INDENT_2).decode() + "\n")


def _console() -> Console:
    """Print as wide as the terminal; without one, wide enough for the list."""
    return Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else _WIDTH)


def _page(recipe: Recipe, catalogue: Catalogue) -> Group:
    """Lay out one recipe as a page."""
    parts: list[Text | Padding | Table] = [
        Text(f"{recipe.title}\n", "bold"),
        _facts(recipe),
        *_section("What is observed", recipe.description),
        *_section("What it means", recipe.means),
        *_section("Why it matters in a pipeline", recipe.matters),
        Text("\nWhat to do", "bold"),
    ]
    for number, (field, title) in enumerate(STEPS, 1):
        parts += [Text(f"  {number}. {title}", "bold"), _indented(getattr(recipe.steps, field), 5)]
    parts += [*_section("Bits", recipe.why_bits), Text("\nWhat matches", "bold")]
    parts += [Padding(Text(line), (0, 0, 0, 2)) for line in conditions(recipe, catalogue)]
    parts += _examples("Examples that match", recipe.matches)
    parts += _examples("Examples that do not", recipe.misses)
    if recipe.references:
        parts += [Text("\nRead on", "bold"), *(Text(f"  {address}") for address in recipe.references)]
    return Group(*parts)


def _facts(recipe: Recipe) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    rows: tuple[tuple[str, str | Text], ...] = (
        ("id", recipe.id),
        ("category", recipe.category),
        ("method", recipe.method),
        ("importance", Text(recipe.importance.value, _STYLE.get(recipe.importance, ""))),
        ("ATT&CK", f"{recipe.tactic}, {recipe.technique}  {attack_address(recipe)}"),
        ("bits", f"{recipe.bits:g}"),
        ("intent", purpose(recipe)),
        ("prevalence", benign(recipe)),
        *_origin(recipe),
    )
    for name, value in rows:
        table.add_row(Text(name, "dim"), value)
    return table


def _origin(recipe: Recipe) -> list[tuple[str, str]]:
    if not recipe.origin:
        return []
    instead = ", in place of fpbox's own recipe of this name" if recipe.overrides else ""
    return [("from", f"{recipe.origin}:{recipe.place.line}{instead}")]


def _section(title: str, text: str) -> list[Text | Padding | Table]:
    return [Text(f"\n{title}", "bold"), _indented(text, 2)]


def _indented(text: str, columns: int) -> Padding:
    """Let a paragraph flow anew: its line breaks are those of the file."""
    return Padding(Text(" ".join(text.split())), (0, 0, 0, columns))


def _examples(title: str, examples: tuple[Example, ...]) -> list[Text | Padding | Table]:
    if not examples:
        return []
    parts: list[Text | Padding | Table] = [Text(f"\n{title}", "bold")]
    for example in examples:
        lines = example.run.strip().splitlines()
        parts.append(Padding(Text(f"{example.lang}: {lines[0]}"), (0, 0, 0, 2)))
        parts += [Padding(Text(line), (0, 0, 0, 4 + len(example.lang))) for line in lines[1:]]
        if example.note:
            parts.append(Padding(Text(example.note, "dim"), (0, 0, 0, 4 + len(example.lang))))
    return parts
