# SPDX-License-Identifier: Apache-2.0
"""Control runs that were taken, kept as one file for each part of each image."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import platformdirs

from fpbox.errors import UsageError
from fpbox.files import write_whole
from fpbox.recipes import PARTS, Baseline, presence_script
from fpbox.trace.calls import table_checksum

SCHEMA = "fpbox.control/5"
"""Counts up when older ones hold no longer: another form, or other files on the invented machine."""
PRESENCE = "managers"
"""The part that only finds out which package managers the image has."""

_KEPT = 256
_SCRIPTS = {PRESENCE: presence_script()} | {part.name: part.script for part in PARTS}


@dataclass(frozen=True, slots=True)
class Control:
    """One part of an image's control run.

    Attributes:
        image, digest: the image's name and digest. level: the tracer's, "deep" or "standard".
        part: "programs", a package manager's name, or "managers".
        taken: when, in ISO 8601. commands: how many were run.
        managers: which package managers the image has; for the part "managers" alone.
        baseline: what was learnt.
    """

    image: str
    digest: str
    level: str
    part: str
    taken: str = ""
    commands: int = 0
    managers: tuple[str, ...] = ()
    baseline: Baseline = field(default_factory=Baseline)

    @property
    def path(self) -> Path:
        """Where it is kept: the name stands for everything that the result depends on."""
        basis = (SCHEMA, self.digest, self.level, str(table_checksum()), self.part, _SCRIPTS[self.part])
        name = hashlib.sha256("\0".join(basis).encode()).hexdigest()[:32]
        return folder() / f"{name}.json"


def folder() -> Path:
    """Return the directory that holds them."""
    return platformdirs.user_cache_path("fpbox") / "control"


def load(wanted: Control) -> Control | None:
    """Read the part that `wanted` names; one that is missing or unreadable is None."""
    return _read(wanted.path)


def store(control: Control) -> None:
    """Keep it, and let the oldest ones go.

    Raises:
        OSError: it cannot be written.
    """
    path = control.path
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, orjson.dumps(_data(control)))
    _forget_oldest(path.parent)


def kept() -> list[Control]:
    """Return all that are still valid, by image, the newest image first, and by part."""
    found = list(_all())
    newest = {(one.image, one.level): "" for one in found}
    for one in found:
        newest[one.image, one.level] = max(newest[one.image, one.level], one.taken)
    order = {name: rank for rank, name in enumerate(_SCRIPTS)}
    found.sort(key=lambda one: order[one.part])
    found.sort(key=lambda one: (newest[one.image, one.level], one.image, one.level), reverse=True)
    return found


def _all() -> Iterator[Control]:
    for path in folder().glob("*.json"):
        control = _read(path)
        if control is not None and control.part in _SCRIPTS and control.path == path:
            yield control


def _read(path: Path) -> Control | None:
    try:
        data = orjson.loads(path.read_bytes())
        if data["schema"] != SCHEMA:
            return None
        image, digest, level, part, taken = (
            str(data[key]) for key in ("image", "digest", "level", "part", "taken")
        )
        managers = tuple(str(name) for name in data["managers"])
        baseline = Baseline.from_data(data["baseline"])
        return Control(image, digest, level, part, taken, int(data["commands"]), managers, baseline)
    except (OSError, ValueError, KeyError, TypeError, UsageError):
        return None


def _data(control: Control) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "image": control.image,
        "digest": control.digest,
        "level": control.level,
        "part": control.part,
        "taken": control.taken,
        "commands": control.commands,
        "managers": control.managers,
        "baseline": control.baseline.to_data(),
    }


def _forget_oldest(place: Path) -> None:
    """Keep the newest ones. Another fpbox may be doing the same."""
    with suppress(FileNotFoundError):
        for old in sorted(place.glob("*.json"), key=lambda file: file.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)
