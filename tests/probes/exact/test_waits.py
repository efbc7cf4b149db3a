# SPDX-License-Identifier: Apache-2.0
"""Event loops and threads of packages' code that wait for nothing but time see at once that it has passed."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from fpbox.trace import wire

F = wire.EventFlag
pytestmark = pytest.mark.tracer
HOUR_NS = 3600 * 10**9
SCRIPT = ("env", "npm_lifecycle_event=postinstall")
KEEP = ("npm_lifecycle_event",)
MINUTES_NS = 300 * 10**9


@pytest.fixture
def waiting(tracer):
    def run(*command, skip_sleep="scripts", **settings):
        trace = tracer(*command, keep=KEEP, timeout_s=60, skip_sleep=skip_sleep, **settings)
        assert trace.code == 0, trace.complaint
        assert not trace.notes
        return trace

    return run


def sleeps(trace):
    return [(event.call, event.arg) for event in trace.events if event.action == "sleep"]


def skipped_ns(trace):
    return sum(e.arg * e.count for e in trace.events if e.action == "sleep" and e.flags & F.SKIPPED)


def test_every_way_to_wait_ends_at_once_and_an_hour_has_passed_each_time(waiting, programs):
    trace = waiting(*SCRIPT, programs["loops"], "every_way")
    assert trace.results == {
        "epoll_wait": "ok",
        "epoll_pwait": "ok",
        "epoll_pwait2": "ok",
        "futex": "ETIMEDOUT",
        "until": "ETIMEDOUT",
        "of_day": "ETIMEDOUT",
        "hours": "6",
    }
    calls = [call for call, _ in sleeps(trace)]
    assert [*calls[:3], set(calls[3:])] == ["epoll_wait", "epoll_pwait", "epoll_pwait2", {"futex"}]
    assert 6 * HOUR_NS - 10**10 < skipped_ns(trace) <= 6 * HOUR_NS


def test_all_clocks_go_on_for_the_whole_script(waiting, programs):
    trace = waiting(*SCRIPT, programs["loops"], "clocks")
    assert trace.stdout.decode().splitlines() == ["clock ok"] * 6 + ["child ok", "program ok"]


def test_times_by_that_clock_are_waited_for_by_the_real_one(waiting, programs):
    trace = waiting(*SCRIPT, programs["loops"], "shortly")
    assert trace.results == {"slept": "ok", "waited": "ETIMEDOUT", "past": "ETIMEDOUT", "hours": "0"}
    assert len(sleeps(trace)) == 1


def test_who_waits_for_somebody_waits(waiting, programs):
    trace = waiting(*SCRIPT, programs["loops"], "real")
    assert trace.results == {"process": "ok", "thread": "ok", "children": "ok", "hours": "0"}
    assert skipped_ns(trace) == 0


def test_who_is_woken_or_signalled_while_its_call_is_held_hears_of_it(waiting, programs):
    trace = waiting(*SCRIPT, programs["loops"], "woken")
    assert trace.results == {"threads": "0", "alarm": "EINTR", "hours": "0"}


def test_a_crowd_that_waits_holds_up_nobody_who_works(waiting, programs):
    trace = waiting(*SCRIPT, programs["loops"], "crowd")
    assert trace.results == {"hours": "0"}
    assert sum(event.count for event in trace.of("open") + trace.of("openat")) == 20_000


@pytest.mark.parametrize("mode", ["none", "scripts"])
def test_nobody_elses_waits_are_skipped(tracer, programs, mode):
    command = SCRIPT if mode == "none" else ()
    trace = tracer(*command, programs["loops"], "clocks", keep=KEEP, skip_sleep=mode, time_limit_ms=3000)
    assert sleeps(trace) == []
    assert trace.end.reason == wire.Reason.TIME_LIMIT


def test_another_time_of_day_goes_on_as_well(waiting, programs):
    trace = waiting(*SCRIPT, programs["loops"], "clocks", clock_s=-86400)
    assert set(trace.results.values()) == {"ok"}


PASSED = "console.log(Date.now() - a)"
WORKER = "setTimeout(() => console.log(Date.now() - ' + a + '), 300e3)"
AGAIN = f"if (++n == 5) {{ clearInterval(i); {PASSED} }}"
NODE = {
    "timer": f"setTimeout(() => {PASSED}, 300e3)",
    "promise": f"require('timers/promises').setTimeout(300e3).then(() => {PASSED})",
    "atomics": f"Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300e3); {PASSED}",
    "worker": f"new (require('worker_threads').Worker)('{WORKER}', {{eval: true}})",
    "interval": f"let n = 0; const i = setInterval(() => {{ {AGAIN} }}, 60e3)",
}


@pytest.mark.parametrize("way", NODE)
def test_nodes_timers_are_skipped(waiting, way):
    node = shutil.which("node")
    if not node:
        pytest.skip("needs node")
    trace = waiting(*SCRIPT, node, "-e", f"const a = Date.now(); {NODE[way]}")
    assert 300e3 - 5 < float(trace.stdout) < 360e3
    assert skipped_ns(trace) > MINUTES_NS - 10**9


def test_a_timer_beside_work_that_is_done_is_skipped_afterwards(waiting):
    node = shutil.which("node")
    if not node:
        pytest.skip("needs node")
    work = (
        "const a = Date.now(), fs = require('fs'), {spawn} = require('child_process'); let n = 0;"
        "setTimeout(() => console.log(n, Date.now() - a), 300e3);"
        "spawn('true').on('exit', () => n++); fs.readFile('/etc/passwd', () => n++);"
        "require('crypto').scrypt('a', 'b', 64, () => n++)"
    )
    n, passed_ms = waiting(*SCRIPT, node, "-e", work).stdout.split()
    assert n == b"3"
    assert float(passed_ms) > 300e3 - 5


PYTHON = {
    "event": "threading.Event().wait(300)",
    "timer": "t = threading.Timer(300, str); t.start(); t.join()",
    "queue": "with contextlib.suppress(queue.Empty): queue.Queue().get(timeout=300)",
    "asyncio": "asyncio.run(asyncio.sleep(300))",
    "sleep": "time.sleep(300)",
}


@pytest.mark.parametrize("way", PYTHON)
def test_pythons_waits_are_skipped(waiting, folder, way):
    code = (
        "import asyncio, contextlib, queue, threading, time",
        "a, m = time.time(), time.monotonic()",
        PYTHON[way],
        "time.sleep(0.01)",
        "print(time.time() - a, time.monotonic() - m)",
    )
    (folder / "waits.py").write_text("\n".join(code))
    of_day, steady = map(float, waiting(*SCRIPT, "/usr/bin/python3", folder / "waits.py").stdout.split())
    assert 299.9 < of_day < 330
    assert abs(of_day - steady) < 1


GO = """package main
import ("fmt"; "time")
func main() { a := time.Now(); time.Sleep(300 * time.Second); fmt.Println(int(time.Since(a).Seconds())) }
"""


def test_a_go_programs_sleep_is_skipped(waiting, folder):
    if not shutil.which("go"):
        pytest.skip("needs go")
    (folder / "sleeping.go").write_text(GO)
    build = ("go", "build", "-o", str(folder / "sleeping"), str(folder / "sleeping.go"))
    subprocess.run(build, check=True, cwd=folder)
    assert 299 < int(waiting(*SCRIPT, folder / "sleeping").stdout) < 420


def test_a_shell_sees_the_time_that_its_sleep_took(waiting):
    trace = waiting(*SCRIPT, "sh", "-c", "a=$(date +%s); sleep 300; echo $(($(date +%s) - a))")
    assert 300 <= int(trace.stdout) < 330
