# SPDX-License-Identifier: Apache-2.0
"""A comparison of runs: for a person at a terminal, and as one JSON document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.text import Text

from fpbox.compare import Comparison, Entry, Ran
from fpbox.compare.difference import Done, PackageDifferences, Rose
from fpbox.compare.targeted import matters
from fpbox.model import TOOLCHAIN, Action, Level
from fpbox.report import terminal
from fpbox.report.terminal import printable
from fpbox.stream import encode
from fpbox.stream.encode import Json, shown

_INDENT = " " * 15
_SHOWN_DOINGS = 8
_SHOWN_PACKAGES = 20
_MAX_DOINGS = 500
_WIDTH = 64
_YES, _NO = "yes", "-"
_TELLING = frozenset(
    {Action.CONNECT, Action.DNS, Action.REQUEST, Action.EXEC, Action.WRITE, Action.REMOVE, Action.SIGNAL,
     Action.INSPECT, Action.ESCAPE, Action.EVADE}
)  # fmt: skip
_LOOKS = frozenset({Action.OPEN, Action.LIST})
_LOADING = frozenset(
    {"/etc/ld.so.cache", "/etc/gai.conf", "/etc/host.conf", "/etc/nsswitch.conf", "/etc/resolv.conf",
     "/etc/hosts", "/etc/svc.conf", "/etc/netsvc.conf", "unix:/run/nscd/socket", "unix:/var/run/nscd/socket"}
)  # fmt: skip
"""Of every program, and of every look-up of a name."""
_VERBS = {
    Action.OPEN: "opened", Action.WRITE: "wrote", Action.REMOVE: "removed", Action.STAT: "asked about",
    Action.READLINK: "asked about", Action.LIST: "listed", Action.EXEC: "started", Action.CALL: "called",
    Action.SOCKET: "made a socket", Action.CONNECT: "talked to", Action.BIND: "listened at",
    Action.SEND: "sent to", Action.DNS: "looked up", Action.REQUEST: "requested", Action.SLEEP: "slept",
    Action.SIGNAL: "signalled", Action.INSPECT: "inspected", Action.ESCAPE: "tried to escape by",
    Action.EVADE: "tried to evade by",
}  # fmt: skip


def render(comparison: Comparison) -> list[Text]:
    """Return the comparison's lines for a terminal."""
    lines = [_summary(comparison)]
    telling = [one for one in comparison.packages if _tells(one)]
    width = max((len(terminal.name_of(one.score)) for one in telling), default=0)
    for entry in telling[:_SHOWN_PACKAGES]:
        lines += _package(entry, comparison.variants, width)
    if len(telling) > _SHOWN_PACKAGES:
        lines.append(Text(f"  ...and {len(telling) - _SHOWN_PACKAGES} more, in the JSON report", "dim"))
    unsteady = sum(one.differences.unsteady for one in comparison.packages)
    if unsteady:
        lines.append(
            Text(f"  note: {unsteady} things differed between a run and its repeat, and do not count", "dim")
        )
    return [*lines, *terminal.verdict_lines(comparison.verdict)]


def _summary(comparison: Comparison) -> Text:
    line = Text("fpbox: ", "bold")
    line.append(f"compared {', '.join(comparison.variants)}")
    again = sum(1 for run in comparison.runs if run.repeat)
    line.append(f", and {comparison.variants[0]} again" if again else "")
    differing = sum(1 for one in comparison.packages if _differs(one) and one.score.package != TOOLCHAIN)
    line.append(f"        {differing} package{' differs' if differing == 1 else 's differ'}, ")
    flagged = len(comparison.verdict.flagged)
    line.append(f"{flagged} flagged", "bold red" if flagged else "green")
    return line


def _differs(entry: Entry) -> bool:
    found = entry.differences
    return bool(found.recipes or found.doings or found.idle)


def _tells(entry: Entry) -> bool:
    return _differs(entry) or entry.score.level.rank >= Level.MEDIUM.rank


def _package(entry: Entry, variants: Sequence[str], width: int) -> list[Text]:
    if entry.score.package == TOOLCHAIN:
        lines = [Text("  the package manager itself, which does not count", "dim")]
    elif entry.score.level.rank >= Level.MEDIUM.rank:
        lines = terminal.loud(entry.score, width)
    else:
        lines = [terminal.head(entry.score, width)]
    return [*lines, *_table(entry.differences, variants)]


