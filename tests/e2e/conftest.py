# SPDX-License-Identifier: Apache-2.0
"""fpbox as its users start it: a program of its own, with a state directory of its own for each test."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine_client import docker

FPBOX = str(Path(sys.executable).parent / "fpbox")
PATIENCE_S = 90
DEFAULTS = ("--no-project", "--network", "none", "--linger", "1")


def until(what: str, condition: Callable[[], Any]) -> Any:
    """Wait for something that other processes do."""
    give_up = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for: {what}")


class Fpbox:
    """Starts fpbox and looks at what it leaves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = folder / "state"
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("FPBOX_")}
        self.env |= {"XDG_STATE_HOME": str(self.state), "NO_COLOR": "1"}
        self.report_file = folder / "report.json"
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        """Start `fpbox ARGUMENTS`; its output goes to pipes unless said otherwise."""
        given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": self.folder, "env": self.env}
        process = subprocess.Popen([FPBOX, *arguments], stdin=subprocess.DEVNULL, **(given | options))
        self.started.append(process)
        return process

    def start_run(self, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        """Start `fpbox run` with what most tests want: no project, no network, a report."""
        return self.start("run", *DEFAULTS, "-o", f"json={self.report_file}", *arguments, **options)

    def __call__(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
        """Run `fpbox ARGUMENTS` to its end."""
        return self.end(self.start(*arguments, **options))

    def run(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
        """Run `fpbox run` to its end, as `start_run`."""
        return self.end(self.start_run(*arguments, **options))

    def end(self, process: subprocess.Popen[bytes]) -> subprocess.CompletedProcess[bytes]:
        """Wait for the end of what was started."""
        out, err = process.communicate(timeout=PATIENCE_S)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    @property
    def report(self) -> dict[str, Any]:
        """The report of the last run."""
        report: dict[str, Any] = json.loads(self.report_file.read_bytes())
        return report

    @property
    def run_ids(self) -> list[str]:
        """Every run whose folder is there."""
        runs = self.state / "fpbox" / "runs"
        return sorted(path.name for path in runs.iterdir()) if runs.is_dir() else []

    def containers(self, run: str = "") -> list[str]:
        """Return the containers of a run, or of all runs of this test."""
        found = []
        for one in [run] if run else self.run_ids:
            found += docker("ps", "-aq", "--no-trunc", "--filter", f"label=io.fpbox.run={one}").split()
        return found

    def container(self) -> str:
        """Wait for a run's container and return its id."""
        running: list[str] = until("a container", self.containers)
        return running[0]

    def until_output(self, process: subprocess.Popen[bytes], wanted: bytes) -> bytes:
        """Read a run's standard output until something stands in it."""
        assert process.stdout is not None
        seen = b""
        while wanted not in seen:
            piece = os.read(process.stdout.fileno(), 65536)
            assert piece, seen
            seen += piece
        return seen


@pytest.fixture
def bridge() -> tuple[str, str]:
    """Return the host's interface and address on the bridge that containers are on.

    A new engine does not name the address before it is started a second time; the interface has it.
    """
    found = json.loads(docker("network", "inspect", "bridge"))[0]
    name = found["Options"]["com.docker.network.bridge.name"]
    shown = subprocess.run(["ip", "-4", "-j", "addr", "show", "dev", name], check=True, capture_output=True)
    addresses = json.loads(shown.stdout)[0]["addr_info"]
    return name, next(one["local"] for one in addresses if one["scope"] == "global")


@pytest.fixture
def fpbox(tmp_path: Path) -> Iterator[Fpbox]:
    made = Fpbox(tmp_path)
    yield made
    for process in made.started:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
    left = made.containers()
    if left:
        docker("rm", "-f", *left)


@pytest.fixture
def nothing_left(fpbox: Fpbox) -> Iterator[None]:
    """See after the test that no container of its runs is there any more."""
    yield
    assert fpbox.containers() == []
