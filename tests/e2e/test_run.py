# SPDX-License-Identifier: Apache-2.0
"""What a run gives: the command's output untouched, reports, records, exit codes, settings."""

from __future__ import annotations

import hashlib
import json
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

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("nothing_left")]

WRITER = """
import os
base = bytes(range(256)) * 128
for number in range(blocks):
    data = number.to_bytes(8, "big") + base
    for fd in (1, 2):
        view = memoryview(data[fd:])
        while view:
            view = view[os.write(fd, view):]
"""


def probing(folder: Path) -> Path:
    """Make a project whose one dependency looks at the machine when it is installed."""
    look = "for (const f of ['machine-id', 'os-release']) require('fs').readFile('/etc/' + f, () => 0)"
    return npm_project(folder, {"probe": Npm(f'node -e "{look}"')})


def install(fpbox: Fpbox, project: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    command = ("npm", "install", "--no-audit", "--no-fund")
    return fpbox(
        "run", "--network", "none", "-o", f"json={fpbox.report_file}", *options, *command, cwd=project
    )


# --- output ---


def test_output_passes_through_byte_for_byte_and_apart(fpbox: Fpbox) -> None:
    """200 MB, of all bytes there are: escape sequences, NUL, what is no UTF-8."""
    blocks = 3200
    done = fpbox.run("-q", "python3", "-c", f"blocks = {blocks}\n{WRITER}")
    base = bytes(range(256)) * 128
    wanted = {fd: hashlib.sha256() for fd in (1, 2)}
    for number in range(blocks):
        for fd, digest in wanted.items():
            digest.update((number.to_bytes(8, "big") + base)[fd:])
    assert done.returncode == 0
    assert len(done.stdout) == blocks * (len(base) + 7)
    assert hashlib.sha256(done.stdout).hexdigest() == wanted[1].hexdigest()
    before, mark, rest = done.stderr.partition(bytes(6) + base[:64])
    assert all(line.startswith(b"fpbox: ") for line in before.splitlines())  # other runs' leftovers, removed
    shown, size = mark + rest, blocks * (len(base) + 6)
    said, after = shown[:size], shown[size:]
    assert hashlib.sha256(said).hexdigest() == wanted[2].hexdigest()
    assert after.lstrip(b"\n").startswith(b"fpbox: ")


def test_standard_output_is_the_commands_alone(fpbox: Fpbox) -> None:
    done = fpbox.run("sh", "-c", "printf 'no newline'; printf err >&2")
    assert done.stdout == b"no newline"
    assert b"fpbox: starting the box\n" in done.stderr
    assert b"\nfpbox: clean\n" in done.stderr


def test_a_reader_that_goes_away_does_not_end_the_run(fpbox: Fpbox) -> None:
    process = fpbox.start_run("sh", "-c", "yes | head -c 3000000; cat /etc/passwd >/dev/null; exit 6")
    assert process.stdout is not None
    assert process.stdout.read(2) == b"y\n"
    process.stdout.close()
    assert process.stderr is not None
    shown = process.stderr.read()
    assert process.wait() == 6
    assert b"fpbox: clean" in shown
    assert fpbox.report["run"]["exit_code"] == 6


def test_a_person_who_goes_away_does_not_end_the_run(fpbox: Fpbox) -> None:
    process = fpbox.start_run("sh", "-c", "echo started; sleep 1; echo err >&2; echo out; exit 6")
    fpbox.until_output(process, b"started\n")
    assert process.stderr is not None
    process.stderr.close()
    assert process.stdout is not None
    assert process.stdout.read() == b"out\n"
    assert process.wait() == 6
    assert fpbox.report["run"]["exit_code"] == 6


def test_output_that_cannot_be_written_is_said(fpbox: Fpbox) -> None:
    with Path("/dev/full").open("wb") as full:
        done = fpbox.run("sh", "-c", "echo lost; echo err >&2", stdout=full)
    assert done.returncode == 125
    assert b"err\n" in done.stderr
    assert b"No space left on device" in done.stderr
    assert fpbox.report["run"]["exit_code"] == 0


# --- reports ---


def test_json_on_standard_output_is_pure(fpbox: Fpbox) -> None:
    done = fpbox("run", "--no-project", "--network", "none", "-o", "json=-", "sh", "-c", "echo out; exit 3")
    report = json.loads(done.stdout)
    assert report["schema"] == "fpbox.report/1"
    assert report["run"]["command"] == ["sh", "-c", "echo out; exit 3"]
    assert report["run"]["exit_code"] == 3
    assert b"out\n" in done.stderr


def test_report_and_record_are_kept_in_the_runs_folder(fpbox: Fpbox) -> None:
    fpbox.run("true")
    (run,) = fpbox.run_ids
    folder = fpbox.state / "fpbox" / "runs" / run
    assert json.loads((folder / "report.json").read_bytes()) == fpbox.report
    events = [json.loads(line) for line in (folder / "events.jsonl").read_bytes().splitlines()]
    assert [event["type"] for event in events] == [
        "io.fpbox.run.started.v1",
        "io.fpbox.run.finished.v1",
        "io.fpbox.verdict.v1",
    ]
    assert fpbox.report["run"]["id"] == run
    assert folder.stat().st_mode & 0o077 == 0


def test_reports_go_where_they_are_asked_for(fpbox: Fpbox) -> None:
    record, second = fpbox.folder / "record.jsonl", fpbox.folder / "second.json"
    done = fpbox.run("-o", f"jsonl={record}", "-o", f"json={second}", "true")
    assert done.returncode == 0
    assert json.loads(second.read_bytes()) == fpbox.report
    assert b"verdict" in record.read_bytes().splitlines()[-1]


# --- exit codes ---


@pytest.mark.parametrize("code", [0, 1, 42, 255])
def test_the_commands_own_exit_code_is_passed_on(fpbox: Fpbox, code: int) -> None:
    assert fpbox.run("sh", "-c", f"exit {code}").returncode == code
    assert fpbox.report["run"]["exit_code"] == code
    assert fpbox.report["verdict"] == "clean"


def test_a_command_that_a_signal_ends(fpbox: Fpbox) -> None:
    assert fpbox.run("sh", "-c", "kill -KILL $$").returncode == 137


def test_what_is_flagged_depends_on_the_level_asked_for(fpbox: Fpbox) -> None:
    project = probing(fpbox.folder)
    for options, code, outcome in (
        (["--fail-on", "low"], 3, "flagged"),
        (["--fail-on", "critical"], 0, "clean"),
        (["--fail-on", "none"], 0, "clean"),
    ):
        done = install(fpbox, project, *options)
        assert (done.returncode, fpbox.report["verdict"]) == (code, outcome), done.stderr
    (probe,) = (one for one in fpbox.report["packages"] if one["purl"] == "pkg:npm/probe@1.0.0")
    assert probe["score"] > 0
    assert probe["phases"] == ["postinstall"]


def test_an_inconclusive_run_fails_unless_told_to_report_only(fpbox: Fpbox) -> None:
    assert fpbox.run("--timeout", "1s", "--fail-on", "none", "sleep", "60").returncode == 124
    assert fpbox.report["verdict"] == "inconclusive"


# --- daemons ---


def test_a_daemon_is_watched_for_the_linger_time_and_then_stopped(fpbox: Fpbox) -> None:
    script = "(setsid sh -c 'sleep 0.5; cat /etc/hosts; sleep 60' >/dev/null 2>&1 &); echo done"
    began = time.monotonic()
    done = fpbox(
        "run", "--no-project", "--linger", "2s", "-o", f"json={fpbox.report_file}", "sh", "-c", script
    )
    assert time.monotonic() - began < 45
    assert done.returncode == 0
    assert fpbox.report["verdict"] == "clean"
    assert any("outlived the command" in note for note in fpbox.report["coverage"]["notes"])
    assert b"outlived the command" in done.stderr


# --- settings ---


def test_variables_are_set_in_the_box(fpbox: Fpbox) -> None:
    env = fpbox.env | {"GIVEN": "from here"}
    script = 'echo "$ONE|$GIVEN|${NOT-unset}"'
    done = fpbox.run("--env", "ONE=1=1", "-e", "GIVEN", "sh", "-c", script, env=env | {"NOT": "passed"})
    assert done.stdout == b"1=1|from here|unset\n"


def test_no_network_means_none(fpbox: Fpbox) -> None:
    done = fpbox.run("sh", "-c", "grep -c : /proc/net/dev; getent hosts fpbox-test.invalid || echo unknown")
    assert done.stdout == b"1\nunknown\n"
    assert fpbox.report["run"]["network"] == "none"


def test_the_standard_level_leaves_stat_out(fpbox: Fpbox) -> None:
    script = "i=0; while [ $i -lt 200 ]; do [ -e /etc/hostname$i ]; i=$((i + 1)); done"
    calls = {}
    for level in ("deep", "standard"):
        assert fpbox.run("--level", level, "sh", "-c", script).returncode == 0
        assert fpbox.report["run"]["level"] == level
        calls[level] = fpbox.report["coverage"]["calls"]
    assert calls["deep"] >= calls["standard"] + 200


def test_npm_in_a_shell_gets_npms_settings_too(fpbox: Fpbox) -> None:
    direct = fpbox.run("npm", "config", "get", "registry")
    within = fpbox.run("sh", "-c", "npm config get registry")
    assert within.stdout == direct.stdout != b""
    assert any("install scripts" in note for note in fpbox.report["coverage"]["notes"])


def test_recipes_of_ones_own_are_used_and_the_report_says_so(fpbox: Fpbox) -> None:
    mine = fpbox.folder / "mine"
    mine.mkdir()
    ours = fpbox("recipes", "list").stdout
    assert b"vm_check" in ours
    text = """
{title: My own, description: d, tactic: discovery, technique: T1082, category: c, method: m, importance: low,
 bits: {value: 1, why: w}, observe: [{action: open, object: /etc/magic-gate}], means: m, matters: m,
 steps: {review: r, policy: p, dependency: d, watch: w, teach: t, audit: a}, id: vm_check}
"""
    (mine / "a.yaml").write_text(text)
    done = fpbox.start_run("--recipes", "mine", "sh", "-c", "cat /etc/magic-gate; true")
    fpbox.end(done)
    report = json.loads(fpbox.report_file.read_bytes())
    assert [one["title"] for package in report["packages"] for one in package["findings"]] == ["My own"]
    assert "in place of fpbox's own recipes: vm_check (mine/a.yaml)" in report["coverage"]["notes"]
    (mine / "b.yaml").write_text(text.replace("open", "opens"))
    wrong = fpbox("run", "--recipes", "mine", "true")
    assert wrong.returncode == 2
    assert b"mine/b.yaml:3:47: observe[0].action: 'opens' is not one of" in wrong.stderr


def test_two_runs_at_once_do_not_disturb_each_other(fpbox: Fpbox) -> None:
    reports = [fpbox.folder / f"{number}.json" for number in range(2)]
    processes = [
        fpbox.start("run", "--no-project", "--network", "none", "-o", f"json={report}", "sh", "-c", script)
        for report, script in zip(reports, ("sleep 1; echo 0", "sleep 1; echo 1; exit 1"), strict=True)
    ]
    ends = [fpbox.end(process) for process in processes]
    assert [done.returncode for done in ends] == [0, 1]
    assert [done.stdout for done in ends] == [b"0\n", b"1\n"]
    assert len({json.loads(report.read_bytes())["run"]["id"] for report in reports}) == 2


# --- the trace ---


def test_the_trace_is_published_when_asked_for(fpbox: Fpbox) -> None:
    """The record holds every message that is published; a broker that is away does not hold the run up."""
    record = fpbox.folder / "record.jsonl"
    options = ("--mqtt", "mqtt://127.0.0.1:9", "--mqtt-trace", "-o", f"jsonl={record}")
    done = fpbox.run(*options, "sh", "-c", "for i in 1 2 3; do cat /etc/passwd /etc/hosts; done")
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in record.read_bytes().splitlines()]
    batches = [event["data"]["events"] for event in events if event["type"] == "io.fpbox.trace.batch.v1"]
    seen = [one for batch in batches for one in batch]
    assert len(batches) < 20
    assert {"/etc/passwd", "/etc/hosts"} <= {one["object"] for one in seen if one["action"] == "open"}
    assert sum(one["count"] for one in seen if one["object"] == "/etc/hosts" and one["action"] == "open") == 3
    assert b"messages waiting for mqtt://127.0.0.1:9" in done.stderr
    assert events[-1]["type"] == "io.fpbox.verdict.v1"
