# SPDX-License-Identifier: Apache-2.0
"""Sleeps of real packages' scripts: what comes after five minutes is seen now, within the time limit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from local_packages import Npm, npm_project

if TYPE_CHECKING:
    from conftest import Fpbox
else:
    Fpbox = Any

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("nothing_left")]

LIMIT = ("--timeout", "60s", "--network", "none", "--linger", "1")
SETUP = """
import contextlib, time
from setuptools import setup
time.sleep(300)
with contextlib.suppress(OSError):
    open("/etc/machine-id").read()
setup()
"""
INSTALL = ("pip", "install", "--no-build-isolation", "--no-index", "./patient")


def waiting(folder: Path, script: str, main: str = "") -> Path:
    return npm_project(folder, {"patient": Npm(script, {"index.js": main})})


def pip_project(folder: Path) -> Path:
    package = folder / "app" / "patient"
    package.mkdir(parents=True)
    (package / "setup.py").write_text(SETUP)
    (package / "setup.cfg").write_text("[metadata]\nname = patient\nversion = 1.0.0\n")
    return folder / "app"


def sleeps(fpbox: Fpbox) -> dict[str, str]:
    """Return how each sleep that is evidence went, by its length."""
    package = next(p for p in fpbox.report["packages"] if "patient" in p["purl"])
    findings = [finding for finding in package["findings"] if finding["recipe"] == "long_sleep"]
    return {e["object"]: e["result"] for finding in findings for e in finding["evidence"]}


def afterwards(fpbox: Fpbox) -> bool:
    """Tell whether what comes after the sleep was seen."""
    package = next(p for p in fpbox.report["packages"] if "patient" in p["purl"])
    return any(e["object"] == "/etc/machine-id" for f in package["findings"] for e in f["evidence"])


def test_a_lifecycle_script_does_not_sleep(fpbox: Fpbox, tmp_path: Path) -> None:
    project = waiting(tmp_path, "sleep 300 && cat /etc/machine-id || true")
    fpbox("run", *LIMIT, "-o", f"json={fpbox.report_file}", "npm", "install", "--offline", cwd=project)
    assert fpbox.report["run"]["exit_code"] == 0
    assert sleeps(fpbox) == {"300": "skipped"}
    assert afterwards(fpbox)
    assert "1 long sleeps of packages' code were skipped, 300 s in all" in fpbox.report["coverage"]["notes"]


def test_a_build_hook_does_not_sleep(fpbox: Fpbox, tmp_path: Path) -> None:
    project = pip_project(tmp_path)
    fpbox("run", *LIMIT, "-o", f"json={fpbox.report_file}", *INSTALL, cwd=project)
    assert sleeps(fpbox)
    assert set(sleeps(fpbox).values()) == {"skipped"}
    assert afterwards(fpbox)


def test_whoever_wants_to_wait_waits(fpbox: Fpbox, tmp_path: Path) -> None:
    project = waiting(tmp_path, "sleep 300 && cat /etc/machine-id || true")
    limit = ("--timeout", "15s", "--network", "none", "--no-skip-sleep", "-o", f"json={fpbox.report_file}")
    done = fpbox("run", *limit, "npm", "install", "--offline", cwd=project)
    assert done.returncode == 124
    assert sleeps(fpbox) == {"300": "ok"}
    assert not afterwards(fpbox)


def test_the_command_itself_sleeps(fpbox: Fpbox) -> None:
    fpbox.run("sh", "-c", "sleep 1.5")
    assert fpbox.report["run"]["exit_code"] == 0
    assert not any("skipped" in note for note in fpbox.report["coverage"]["notes"])


LOADED = """
try { require("child_process").execSync("sleep 300") } catch {}
try { require("fs").readFileSync("/etc/machine-id") } catch {}
"""


def test_a_package_that_is_loaded_does_not_sleep(fpbox: Fpbox, tmp_path: Path) -> None:
    project = waiting(tmp_path, "true", LOADED)
    limit = ("--import", "--import-timeout", "50s", *LIMIT)
    fpbox("run", *limit, "-o", f"json={fpbox.report_file}", "npm", "install", "--offline", cwd=project)
    assert sleeps(fpbox) == {"300": "skipped"}
    assert afterwards(fpbox)


TIMERS = {
    "in the foreground": """
setTimeout(() => { try { require("fs").readFileSync("/etc/machine-id") } catch {} }, 300e3)
""",
    "in a child that is left behind": """
const {spawn} = require("child_process")
const later = 'setTimeout(() => { try { require("fs").readFileSync("/etc/machine-id") } catch {} }, 300e3)'
spawn(process.execPath, ["-e", later], {detached: true, stdio: "ignore"}).unref()
""",
}


@pytest.mark.parametrize("where", TIMERS)
def test_a_timer_of_a_lifecycle_script_is_not_waited_for(fpbox: Fpbox, tmp_path: Path, where: str) -> None:
    project = waiting(tmp_path, "node index.js", TIMERS[where])
    fpbox("run", *LIMIT, "-o", f"json={fpbox.report_file}", "npm", "install", "--offline", cwd=project)
    assert fpbox.report["run"]["exit_code"] == 0
    (length, result), *others = sleeps(fpbox).items()
    assert (round(float(length)), result, others) == (300, "skipped", [])
    assert afterwards(fpbox)