def _table(found: PackageDifferences, variants: Sequence[str]) -> list[Text]:
    """Lay out side by side what was done as whom."""
    rows = {_recipe_words(one): (one.only, matters(one)) for one in found.recipes}
    telling = [one for one in found.doings if _is_telling(one)]
    for one in telling[:_SHOWN_DOINGS]:
        rows.setdefault(_doing_words(one), (one.only, False))
    if found.idle:
        rows["ran code"] = tuple(name for name in variants if name not in found.idle), False
    more = len(found.doings) - len(telling[:_SHOWN_DOINGS])
    said = [Text(f"{_INDENT}...and {more} smaller differences, in the JSON report", "dim")] if more else []
    return [*(_rows(rows, variants) if rows else ()), *said]


def _rows(rows: Mapping[str, tuple[Sequence[str], bool]], variants: Sequence[str]) -> Iterator[Text]:
    """Give the lines of a table; what counts stands out."""
    wide = min(_WIDTH, max(len(words) for words in rows))
    columns = [max(len(name), len(_YES)) for name in variants]
    heads = "  ".join(name.ljust(column) for name, column in zip(variants, columns, strict=True))
    yield Text(f"{_INDENT}{'done as'.ljust(wide)}  {heads}".rstrip(), "dim")
    for words, (only, counts) in rows.items():
        marks = (_YES if name in only else _NO for name in variants)
        cells = "  ".join(mark.ljust(column) for mark, column in zip(marks, columns, strict=True))
        text = printable(words, wide).ljust(wide)
        yield Text(f"{_INDENT}{text}  {cells}".rstrip(), "bold red" if counts else "")


def _is_telling(one: Done) -> bool:
    """Tell whether a person wants to see it at once: other things follow from it."""
    action, where = one.doing.action, one.doing.object
    if action in _TELLING:
        return where not in _LOADING and not where.startswith("netlink:")
    return action in _LOOKS and where.startswith(("~", "/proc/", "/sys/", "/etc/")) and where not in _LOADING


def _recipe_words(one: Rose) -> str:
    return f"{one.finding.importance.value} {one.recipe}"


def _doing_words(one: Done) -> str:
    return f"{_VERBS[one.doing.action]} {one.seen.example}"


def render_json(comparison: Comparison) -> bytes:
    """Return the comparison as indented JSON, by the contract in docs/comparison.schema.json."""
    return encode.dumps(_comparison(comparison), indent=True) + b"\n"


def _comparison(item: Comparison) -> Json:
    return {
        "schema": "fpbox.comparison/1",
        "command": encode.arguments(item.runs[0].report.run.command),
        "variants": [shown(name) for name in item.variants],
        "coverage": encode.coverage(item.coverage),
        **encode.verdict(item.verdict),
        "packages": [_entry(one) for one in item.packages],
        "runs": [_ran(one) for one in item.runs],
    }


def _ran(run: Ran) -> Json:
    return {"variant": shown(run.variant), "repeat": run.repeat, "report": encode.report(run.report)}


def _entry(entry: Entry) -> Json:
    found = entry.differences
    return {
        **encode.package(entry.score),
        "idle_as": [shown(name) for name in found.idle],
        "recipe_differences": [_rose(one) for one in found.recipes],
        "differences": [_done(one) for one in found.doings[:_MAX_DOINGS]],
        "differences_left_out": max(0, len(found.doings) - _MAX_DOINGS),
        "unsteady": found.unsteady,
        "unsteady_recipes": list(found.unsteady_recipes),
    }


def _rose(one: Rose) -> Json:
    levels = {shown(name): level.value if level else None for name, level in one.levels.items()}
    return {"recipe": one.recipe, "importance": levels, "counts": matters(one)}


def _done(one: Done) -> Json:
    doing = one.doing
    return {
        "only_as": _names(one.only),
        "phase": shown(doing.phase),
        "action": doing.action.value,
        "call": doing.call,
        "object": shown(doing.object),
        "example": shown(one.seen.example),
        "program": shown(doing.program),
        "allowed": one.seen.allowed,
        "evidence": encode.evidence(one.seen.evidence) if one.seen.evidence else None,
    }


def _names(names: Iterable[str]) -> list[str]:
    return [shown(name) for name in names]
