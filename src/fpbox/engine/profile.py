# SPDX-License-Identifier: Apache-2.0
"""The outer seccomp profile, in the form each engine takes."""

from __future__ import annotations

import json
from functools import cache

from fpbox.resources import data_dir


@cache
def seccomp_option(*, podman: bool) -> str:
    """Return the value of the security option: Docker takes the profile itself, Podman the path to it."""
    path = data_dir("seccomp") / "container.json"
    if podman:
        return f"seccomp={path}"
    return "seccomp=" + json.dumps(json.loads(path.read_text(encoding="utf-8")), separators=(",", ":"))
