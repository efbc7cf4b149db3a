# SPDX-License-Identifier: Apache-2.0
"""The report for a person at a terminal or reading a CI log."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from fpbox.model import Evidence, Finding, Level, Outcome, PackageScore, Report, Sent, Theft, Verdict

_STYLE = {
    Level.NONE: "green",
    Level.LOW: "green",
    Level.MEDIUM: "yellow",
    Level.HIGH: "bold red",
    Level.CRITICAL: "bold white on red",
}
_WORD = {
    Level.NONE: "ok",
    Level.LOW: "ok",
    Level.MEDIUM: "MEDIUM",
    Level.HIGH: "HIGH",
    Level.CRITICAL: "CRITICAL",
}
_EVERYONE_BITS = 33
_SHOWN_OBJECTS = 4
_SHOWN_FINDINGS = 8
_SHOWN_QUIET = 12
_SHOWN_SENT = 4
_SHOWN_THEFTS = 6
_SHOWN_VALUE = 28
_INDENT = " " * 15


def printable(value: str, limit: int = 120) -> str:
    """Make a traced program's text safe to print: no control characters, no more than `limit` characters."""
    shown = "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in value[: limit + 1]
    )
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def render(report: Report, *, installed: int | None = None) -> list[Text]:
    """Return the report's lines.

    Args:
        report: what to show.
        installed: how many packages the lockfile names, or None when that is not known.
    """
    lines = [summary(report, installed)]
    telling = [p for p in report.packages if p.level.rank >= Level.MEDIUM.rank]
    quiet = [p for p in report.packages if p.level.rank < Level.MEDIUM.rank and p.package.ecosystem]
    width = max((len(name_of(p)) for p in (*telling, *quiet[:_SHOWN_QUIET])), default=0)
    for package in telling:
        lines += loud(package, width)
    lines += [head(package, width) for package in quiet[:_SHOWN_QUIET]]
    if len(quiet) > _SHOWN_QUIET:
        lines.append(Text(f"  ...and {len(quiet) - _SHOWN_QUIET} more that did nothing to speak of", "dim"))
    lines += [Text(f"  note: {printable(note, 400)}", "dim") for note in report.coverage.notes]
    lines += verdict_lines(report.verdict, report.run.exit_code)
    return lines


def summary(report: Report, installed: int | None) -> Text:
    """Return what a run came to, in one line."""
    ran = sum(1 for p in report.packages if p.package.ecosystem)
    flagged = len(report.verdict.flagged)
    line = Text("fpbox: ", "bold")
    if installed is not None:
        line.append(f"{_number(installed, 'package')}, ")
    line.append(f"{ran} ran code, ")
    line.append(f"{flagged} flagged", "bold red" if flagged else "green")
    lost = report.coverage.lost
    line.append(f"        {report.coverage.calls:_} calls traced, ".replace("_", " "))
    line.append(f"{lost} lost", "bold red" if lost else "")
    return line


def head(package: PackageScore, width: int) -> Text:
    """Return a package's line; its name takes `width` characters."""
    line = Text("  ")
    line.append(f"{_WORD[package.level]:<8}", _STYLE[package.level])
    line.append(f" {package.score:>3}  ")
    line.append(name_of(package).ljust(width), "bold" if package.level.rank >= Level.MEDIUM.rank else "")
    line.append(f"  {', '.join(package.phases)}", "dim")
    if len(package.package.via) > 1:
        line.append("   " + " > ".join(printable(name, 60) for name in package.package.via), "dim")
    return line


def name_of(package: PackageScore) -> str:
    """Return what a package is called."""
    p = package.package
    return printable(f"{p.name}@{p.version}" if p.version else p.name, 80)


