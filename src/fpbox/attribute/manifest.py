# SPDX-License-Identifier: Apache-2.0
"""What became of the project's `package.json` while its packages were installed."""

from __future__ import annotations

from dataclasses import dataclass

from fpbox.attribute.lockfile import MAX_BYTES, json_object

_AUTOMATIC = (
    "preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare",
    "predependencies", "dependencies", "postdependencies",
)  # fmt: skip
"""Scripts of a project that npm, yarn or pnpm run by themselves when somebody installs it."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A project's manifest.

    Attributes:
        path: where it lies in the box. before, after: what stood in it when the command began, and when all
            had ended; empty where there was none.
    """

    path: str
    before: bytes = b""
    after: bytes = b""

    @property
    def runs_the_same(self) -> bool:
        """Tell whether the same scripts run by themselves as before; not so where it cannot be read."""
        if not self.after or max(len(self.before), len(self.after)) > MAX_BYTES:
            return False
        after = json_object(self.after)
        return bool(after) and _automatic(after) == _automatic(json_object(self.before))


def _automatic(manifest: dict[str, object]) -> dict[str, object]:
    scripts = manifest.get("scripts")
    if not isinstance(scripts, dict):
        return {}
    return {name: scripts[name] for name in _AUTOMATIC if name in scripts}
