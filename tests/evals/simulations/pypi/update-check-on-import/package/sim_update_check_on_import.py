# SPDX-License-Identifier: Apache-2.0
"""Asks once a day for a newer version, under a digest of the machine's name."""

import hashlib
import json
import os
import platform
import socket
import time
import urllib.request
from pathlib import Path

_STAMP = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "sim-update-check.json"


def check() -> None:
    if os.environ.get("SIM_NO_UPDATE_CHECK") or (_STAMP.exists() and time.time() - _STAMP.stat().st_mtime < 86400):
        return
    installation = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:16]
    agent = f"sim-update-check/1.0.0 python/{platform.python_version()} {platform.system()}/{platform.release()} ci/{int('CI' in os.environ)}"
    request = urllib.request.Request(f"https://version.update-check.example/latest?i={installation}", headers={"User-Agent": agent})
    try:
        latest = urllib.request.urlopen(request, timeout=3).read(200).decode(errors="replace")
        _STAMP.parent.mkdir(parents=True, exist_ok=True)
        _STAMP.write_text(json.dumps({"latest": latest}))
    except OSError:
        pass


check()
