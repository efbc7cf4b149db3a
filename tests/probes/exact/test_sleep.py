# SPDX-License-Identifier: Apache-2.0
"""Long sleeps of packages' code end at once, and are events of their full length; nobody else's do."""

from __future__ import annotations

import shutil

import pytest

from fpbox.trace import wire

F = wire.EventFlag
pytestmark = pytest.mark.tracer
HOUR_NS = 3600 * 10**9
SCRIPT = ("env", "npm_lifecycle_event=postinstall")
KEEP = ("npm_lifecycle_event",)
LIMIT = 1000
"""How many sleeps of a script are skipped."""
TIMEOUT_S = 60


@pytest.fixture
def sleepy(tracer):
    def run(*command, skip_sleep="scripts", **settings):
        return tracer(*command, keep=KEEP, timeout_s=TIMEOUT_S, skip_sleep=skip_sleep, **settings)

    return run


def sleeps(trace):
    return [event for event in trace.events if event.action == "sleep"]


def skipped(trace):
    return [bool(event.flags & F.SKIPPED) for event in sleeps(trace)]


def test_every_way_to_sleep_in_a_script_ends_at_once(sleepy, programs):
    trace = sleepy(*SCRIPT, programs["sleeps"], "every_way")
    lengths = {event.call: event.arg for event in sleeps(trace)}
    assert set(trace.results.values()) == {"ok"}
    assert skipped(trace) == [True] * 7
    assert lengths["select"] == 24 * HOUR_NS
    assert lengths["nanosleep"] == lengths["poll"] == lengths["ppoll"] == lengths["pselect6"] == HOUR_NS
    assert HOUR_NS - 10**10 < lengths["clock_nanosleep"] <= HOUR_NS
    assert trace.end.calls == trace.end.answered + trace.end.gone


@pytest.mark.parametrize(
    ("command", "mode"),
    [((), "scripts"), (("env", "npm_lifecycle_event="), "scripts"), (SCRIPT, "none")],
)
def test_others_sleep_as_long_as_they_want(sleepy, command, mode):
    trace = sleepy(*command, "sleep", "1.5", skip_sleep=mode)
    assert skipped(trace) == [False]
    assert trace.code == 0


def test_a_command_that_looks_like_a_script_is_none(tracer):
    trace = tracer(
        "sleep", "1.5", env=("PATH=/bin", "npm_lifecycle_event=x"), keep=KEEP, skip_sleep="scripts"
    )
    assert skipped(trace) == [False]


def test_a_second_is_slept(sleepy, programs):
    assert skipped(sleepy(*SCRIPT, programs["sleeps"], "second")) == [False]


def test_what_the_kernel_refuses_is_refused(sleepy, programs):
    trace = sleepy(*SCRIPT, programs["sleeps"], "refused")
    assert trace.results == {
        "negative": "EINVAL",
        "odd": "EINVAL",
        "thread_clock": "EOPNOTSUPP",
        "no_clock": "EINVAL",
        "nowhere": "EFAULT",
    }
    assert not any(skipped(trace))


def test_waiting_for_something_is_not_sleeping(sleepy, programs):
    trace = sleepy(*SCRIPT, programs["sleeps"], "waits")
    assert trace.results == {"ready": "ok"}
    assert sleeps(trace) == []


@pytest.mark.parametrize("inner", [("env", "-i"), ("sh", "-c", "exec env -i sleep 3600; :"), ("nohup",)])
def test_all_that_a_script_starts_belongs_to_it(sleepy, inner):
    command = inner if inner[0] == "sh" else (*inner, "sleep", "3600")
    assert skipped(sleepy(*SCRIPT, *command)) == [True]


def test_a_daemon_of_a_script_belongs_to_it(sleepy, programs):
    trace = sleepy(*SCRIPT, programs["sleeps"], "daemon")
    assert trace.results == {"daemon": "ok"}
    assert skipped(trace) == [True]


def test_a_script_that_sleeps_again_and_again_sleeps_in_the_end(sleepy, programs):
    trace = sleepy(*SCRIPT, programs["sleeps"], "many", str(LIMIT + 2))
    counts = {bool(event.flags & F.SKIPPED): 0 for event in sleeps(trace)}
    for event in sleeps(trace):
        counts[bool(event.flags & F.SKIPPED)] += event.count
    assert counts == {True: LIMIT, False: 2}


def test_a_loop_of_processes_has_one_allowance(sleepy):
    loop = f"i=0; while [ $i -lt {LIMIT + 1} ]; do sleep 1.001; i=$((i+1)); done"
    assert sum(not skip for skip in skipped(sleepy(*SCRIPT, "sh", "-c", loop))) == 1


def test_each_script_has_an_allowance_of_its_own(sleepy, programs):
    once = f"env npm_lifecycle_event=install {programs['sleeps']} many {LIMIT}"
    trace = sleepy("sh", "-c", f"{once}; {once}")
    assert all(skipped(trace))
    assert sum(event.count for event in sleeps(trace)) == 2 * LIMIT


HOOKS = {
    "in_process": ("{folder}/_in_process.py", "build_wheel"),
    "setup": ("{folder}/setup.py", "egg_info"),
    "code": ("-c", "__import__('time').sleep(3600)  # build_wheel"),
    "setuptools": ("-c", "__import__('time').sleep(3600)  # setuptools, setup.py", "egg_info"),
}


@pytest.fixture
def python():
    found = shutil.which("python3", path="/usr/local/bin:/usr/bin")
    return found or pytest.skip("needs a Python that any user may run")


@pytest.mark.parametrize("words", HOOKS.values(), ids=HOOKS)
def test_build_hooks_of_python_are_scripts(sleepy, folder, python, words):
    for name in ("_in_process.py", "setup.py"):
        (folder / name).write_text("import time; time.sleep(3600)\n", "utf-8")
    trace = sleepy("sh", "-c", '"$@"; :', "sh", python, *(word.format(folder=folder) for word in words))
    assert skipped(trace) == [True]
    assert trace.code == 0


def test_other_programs_of_python_are_none(sleepy, python):
    trace = sleepy("sh", "-c", '"$@"; :', "sh", python, "-c", "import time; time.sleep(1.5)")
    assert skipped(trace) == [False]


def test_all_that_a_command_starts_may_be_meant(sleepy):
    trace = sleepy("sh", "-c", "sleep 3600; sleep 3600 & wait", skip_sleep="all")
    assert skipped(trace) == [True, True]


def test_but_not_the_command_itself(sleepy):
    assert skipped(sleepy("sleep", "1.5", skip_sleep="all")) == [False]


def test_another_word_for_it_is_an_error(sleepy):
    trace = sleepy("true", skip_sleep="yes")
    assert trace.code == 125
    assert "skip_sleep yes" in trace.complaint


def test_no_sanitizer_complains_of_scripts(checked_tracer, programs, monkeypatch):
    monkeypatch.setenv("ASAN_OPTIONS", "detect_leaks=0")
    trace = checked_tracer(
        *SCRIPT, programs["sleeps"], "every_way", keep=KEEP, timeout_s=TIMEOUT_S, skip_sleep="scripts"
    )
    assert trace.complaint == ""
    assert skipped(trace) == [True] * 7
