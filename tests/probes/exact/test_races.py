# SPDX-License-Identifier: Apache-2.0
"""Threads, signals, floods and things that block."""

from __future__ import annotations

import contextlib
import threading
import time

import pytest

from fpbox.trace import wire
from processes import process_folders

F = wire.EventFlag
pytestmark = pytest.mark.tracer
MIB = 1 << 20


def sound(trace, code=0):
    """The trace is whole, nothing is lost, and the counts add up."""
    assert trace.code == code, trace.complaint
    assert not trace.cut
    assert trace.end.lost == 0
    assert sum(event.count for event in trace.events) == trace.end.last_seq
    return trace


def test_25_a_path_that_another_thread_flips_is_noticed(tracer, programs):
    trace = sound(tracer(programs["races"], "flips"))
    opens = trace.of("openat")
    assert sum(event.count for event in opens) == 20000
    mutated = [event for event in opens if event.flags & F.MUTATED]
    assert sum(event.count for event in mutated) > 100
    assert b"/etc/fpbox-secret!!" in {event.object for event in mutated} | {
        event.object2 for event in mutated
    }


def test_28_exec_beside_threads_whose_calls_are_held(tracer, programs):
    trace = sound(tracer(programs["execs"], "among_threads", "40"))
    assert len(trace.of("execve")) == 40
    assert len([image for image in trace.images.values() if image.kind == 2]) == 40
    line = trace.line_of(max(trace.images))
    assert line == sorted(trace.images, reverse=True)


def test_31_restarted_calls_are_seen_once(tracer, programs):
    trace = sound(tracer(programs["races"], "restarting"))
    assert trace.results == {"failed": "0", "alarmed": "1"}
    assert sum(event.count for event in trace.of("openat")) == 200


def test_32_no_close_and_no_fork_is_interrupted(tracer, programs):
    trace = sound(tracer(programs["races"], "interrupting"))
    assert trace.results == {"closes": "0", "forks": "0"}


def test_32_a_thousand_pipelines_complete(tracer):
    script = "i=0; while [ $i -lt 1000 ]; do echo x | cat | cat >/dev/null || exit 9; i=$((i+1)); done"
    trace = sound(tracer("/bin/sh", "-c", script, timeout_s=250, level="standard"))
    assert sum(event.action == "exec" for event in trace.events) == 2000


def test_34_stopped_continued_and_killed_while_held(tracer, programs):
    trace = sound(tracer(programs["races"], "stopped"))
    assert len(trace.images) > 30
    assert list(trace.exits.values()).count(-1) == len(trace.images) - 1


def test_35_spawns_from_many_threads_do_not_deadlock(tracer, programs):
    trace = sound(tracer(programs["execs"], "spawns"))
    execs = [event for event in trace.own() if event.action == "exec"]
    assert len(execs) == 8 * 20 * 2 + 5
    began = [image for image in trace.images.values() if image.kind == 2]
    assert len(began) == len(execs)
    assert all(trace.line_of(image.image)[-1] == 1 for image in began)


def watch_resident_bytes(stop: threading.Event, peaks: list[int]) -> None:
    """Note the resident size of every tracer that runs."""
    while not stop.is_set():
        for process in process_folders():
            with contextlib.suppress(OSError, IndexError):
                text = (process / "status").read_text()
                if text.startswith("Name:\tinit\n") and (process / "exe").readlink().name.startswith("init"):
                    peaks.append(int(text.split("VmHWM:")[1].split()[0]) * 1024)
        time.sleep(0.05)


def test_42_a_crowd_of_threads_and_processes_takes_bounded_memory(tracer, programs):
    stop, peaks = threading.Event(), []
    watcher = threading.Thread(target=watch_resident_bytes, args=(stop, peaks))
    watcher.start()
    try:
        trace = sound(tracer(programs["races"], "crowd", "10000"))
    finally:
        stop.set()
        watcher.join()
    threads, forked = int(trace.results["threads"]), int(trace.results["forked"])
    assert threads == 10000
    opened = [event for event in trace.of("openat") if event.object.startswith(b"/tmp/fpbox-thread-")]
    assert sum(event.count for event in opened) == threads
    assert len(trace.images) == forked + 1
    assert not trace.notes
    assert peaks
    assert max(peaks) < 64 * MIB


def test_43_a_flood_of_a_million_calls_is_counted_whole(tracer, programs):
    trace = sound(tracer(programs["races"], "flood", "1000000", timeout_s=280))
    assert sum(event.count for event in trace.of("open") + trace.of("openat")) == 1_000_000


def test_43_more_strings_than_can_be_kept_are_sent_again(tracer, programs):
    trace = sound(tracer(programs["races"], "strings", "200000", timeout_s=280))
    assert trace.resets >= 1
    assert len({event.object for event in trace.of("openat")}) == 200_000


def test_44_opens_that_block_hold_up_nobody_else(tracer, programs):
    trace = sound(tracer(programs["races"], "blocking"))
    order = [event.object for event in trace.of("openat")]
    assert order[0] == b"/tmp/fpbox-probe-fifo"
    assert order[1] == b"/dev/tty"
    assert order[-1] == b"/tmp/fpbox-probe-fifo"
    meanwhile = [event.count for event in trace.of("openat") if event.object == b"/tmp/fpbox-meanwhile"]
    assert sum(meanwhile) == 50
