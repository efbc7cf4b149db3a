# SPDX-License-Identifier: Apache-2.0
"""What is to be loaded, and the driver's program that loads it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from fpbox.attribute import Claim
from fpbox.attribute.loads import new_word
from fpbox.engine import BoxFile
from fpbox.model import Package

Language = Literal["node", "python"]
_SOURCES: Mapping[Language, str] = {"node": "driver.js", "python": "driver.py"}
_CALLS: Mapping[Language, str] = {"node": "main(JSON.parse(%s));\n", "python": "\nmain(json.loads(%s))\n"}
_NAMED = 10
_ARGUMENTS: Mapping[Language, tuple[str, ...]] = {"node": (), "python": ("-I", "-S")}


@dataclass(frozen=True, slots=True)
class Load:
    """One package to load.

    Attributes:
        owner: whose doings it shows: a claim, or a package that is known already.
        title: what to call it in a note.
        task: what the driver needs to know of it, as JSON.
        word: tells its process from all others; see `fpbox.attribute.Loads`.
    """

    owner: Claim | Package
    title: str
    task: Mapping[str, Any]
    word: str = field(default_factory=new_word)


@dataclass(frozen=True, slots=True)
class Plan:
    """What one driver loads, in order.

    Attributes:
        interpreter: the program that runs driver and packages.
        shared: what the driver needs to know besides, as JSON.
    """

    language: Language
    interpreter: str
    loads: tuple[Load, ...]
    shared: Mapping[str, Any] = field(default_factory=dict)


def driver(plan: Plan, timeout_s: float, uid: int, gid: int) -> tuple[tuple[str, ...], BoxFile]:
    """Return the command that starts the driver, and its program, which removes itself when it starts.

    Args:
        plan: what to load.
        timeout_s: how long each package may take.
        uid: the user that the box's command runs as.
        gid: its group.
    """
    path = f"/tmp/{secrets.token_hex(12)}"  # noqa: S108 - in the box, which is not running
    tasks = [{"word": load.word, **load.task} for load in plan.loads]
    table = json.dumps({**plan.shared, "timeout_s": timeout_s, "loads": tasks})
    source = Path(__file__).with_name(_SOURCES[plan.language]).read_text(encoding="utf-8")
    program = source + _CALLS[plan.language] % json.dumps(table)
    command = (plan.interpreter, *_ARGUMENTS[plan.language], path)
    return command, BoxFile(path, program.encode(), 0o600, uid, gid)


def within(loads: Sequence[Load], limit: int) -> tuple[tuple[Load, ...], str]:
    """Return the loads that the limit allows, and a note on the others, or ""."""
    if len(loads) <= limit:
        return tuple(loads), ""
    named = [load.title for load in loads[limit : limit + _NAMED]]
    more = len(loads) - limit - len(named)
    others = ", ".join(named) + (f" and {more} more" if more else "")
    return tuple(loads[:limit]), f"import: not loaded, because of --import-limit {limit}: {others}"