def loud(package: PackageScore, width: int) -> list[Text]:
    """Return the lines of a package that has something to tell of."""
    lines = [head(package, width)]
    told = sorted((f for f in package.findings if not f.explained), key=_gravest_first)
    for finding in told[:_SHOWN_FINDINGS]:
        lines += [_finding(finding), *_thefts(finding)]
    if len(told) > _SHOWN_FINDINGS:
        lines.append(
            Text(f"{_INDENT}...and {len(told) - _SHOWN_FINDINGS} more findings, in the JSON report", "dim")
        )
    lines += _sent(package)
    if package.bits >= 1:
        singled = ": singles out this machine" if package.bits >= _EVERYONE_BITS else ""
        lines.append(Text(f"{_INDENT}about {package.bits:.0f} bits of this machine's identity{singled}"))
    if package.cap_reason:
        lines.append(Text(f"{_INDENT}score held at {package.cap}: {package.cap_reason}", "dim"))
    return lines


def _gravest_first(finding: Finding) -> tuple[int, bool, int]:
    """Order by importance: no package can push what matters off the end. Sums follow what was seen."""
    return -finding.importance.rank, bool(finding.needs), finding.first_ns


def _finding(finding: Finding) -> Text:
    line = Text(_INDENT)
    line.append(f"{finding.importance.value:<8} ", _STYLE.get(_level_of(finding), ""))
    line.append(finding.recipe)
    shown = _objects(finding.evidence)
    if finding.needs:
        line.append(f"  {', '.join(finding.needs)}", "dim")
    elif shown:
        line.append(f"  {shown}", "dim")
    return line


def _thefts(finding: Finding) -> list[Text]:
    lines = [_theft(theft) for theft in finding.thefts[:_SHOWN_THEFTS]]
    more = len(finding.thefts) - _SHOWN_THEFTS
    if more > 0:
        lines.append(Text(f"{_INDENT}  ...and {_number(more, 'more value')}, in the JSON report", "dim"))
    return lines


def _theft(theft: Theft) -> Text:
    line = Text(f"{_INDENT}  {theft.kind} ")
    line.append(printable(theft.value, _SHOWN_VALUE), "bold red")
    how = f" as {', '.join(theft.forms)}" if theft.forms else ""
    over = f", over {_number(theft.requests, 'request')}" if theft.requests > 1 else ""
    line.append(f"{how} in {printable(theft.place, 40)}{over}: {printable(theft.destination, 60)}", "dim")
    return line


def _sent(package: PackageScore) -> list[Text]:
    most = sorted(package.sent, key=lambda one: -one.size)
    lines = [Text(f"{_INDENT}{_what_was_sent(one)}") for one in most[:_SHOWN_SENT]]
    more = len(package.sent) - _SHOWN_SENT + package.sent_left_out
    if more > 0:
        lines.append(Text(f"{_INDENT}...and sent {_number(more, 'more time')}, see the JSON report", "dim"))
    return lines


def _what_was_sent(one: Sent) -> str:
    what = " ".join(part for part in (one.method or one.protocol, one.target) if part)
    return f"sent {_number(one.size, 'byte')} to {printable(one.host, 60)} ({printable(what, 60)})"


def _level_of(finding: Finding) -> Level:
    names = {"low": Level.LOW, "medium": Level.MEDIUM, "high": Level.HIGH, "critical": Level.CRITICAL}
    return names.get(finding.importance.value, Level.NONE)


def _objects(evidence: Iterable[Evidence]) -> str:
    names = list(dict.fromkeys(printable(e.object or e.call, 60) for e in evidence))
    more = f" +{len(names) - _SHOWN_OBJECTS}" if len(names) > _SHOWN_OBJECTS else ""
    return ", ".join(names[:_SHOWN_OBJECTS]) + more


def verdict_lines(verdict: Verdict, exit_code: int | None = None) -> list[Text]:
    """Return the verdict and its reasons; `exit_code` is the command's own."""
    style = {Outcome.CLEAN: "bold green", Outcome.FLAGGED: "bold red", Outcome.INCONCLUSIVE: "bold yellow"}
    line = Text("fpbox: ", "bold")
    line.append(verdict.outcome.value, style[verdict.outcome])
    if exit_code:
        line.append(f" (the command itself ended with {exit_code})")
    return [line, *(Text(f"       {printable(reason, 400)}") for reason in verdict.reasons)]


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
