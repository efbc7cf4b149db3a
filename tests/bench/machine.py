# SPDX-License-Identifier: Apache-2.0
"""What the invented machine costs: files by persona, and the time of runs with it and without it, in turn.

Usage: python tests/bench/machine.py [ROUNDS]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from fpbox.machine import BUILT_IN, Machine

FPBOX = [
    str(Path(sys.executable).parent / "fpbox"),
    "run",
    "-q",
    "--no-project",
    "--network",
    "none",
    "--linger",
    "0",
]
WAYS = ("--machine", "--no-machine")
ROUNDS = 15


def files() -> None:
    """Print how many files each persona has, and how long they take to make."""
    for persona in BUILT_IN.values():
        began = time.perf_counter()
        machine = Machine.make("bench", persona, int(time.time()), "webapp")
        took_ms = (time.perf_counter() - began) * 1000
        laid = machine.files()
        size = sum(len(file.data) for file in laid)
        print(
            f"{persona.name:10} {len(laid):3} files {size:6} bytes {len(machine.values):3} values"
            f" {took_ms:5.1f} ms"
        )


def once(way: str) -> float:
    """Return the seconds of one run of nothing."""
    began = time.perf_counter()
    subprocess.run([*FPBOX, way, "true"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> None:
    """Print both."""
    files()
    rounds = int(sys.argv[1]) if sys.argv[1:] else ROUNDS
    once(WAYS[0])  # the control run is taken here, if it has to be
    taken = [[once(way) for way in WAYS] for _ in range(rounds)]
    for number, way in enumerate(WAYS):
        print(f"{way:14} median {statistics.median(row[number] for row in taken) * 1000:.0f} ms")
    added = statistics.median(row[0] - row[1] for row in taken) * 1000
    print(f"added, median of {rounds} pairs: {added:.0f} ms")


if __name__ == "__main__":
    main()
