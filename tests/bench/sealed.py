# SPDX-License-Identifier: Apache-2.0
"""What the sealed network costs: runs of nothing and large installs, sealed and open in turn.

Usage: python tests/bench/sealed.py [ROUNDS [INSTALLS]]

The large install is `npm ci` of the packages below with an empty cache: all of it is fetched each time.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FPBOX = [str(Path(sys.executable).parent / "fpbox"), "run", "-q", "--linger", "0", "--fail-on", "none"]
WAYS = ("registry", "open")
LARGE = {"express": "4", "jest": "29", "webpack": "5", "eslint": "8"}
ROUNDS, INSTALLS = 15, 6


def once(way: str, *command: str, project: Path | None = None) -> float:
    """Return the seconds of one run."""
    where = ["--project", str(project)] if project else ["--no-project"]
    began = time.perf_counter()
    subprocess.run([*FPBOX, *where, "--network", way, *command], check=True, capture_output=True)
    return time.perf_counter() - began


def lay(folder: Path) -> int:
    """Make a project with a lockfile, and return how many packages that names."""
    manifest = {"name": "large", "version": "1.0.0", "dependencies": LARGE}
    (folder / "package.json").write_text(json.dumps(manifest))
    lock = ["npm", "install", "--package-lock-only", "--no-audit", "--no-fund"]
    subprocess.run(lock, cwd=folder, check=True, capture_output=True)
    return len(json.loads((folder / "package-lock.json").read_text())["packages"]) - 1


def pairs(title: str, rounds: int, *command: str, project: Path | None = None) -> None:
    """Print medians of runs in turn, and of what each pair differs by."""
    for way in WAYS:
        once(way, *command, project=project)  # images and control runs are made here, if they have to be
    order = [WAYS if number % 2 else WAYS[::-1] for number in range(rounds)]
    taken = [{way: once(way, *command, project=project) for way in both} for both in order]
    sealed, bare = (statistics.median(row[way] for row in taken) for way in WAYS)
    added = statistics.median(row["registry"] - row["open"] for row in taken)
    print(f"{title}: sealed {sealed:.2f} s, open {bare:.2f} s; median of {rounds} pairs {added:+.2f} s")
    print("   ", ", ".join(f"{row['registry']:.2f}/{row['open']:.2f}" for row in taken), flush=True)


def main() -> None:
    """Print both."""
    rounds = int(sys.argv[1]) if sys.argv[1:] else ROUNDS
    installs = int(sys.argv[2]) if sys.argv[2:] else INSTALLS
    pairs("fpbox run true", rounds, "true")
    with tempfile.TemporaryDirectory(prefix="fpbox-bench-") as place:
        count = lay(Path(place))
        pairs(
            f"npm ci, {count} packages", installs, "npm", "ci", "--no-audit", "--no-fund", project=Path(place)
        )


if __name__ == "__main__":
    main()
