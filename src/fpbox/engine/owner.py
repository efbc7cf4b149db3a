# SPDX-License-Identifier: Apache-2.0
"""Labels that say whose a container is, so that leftovers can be told from what is in use."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Mapping
from pathlib import Path

RUN = "io.fpbox.run"
OWNER = "io.fpbox.owner"
EXPIRES = "io.fpbox.expires"
_START_FIELD = 19  # of /proc/<pid>/stat, counted after the name: field 22, starttime
_MARGIN_S = 3600.0


def labels(run_id: str, lifetime_s: float) -> dict[str, str]:
    """Return the labels of a container that this process makes.

    Args:
        run_id: the run it belongs to.
        lifetime_s: after how long it ends by itself at the latest; 0 when it does not.
    """
    marks = {RUN: run_id, OWNER: json.dumps(_identity(os.getpid()), sort_keys=True)}
    if lifetime_s:
        marks[EXPIRES] = str(int(time.time() + lifetime_s + _MARGIN_S))
    return marks


def is_orphan(marks: Mapping[str, str], now: float) -> bool:
    """Tell whether the process that made a container is certainly gone, or the container's time long over.

    A container made on another host, or in another pid namespace, is somebody else's business.
    """
    expires = marks.get(EXPIRES, "")
    if expires.isdigit() and int(expires) < now:
        return True
    try:
        owner = json.loads(marks.get(OWNER, ""))
        pid = int(owner["pid"])
        here = _identity(pid)
        same_host = owner["host"] == here["host"]
        same_boot = owner["boot"] == here["boot"]
        return bool(
            same_host and (not same_boot or (owner["ns"] == here["ns"] and owner["start"] != here["start"]))
        )
    except (ValueError, KeyError, TypeError):
        return False


def _identity(pid: int) -> dict[str, str | int]:
    return {
        "host": platform.node(),
        "boot": _read("/proc/sys/kernel/random/boot_id"),
        "ns": _link("/proc/self/ns/pid"),
        "pid": pid,
        "start": _start_ticks(pid),
    }


def _start_ticks(pid: int) -> str:
    """Return when a process began, in clock ticks since boot, or "" when there is none."""
    stat = _read(f"/proc/{pid}/stat")
    fields = stat.rpartition(")")[2].split()
    return fields[_START_FIELD] if len(fields) > _START_FIELD and fields[0] not in "ZX" else ""


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _link(path: str) -> str:
    try:
        return str(Path(path).readlink())
    except OSError:
        return ""
