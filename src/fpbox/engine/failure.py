# SPDX-License-Identifier: Apache-2.0
"""What the engine's errors mean, and what to do about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fpbox.errors import BoxError

if TYPE_CHECKING:
    from docker.errors import APIError

_FULL = (
    "Free some space where the engine keeps its data: `docker system df` shows what takes it, "
    "`docker system prune` removes what is unused."
)
_HINTS = (
    ("no space left on device", _FULL),
    (
        "seccomp",
        "The engine does not take fpbox's seccomp profile; `fpbox doctor` says which engine this is.",
    ),
    ("cannot allocate memory", "Free some memory, or ask for less with --memory."),
    ("minimum memory limit", "Ask for more with --memory."),
    ("exec format error", "The image is for another processor; choose one for this machine's."),
    ("no such container", "Something removed it: another `fpbox gc --all`, or a clean-up job. Run again."),
    ("permission denied", "The engine may not do that for you; `fpbox doctor` says more."),
)
_UNKNOWN = "`fpbox doctor` checks the engine."


def box_error(doing: str, error: APIError) -> BoxError:
    """Make an error for a person of one of the engine's.

    Args:
        doing: what failed: "start the box".
        error: the engine's answer.
    """
    said = (error.explanation or str(error)).strip()
    if isinstance(said, bytes):
        said = said.decode("utf-8", "replace")
    lowered = said.lower()
    hint = next((hint for known, hint in _HINTS if known in lowered), _UNKNOWN)
    return BoxError(f"cannot {doing}: {said}", hint)
