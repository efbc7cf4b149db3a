# SPDX-License-Identifier: Apache-2.0
"""The processes of this machine, for tests that look for one."""

from __future__ import annotations

from pathlib import Path


def process_folders() -> list[Path]:
    """Return the directories below /proc that are processes; any of them may be gone by now.

    Path.glob does not do: where a process ends while it looks, it fails (ESRCH).
    """
    return [folder for folder in Path("/proc").iterdir() if folder.name.isdigit()]
