# SPDX-License-Identifier: Apache-2.0
"""What one sees while a run goes on: the command's own output, progress, findings, the report."""

from __future__ import annotations

import contextlib
import os
import select
import sys

from rich.console import Console
from rich.status import Status
from rich.text import Text

from fpbox.compare import Comparison
from fpbox.model import Finding, Importance, Report
from fpbox.report import comparison as comparison_report
from fpbox.report import terminal

_LOUD = (Importance.HIGH, Importance.CRITICAL)


class _Console(Console):
    """A console that falls silent when nobody reads it; by itself it would end the program."""

    def on_broken_pipe(self) -> None:
        self.quiet = True


class Interface:
    """Passes the command's bytes through untouched; everything of ours goes to standard error."""

    def __init__(self, *, quiet: bool, output_to_stderr: bool) -> None:
        self._console = _Console(stderr=True, highlight=False, soft_wrap=True)
        self._quiet = quiet
        self._streams = {1: 2 if output_to_stderr else 1, 2: 2}
        self._status: Status | None = None
        self._line_open = False
        self._as = ""

    def progress(self, message: str) -> None:
        """Show what is being done: one changing line on a terminal, plain lines in a log."""
        if self._quiet:
            return
        if not self._console.is_terminal:
            self._line(f"fpbox: {message}")
        elif self._status is None:
            self._status = self._console.status(f"fpbox: {message}")
            self._status.start()
        else:
            self._status.update(f"fpbox: {message}")

    def ready(self) -> None:
        """Take the progress line away: from here on the screen belongs to the command."""
        if self._status is not None:
            self._status.stop()
            self._status = None

    def output(self, stream: int, data: bytes) -> None:
        """Write what the command wrote, byte for byte.

        Raises:
            OSError: it cannot be written; a BrokenPipeError when nobody reads it any more.
        """
        _write_all(self._streams[stream], data)
        self._line_open = not data.endswith(b"\n")

    def finding(self, finding: Finding) -> None:
        """Tell of a finding that matters while the command is still running."""
        if self._quiet or finding.explained or finding.importance not in _LOUD:
            return
        name = terminal.printable(f"{finding.package.name} {finding.phase}".strip(), 80)
        self._line(f"fpbox: {finding.importance.value}: {name}: {finding.recipe}")

    def note(self, message: str) -> None:
        """Say something that is neither progress nor result."""
        self._line(f"fpbox: {terminal.printable(message, 400)}")

    def report(self, report: Report, installed: int | None) -> None:
        """Show the report."""
        self.ready()
        if self._as:
            if not self._quiet:
                self._line(terminal.summary(report, installed))
            return
        self._line("")
        for line in terminal.render(report, installed=installed):
            self._line(line)

    def begins(self, name: str, number: int, of: int) -> None:
        """Say which run of a comparison comes next; each is shown in one line when it has ended."""
        self._as = name
        if not self._quiet:
            self._line(f"fpbox: run {number} of {of}, as {terminal.printable(name, 80)}")

    def compared(self, comparison: Comparison) -> None:
        """Show what a comparison has come to."""
        self.ready()
        self._line("")
        for line in comparison_report.render(comparison):
            self._line(line)

    def result(self, document: bytes) -> None:
        """Write a report that was asked for to standard output.

        Raises:
            OSError: it cannot be written.
        """
        _write_all(sys.stdout.fileno(), document)

    def _line(self, message: str | Text) -> None:
        """Write a line of ours. Nobody reading it, or a full disk below it, is no reason to end the run."""
        with contextlib.suppress(OSError):
            if self._line_open:
                self._line_open = False
                self._console.print()
            self._console.print(message, markup=False)


def _write_all(descriptor: int, data: bytes) -> None:
    """Write it all, also to a descriptor that another program made non-blocking."""
    view = memoryview(data)
    while view:
        try:
            view = view[os.write(descriptor, view) :]
        except BlockingIOError:
            select.select([], [descriptor], [])
