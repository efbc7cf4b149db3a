# SPDX-License-Identifier: Apache-2.0
"""What tracing costs: untraced, fpbox, strace and gVisor side by side, interleaved, in one run.

Each round runs every way once, in turn; the tables show medians over the rounds and ratios of those. Times
are taken inside the container around the command itself; what it takes to start a container is a table of its
own.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shlex
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
IMAGE = "fpbox/bench:1"
FPBOX = [str(Path(sys.executable).parent / "fpbox"), "run", "--quiet", "--fail-on", "none", "--linger", "0"]
TIMED = 'b=$(date +%s%N); {{ {command}; }} >/dev/null 2>&1; s=$?; e=$(date +%s%N); echo "TOOK $((e-b)) $s"'
MINIMAL = "minimal C notifier, the same calls"
UNCONFINED = ("--security-opt", "seccomp=unconfined", "--cap-add", "SYS_PTRACE")
STRACE = ("strace", "-f", "-o", "/dev/null")
CALLS = "%file,%network,%process,uname,sysinfo,sched_getaffinity,getdents64,prctl,ioctl"

WORKLOADS = {
    "npm ci (real lockfile, warm cache)": (
        "cp -r /bench/app /tmp/a && cd /tmp/a && npm ci --offline --no-audit --no-fund"
    ),
    "pip install (sdist built, no network)": (
        "pip install --no-index --no-build-isolation --find-links /bench/wheels --no-binary :all: "
        "--target /tmp/t docopt netifaces"
    ),
    "40 C compiles": "for i in $(seq 40); do gcc -O1 -c /bench/unit.c -o /tmp/u.o || exit 1; done",
}
GOALS = {
    "npm ci (real lockfile, warm cache)": 1.05,
    "pip install (sdist built, no network)": 1.05,
    "40 C compiles": 1.15,
}


@dataclass(slots=True)
class Way:
    """One way of running a workload, with its times in seconds."""

    name: str
    run: Callable[[str], float]
    times_s: list[float] = field(default_factory=list)

    @property
    def median_s(self) -> float:
        return statistics.median(self.times_s)


def took(output: str) -> float:
    """Return the seconds a timed command printed; it has to have succeeded."""
    match = re.search(r"TOOK (\d+) (\d+)", output)
    if not match or match[2] != "0":
        raise SystemExit(f"bench: the workload failed:\n{output[-2000:]}")
    return int(match[1]) / 1e9


def run(command: list[str]) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, cwd="/"
    )
    return done.stdout + ("" if done.returncode == 0 else done.stderr)


def docker(*options: str) -> list[str]:
    return [
        "docker",
        "run",
        "--rm",
        "--user",
        "1000:1000",
        "--security-opt",
        "no-new-privileges",
        *options,
        IMAGE,
    ]


def plain(command: str) -> float:
    return took(run([*docker(), "sh", "-c", TIMED.format(command=command)]))


def traced(command: str) -> float:
    return took(run([*FPBOX, "--no-project", "--image", IMAGE, "sh", "-c", TIMED.format(command=command)]))


def wrapped(*tracer: str) -> Callable[[str], float]:
    """Run the workload as the child of a tracer that is in the image."""

    def way(command: str) -> float:
        inner = shlex.join([*tracer, "sh", "-c", command])
        return took(run([*docker(*UNCONFINED), "sh", "-c", TIMED.format(command=inner)]))

    return way


def ways() -> list[Way]:
    return [
        Way("untraced", plain),
        Way("fpbox", traced),
        Way(MINIMAL, wrapped("/bench/floor", "path")),
        Way("strace -f --seccomp-bpf", wrapped(*STRACE, "--seccomp-bpf", "-e", f"trace={CALLS}")),
        Way("strace -f", wrapped(*STRACE, "-e", f"trace={CALLS}")),
        *([Way("gVisor (runsc)", gvisor)] if has_gvisor() else []),
    ]


def has_gvisor() -> bool:
    return '"runsc"' in run(["docker", "info", "--format", "{{json .Runtimes}}"])


def gvisor(command: str) -> float:
    return took(run([*docker("--runtime", "runsc"), "sh", "-c", TIMED.format(command=command)]))


def rounds(series: list[Way], workload: str, count: int) -> None:
    """Run every way once a round, beginning with another one each time."""
    for number in range(count):
        for way in series[number % len(series) :] + series[: number % len(series)]:
            os.sync()  # what the run before wrote is not this one's to wait for
            way.times_s.append(way.run(workload))
            print(f"  {way.name}: {way.times_s[-1]:.2f} s", file=sys.stderr)


def workload_table(name: str, count: int) -> str:
    print(f"bench: {name}", file=sys.stderr)
    series = ways()
    rounds(series, WORKLOADS[name], count)
    base = series[0].median_s
    lines = [f"### {name}", "", "| way | median | to untraced |", "|---|---|---|"]
    lines += [f"| {w.name} | {w.median_s:.2f} s | {w.median_s / base:.2f} |" for w in series]
    ratios = {w.name: w.median_s / base for w in series}
    text = verdict(ratios["fpbox"], GOALS[name])
    text += f" The minimal notifier alone: {ratios[MINIMAL]:.2f}."
    return "\n".join([*lines, "", text])


def verdict(ratio: float, goal: float) -> str:
    return f"Goal: at most {goal:.2f}. {'Met' if ratio <= goal else 'Not met'}: {ratio:.2f}."


def startup_table(count: int) -> str:
    print("bench: start-up", file=sys.stderr)
    times: dict[str, list[float]] = {"docker run --rm IMAGE true": [], "fpbox run true": []}
    commands = [[*docker(), "true"], [*FPBOX, "--no-project", "--image", IMAGE, "true"]]
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(count + 3):
        for name, command in zip(times, commands, strict=True):
            began = time.monotonic()
            subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL, env=usual)
            times[name].append(time.monotonic() - began)
    medians = {name: statistics.median(series) for name, series in times.items()}
    base, ours = medians.values()
    lines = ["### Start-up", "", "| command | median |", "|---|---|"]
    lines += [f"| `{name}` | {value:.2f} s |" for name, value in medians.items()]
    met = "Met" if ours - base <= 0.4 else "Not met"
    return "\n".join([*lines, "", f"Goal: at most 0.4 s more. {met}: {ours - base:.2f} s more."])


LOOP = {
    "untraced": [],
    "RECV + CONTINUE (floor)": ["/bench/floor", "bare"],
    "RECV + path + CONTINUE (minimal C notifier)": ["/bench/floor", "path"],
}


def loop_table(count: int) -> str:
    """An open(2) loop: nanoseconds a call."""
    print("bench: open loop", file=sys.stderr)
    calls = "30000"
    times: dict[str, list[float]] = {}
    for _ in range(count):
        for name, ns in loop_round(calls):
            times.setdefault(name, []).append(ns)
    medians = {name: statistics.median(series) for name, series in times.items()}
    floor = medians["RECV + path + CONTINUE (minimal C notifier)"]
    lines = [
        "### One call: open(2) in a loop",
        "",
        "| way | median | to the minimal notifier |",
        "|---|---|---|",
    ]
    lines += [f"| {name} | {value / 1000:.2f} us | {value / floor:.2f} |" for name, value in medians.items()]
    return "\n".join([*lines, "", verdict(medians["fpbox"] / floor, 1.25)])


def loop_round(calls: str) -> Iterator[tuple[str, float]]:
    loop = ["/bench/openloop", calls]
    for name, prefix in LOOP.items():
        yield name, nanoseconds(run([*docker(*UNCONFINED), *prefix, *loop]))
    yield "fpbox", nanoseconds(run([*FPBOX, "--no-project", "--image", IMAGE, *loop]))
    for name, flags in (
        ("strace -f --seccomp-bpf", ("--seccomp-bpf", "-e", "trace=%file")),
        ("strace -f", ("-e", "trace=%file")),
    ):
        few = ["/bench/openloop", str(int(calls) // 10)]
        yield name, nanoseconds(run([*docker(*UNCONFINED), *STRACE, *flags, *few]))


def nanoseconds(output: str) -> float:
    match = re.search(r"^([\d.]+)$", output, re.MULTILINE)
    if not match:
        raise SystemExit(f"bench: the loop failed:\n{output[-2000:]}")
    return float(match[1])


def python_table(title: str, script: str) -> str:
    """Return what a benchmark of the Python side prints."""
    print(f"bench: {script}", file=sys.stderr)
    done = subprocess.run([sys.executable, str(HERE / script)], capture_output=True, text=True, check=True)
    return f"### {title}\n\n{done.stdout.strip()}"


def prepare() -> None:
    """Make the image every way runs in: fpbox's own npm image with compilers, strace, and a warm cache."""
    if (
        subprocess.run(["docker", "image", "inspect", IMAGE], capture_output=True, check=False).returncode
        == 0
    ):
        return
    print("bench: making the image (once)", file=sys.stderr)
    subprocess.run([sys.executable, str(HERE / "image.py"), IMAGE], check=True)


def page(tables: list[str], count: int, load: float) -> str:
    cores, kernel = os.cpu_count(), platform.release()
    version = run(["docker", "version", "--format", "{{.Server.Version}}"]).strip()
    head = f"""# Performance

Written by `ci/bench`: {count} rounds, every way once a round, medians. Machine: {cores} cores, Linux
{kernel}, Docker {version}, load average at the start {load:.2f}. The ratios are what to look at.

The minimal notifier is told of the same calls as fpbox, reads at most 256 bytes of the path of each, and goes
on: no seccomp tracer that sees these calls can cost less than about that. What it costs depends on how long
the machine takes to hand the CPU from one process to another and back; the first table shows it.
"""
    return "\n\n".join([head.rstrip(), *tables]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", type=Path, help="also write the tables to this file")
    options = parser.parse_args()
    prepare()
    load = os.getloadavg()[0]
    tables = [loop_table(options.rounds), startup_table(options.rounds)]
    tables += [workload_table(name, options.rounds) for name in WORKLOADS]
    text = page(
        [
            *tables,
            python_table("Reading the stream in Python", "reader.py"),
            python_table("Matching", "matching.py"),
        ],
        options.rounds,
        load,
    )
    print(text)
    if options.write:
        options.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
