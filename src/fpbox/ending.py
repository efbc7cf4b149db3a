# SPDX-License-Identifier: Apache-2.0
"""How a run ended: the reasons for a person to read, and the exit code."""

from __future__ import annotations

from fpbox.errors import CommandNotExecutable, CommandNotFound, FpboxError
from fpbox.model import Outcome, Report
from fpbox.session import TIME_LIMIT_REACHED, Session
from fpbox.trace.wire import Reason

FLAGGED, INCONCLUSIVE, TIME_LIMIT, FAILED = 3, 4, 124, 125
SIGNALLED = 128
INTERRUPTED = "the run was interrupted and everything in the box ended at once"
_ENDED_BY_ITSELF = frozenset({Reason.ALL_ENDED, Reason.LINGER_OVER})
_WORDS_KEPT = 400
_UNRUNNABLE: dict[int, tuple[type[FpboxError], str]] = {
    126: (CommandNotExecutable, "See that it is a program for this image, and that it may be executed."),
    127: (
        CommandNotFound,
        "See that it is spelled right and installed in the image, or name another with --image.",
    ),
}


def never_began(session: Session, image: str) -> FpboxError | None:
    """Return the error for a command that could not be run at all, or None when it ran."""
    if session.ran or session.end is None or session.end.status not in _UNRUNNABLE or not session.refusal:
        return None
    kind, hint = _UNRUNNABLE[session.end.status]
    return kind(f"{session.refusal} (in the image {image})", hint)


def status(session: Session) -> int | None:
    """Return the command's own exit status, or None when it did not end by itself."""
    end = session.end
    return end.status if end is not None and end.reason in _ENDED_BY_ITSELF else None


def cut_off(*, exit_status: int, oom_killed: bool, interrupted: bool, last_words: str) -> list[str]:
    """Say why a box ended before its tracer could say so itself.

    Args:
        exit_status: the container's.
        oom_killed: the kernel found the container above its limit of memory.
        interrupted: we ended it ourselves, on a signal.
        last_words: what the tracer wrote to its standard error.
    """
    if interrupted:
        why = INTERRUPTED
    elif oom_killed:
        why = "the box ran out of memory and was ended by the kernel: allow more with --memory"
    else:
        why = f"the box was ended from outside (exit status {exit_status}): run again"
    said = last_words.strip()[-_WORDS_KEPT:]
    return [why, f"the tracer's last words: {said}"] if said else [why]


def exit_code(report: Report, *, signal: int, failed: bool) -> int:
    """Return what fpbox ends with.

    Args:
        report: of the run.
        signal: the number of the signal that interrupted the run, or 0.
        failed: something that was asked for could not be delivered.
    """
    outcome, code = report.verdict.outcome, report.run.exit_code
    if signal:
        return SIGNALLED + signal
    if outcome is Outcome.FLAGGED:
        return FLAGGED
    if TIME_LIMIT_REACHED in report.coverage.trouble:
        return TIME_LIMIT
    if code is None or (outcome is Outcome.INCONCLUSIVE and report.verdict.fail_on is not None):
        return INCONCLUSIVE
    return FAILED if failed else code
