# SPDX-License-Identifier: Apache-2.0
"""What is gathered while a machine is furnished: its files, and the values planted in them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from fpbox.boxfile import BoxFile
from fpbox.machine.dice import Dice
from fpbox.machine.identity import Identity

PRIVATE = 0o600
DAY_S = 86_400
NO_PROJECT = "platform"
"""What a project is called where the user has none."""

JOBS = "~/work"
"""Where a CI runner has its jobs."""

_MONTH = 30


@dataclass(frozen=True, slots=True)
class Planted:
    """A value that exists nowhere but on this machine: wherever else it turns up, it came from here.

    Attributes:
        kind: what it is: "host_name", "npm_token", "ssh_private_key".
        where: the file it stands in, "variable NAME", or what else shows it.
    """

    kind: str
    value: bytes
    where: str


@dataclass(slots=True)
class Scene:
    """A machine in the making.

    Attributes:
        dice: the machine's. who: whose it is.
        now_s: when the run begins, in seconds since 1970; files are older.
        project: the name of the user's project.
        git_login: settings by which git logs in, as a CI job keeps them in its clones.
    """

    dice: Dice
    who: Identity
    now_s: int
    project: str
    planted: list[Planted] = field(default_factory=list)
    files: list[BoxFile] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=dict)
    git_login: str = ""

    def plant(self, kind: str, value: str | bytes, where: str) -> str:
        """Keep a value in mind, and return it as text."""
        raw = value.encode() if isinstance(value, str) else value
        self.planted.append(Planted(kind, raw, where))
        return raw.decode("latin-1") if isinstance(value, bytes) else value

    def variable(self, name: str, kind: str, value: str) -> None:
        """Plant a value in the environment."""
        self.env[name] = self.plant(kind, value, f"variable {name}")

    def write(
        self,
        path: str,
        content: str | bytes,
        mode: int = 0o644,
        days: tuple[int, int] = (2, 12 * _MONTH),
        *,
        made_with: str = "",
    ) -> None:
        """Lay a file down that was last changed between so many days ago, in working hours.

        Args:
            path: below "~/".
            content: of the file.
            mode: its permissions.
            days: the fewest and the most.
            made_with: another file's path; both were changed at the same time.
        """
        data = content.encode() if isinstance(content, str) else content
        dice = self.dice.topic(f"time of {made_with or path}")
        midnight = (self.now_s - dice.between(*days) * DAY_S) // DAY_S * DAY_S
        changed = midnight + dice.between(7 * 3600, 17 * 3600)
        self.files.append(BoxFile(path, data, mode, mtime_s=changed))

    def write_json(self, path: str, value: object, mode: int = PRIVATE) -> None:
        """Lay a file of JSON down."""
        self.write(path, json.dumps(value, indent=2) + "\n", mode)
