# SPDX-License-Identifier: Apache-2.0
"""An explanation on a terminal: the sum, the processes, the timeline."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from fpbox.report.explanation import Explanation, Moment, Node, Stolen
from fpbox.report.terminal import printable

_STYLE = {"medium": "yellow", "high": "bold red", "critical": "bold red"}
_MAX_PROCESSES = 60
_MAX_MOMENTS = 200
_MAX_DEPTH = 24
_MAX_FACTORS = 12
_MAX_STOLEN = 40


def render(one: Explanation) -> Iterator[Text | Table]:
    """Return what to print of one package, in order."""
    yield _head(one)
    yield Text("\n  How the score comes about", "bold")
    yield from _sum(one)
    if one.stolen:
        yield Text("\n  What it took from the invented machine, and sent", "bold")
        yield from map(_stolen, one.stolen[:_MAX_STOLEN])
    if len(one.stolen) > _MAX_STOLEN:
        yield Text(f"    ...and {len(one.stolen) - _MAX_STOLEN} more, with --json", "dim")
    if one.trees:
        yield Text("\n  Processes that left evidence, and those above them", "bold")
        yield from _tree(one.trees)
    if one.timeline:
        yield Text("\n  Timeline (seconds since the start)", "bold")
        yield _timeline(one.timeline[:_MAX_MOMENTS])
    if len(one.timeline) > _MAX_MOMENTS:
        left = len(one.timeline) - _MAX_MOMENTS
        yield Text(f"    ...and {left} more, with --json", "dim")


def _stolen(one: Stolen) -> Text:
    line = Text(f"    {printable(one.kind, 40)} ")
    line.append(printable(one.value, 80), "bold red")
    how = f" as {', '.join(printable(form, 40) for form in one.forms)}" if one.forms else ""
    times = f" x{one.count}" if one.count > 1 else ""
    line.append(f"  from {printable(one.where, 60)}{how}, in {printable(one.place, 40)}: ", "dim")
    line.append(f"{printable(one.destination, 100)}{times}")
    return line


def _head(one: Explanation) -> Text:
    line = Text()
    line.append(f"{one.level.upper()} {one.score}", _STYLE.get(one.level, "green"))
    line.append(f"  {printable(one.purl, 200)}", "bold")
    line.append(f"  {', '.join(printable(phase, 40) for phase in one.phases)}", "dim")
    if len(one.via) > 1:
        line.append("  " + " > ".join(printable(name, 60) for name in one.via), "dim")
    return line


def _sum(one: Explanation) -> Iterator[Text | Table]:
    if not one.steps:
        yield Text("    nothing counts: 0")
    else:
        yield _steps(one)
        yield _formula(one)
    joins = {recipe: needs for recipe, needs in one.joins if any(recipe == s.recipe for s in one.steps)}
    for recipe, needs in joins.items():
        yield Text(f"    {printable(recipe)} joins {', '.join(printable(name) for name in needs)}", "dim")
    if one.cap_reason:
        yield Text(f"    held at {one.cap}: {printable(one.cap_reason, 300)}")
    if one.explained:
        names = ", ".join(printable(name) for name in dict.fromkeys(one.explained))
        yield Text(f"    without weight, because the control run shows the same: {names}", "dim")
    if one.disproved:
        names = ", ".join(printable(name) for name in dict.fromkeys(one.disproved))
        said = "without weight, because all that it sent were questions for files at release servers"
        yield Text(f"    {said}: {names}", "dim")
    if one.bits >= 1:
        yield Text(f"    about {one.bits:.0f} bits of this machine's identity")
    if not one.adds_up:
        yield Text("    these terms do not give that score: the report was changed, or is of another version")


def _steps(one: Explanation) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("    recipe", no_wrap=True)
    for name in ("weight", "novelty", "confidence", "term", "score so far"):
        table.add_column(name, justify="right")
    for step in one.steps:
        table.add_row(
            Text(f"    {printable(step.recipe)}"),
            f"{step.weight:.2f}",
            f"{step.novelty:.3f}",
            f"{step.confidence:.2f}",
            f"{step.term:.3f}",
            f"{step.points:.1f}",
        )
    return table


def _formula(one: Explanation) -> Text:
    factors = " x ".join(f"{1 - step.term:.3f}" for step in one.steps[:_MAX_FACTORS])
    more = " x ..." if len(one.steps) > _MAX_FACTORS else ""
    return Text(f"    100 x (1 - {factors}{more}) = {one.steps[-1].points:.1f}")


def _tree(trees: tuple[Node, ...]) -> Iterator[Text]:
    """Draw the tree. A program that its process was replaced by stands in the same line as that process."""
    lines = list(_lines(trees, 0))
    yield from lines[:_MAX_PROCESSES]
    if len(lines) > _MAX_PROCESSES:
        yield Text(f"    ...and {len(lines) - _MAX_PROCESSES} more, with --json", "dim")


def _lines(nodes: tuple[Node, ...], depth: int) -> Iterator[Text]:
    for node in nodes:
        if _says_nothing(node):
            yield from _lines(node.children, depth)
            continue
        line = Text("    " + "  " * min(depth, _MAX_DEPTH))
        line.append(f"{node.pid:>5} ", "dim")
        line.append(_command(node.exe, node.argv))
        yield line
        yield from _lines(node.children, depth + 1)


def _says_nothing(node: Node) -> bool:
    """A fork that does nothing but start another program."""
    return node.kind == "fork" and bool(node.children)


def _command(exe: str, argv: tuple[str, ...], limit: int = 100) -> str:
    name = exe.rpartition("/")[2]
    return printable(" ".join((name, *argv[1:])), limit)


def _timeline(moments: tuple[Moment, ...]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for _ in range(4):
        table.add_column(overflow="fold")
    for moment in moments:
        style = "dim" if moment.explained else ""
        told = ", ".join(printable(name) for name in moment.recipes)
        table.add_row(
            Text(f"    {moment.at_s:.3f}", style),
            Text(str(moment.pid), style),
            Text(printable(moment.program, 24), style),
            Text(moment.action, style),
            Text(_what(moment), style),
            Text(f"{told} (explained)" if moment.explained else told, style or "cyan"),
        )
    return table


def _what(moment: Moment) -> str:
    """Say what was done to what: of an exec the arguments, of a call without an object its name."""
    what = " ".join(moment.argv) if moment.action == "exec" and moment.argv else moment.object or moment.call
    result = "" if moment.result == "ok" else f" ({moment.result})"
    times = f" x{moment.count}" if moment.count > 1 else ""
    return printable(what, 110) + printable(result, 20) + times
