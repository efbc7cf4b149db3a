# SPDX-License-Identifier: Apache-2.0
"""How runs begin and end, and whose child everybody is."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from fpbox.trace import wire
from processes import process_folders

pytestmark = pytest.mark.tracer
Image = wire.ImageFlag


def child_of(trace, path):
    return trace.images[trace.about(path).image]


def test_orphans_of_double_forks_keep_their_parent(tracer, programs):
    trace = tracer(programs["family"], "double_fork")
    orphan = child_of(trace, b"/tmp/family-grandchild")
    assert orphan.flags == Image.PARENT_REMEMBERED
    assert trace.line_of(orphan.image)[-1] == 1
    assert trace.exits[orphan.parent] == 3


def test_orphans_of_triple_forks_in_a_session_of_their_own_keep_their_line(tracer, programs):
    trace = tracer(programs["family"], "triple_fork")
    orphan = child_of(trace, b"/tmp/family-great-grandchild")
    assert len(trace.line_of(orphan.image)) == 4


def test_orphans_of_a_killed_parent_keep_it(tracer, programs):
    trace = tracer(programs["family"], "killed_parent")
    assert len(trace.line_of(child_of(trace, b"/tmp/family-orphan").image)) == 3


def test_orphans_of_a_crashed_parent_are_guessed_and_marked(tracer, programs):
    trace = tracer(programs["family"], "crashed_parent")
    orphan = child_of(trace, b"/tmp/family-orphan")
    assert orphan.flags == Image.PARENT_UNKNOWN | Image.PARENT_GUESSED
    assert orphan.parent == trace.about(b"/tmp/family-middle").image


def test_children_belong_to_the_program_that_forked_them_not_to_its_successor(tracer, programs):
    trace = tracer(programs["family"], "replaced_parent")
    assert child_of(trace, b"/tmp/family-child").parent == 1


def test_a_subreaper_is_not_taken_for_the_parent(tracer, programs):
    trace = tracer(programs["family"], "adopted")
    assert child_of(trace, b"/tmp/family-adopted").parent == trace.about(b"/tmp/family-middle").image


def test_39_daemons_are_watched_after_the_command_has_ended(tracer, programs):
    trace = tracer(programs["family"], "daemon", linger_ms=5000)
    assert trace.about(b"/tmp/family-daemon").call == "openat"
    assert trace.end.reason is wire.Reason.ALL_ENDED
    assert trace.code == 0


def test_39_daemons_that_stay_are_killed(tracer, programs):
    trace = tracer(programs["family"], "daemon", "forever", linger_ms=300)
    assert trace.end.reason is wire.Reason.LINGER_OVER
    assert trace.end.killed == 1
    assert trace.about(b"/tmp/family-daemon").call == "openat"


def test_39_zombies_hold_nothing_up(tracer, programs):
    trace = tracer(programs["family"], "zombies")
    assert trace.end.reason is wire.Reason.ALL_ENDED
    assert sorted(status for image, status in trace.exits.items() if image != 1) == list(range(20))


def test_the_commands_exit_code_is_passed_on(tracer):
    trace = tracer("/bin/sh", "-c", "exit 7")
    assert (trace.code, trace.end.status) == (7, 7)


def test_a_signal_is_passed_on_as_shells_do(tracer):
    trace = tracer("/bin/sh", "-c", "kill -SEGV $$")
    assert (trace.code, trace.end.status) == (139, 139)
    assert trace.exits == {1: 139}


@pytest.mark.parametrize(
    ("command", "code"), [("nosuch-program", 127), ("/nonexistent/x", 127), ("/etc/passwd", 126)]
)
def test_commands_that_cannot_run(tracer, command, code):
    trace = tracer(command)
    assert (trace.code, trace.end.status) == (code, code)
    assert trace.stderr.startswith(b"fpbox-init: cannot run " + command.encode())
    assert not trace.events


def test_a_working_directory_that_is_not_there(tracer):
    trace = tracer("/bin/true", cwd="/nonexistent")
    assert trace.code == 125
    assert trace.end.reason is wire.Reason.TRACER_ERROR
    assert trace.notes[0].code is wire.NoteCode.TRACER_ERROR
    assert "directory" in trace.notes[0].text


def test_an_unknown_key_is_an_error(tracer):
    trace = tracer("/bin/true", colour="blue")
    assert trace.code == 125
    assert "unknown key colour" in trace.complaint


def test_outside_a_process_namespace_it_refuses_to_run(tracer):
    done = subprocess.run([str(tracer.binary)], capture_output=True, check=False)
    assert done.returncode == 125
    assert b"first process" in done.stderr


def test_the_command_runs_as_asked(tracer):
    script = (
        "id -u; id -g; id -G; umask; pwd; printf '%s\\n' \"$GREETING\"; "
        "grep -E '^(Cap|NoNewPrivs)' /proc/self/status"
    )
    env = ["GREETING=a\\b\nc", "PATH=/usr/bin:/bin"]
    trace = tracer(
        "/bin/sh", "-c", script, env=env, uid=1234, gid=2345, groups="7,8", umask="077", cwd="/usr"
    )
    lines = trace.stdout.decode().splitlines()
    assert lines[:5] == ["1234", "2345", "2345 7 8", "0077", "/usr"]
    assert lines[5:7] == ["a\\b", "c"]
    assert {line.split()[1] for line in lines if line.startswith("Cap")} == {"0" * 16}
    assert "NoNewPrivs:\t1" in lines


def test_output_keeps_its_bytes_and_order(tracer, programs):
    trace = tracer(programs["family"], "writes", "20000")
    assert trace.stdout == b"".join(b"line %d\n" % n for n in range(0, 20000, 2))
    assert trace.stderr == b"".join(b"line %d\n" % n for n in range(1, 20000, 2))


def test_its_own_files_are_gone_before_the_command_runs(tracer, folder):
    hidden = folder / "hidden"
    hidden.write_text("x")
    line = tracer.prepare(["/bin/true"], hide=str(hidden))
    subprocess.run(line, capture_output=True, check=True)
    assert not hidden.exists()
    assert not Path(line[-1]).exists()
    assert not Path(line[-2]).exists()


def test_the_time_limit_ends_everything(tracer):
    trace = tracer("/bin/sleep", "100", time_limit_ms=400)
    assert trace.end.reason is wire.Reason.TIME_LIMIT
    assert trace.code == 137


def init_of(process: subprocess.Popen[bytes]) -> int:
    """The tracer's number outside, once it runs."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    for _ in range(500):
        pids = children.read_text().split()
        if pids and Path(f"/proc/{pids[0]}/comm").read_text() == "init\n":
            return int(pids[0])
        time.sleep(0.01)
    raise AssertionError("the tracer does not start")


def start(line: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)


def running(program: Path) -> list[str]:
    found = []
    for process in process_folders():
        with contextlib.suppress(OSError):
            if str((process / "exe").readlink()) == str(program):
                found.append(process.name)
    return found


@pytest.fixture
def alone(programs, folder, request):
    """A copy of a probe that nobody else runs."""
    copy = folder / f"alone-{request.node.name}"
    shutil.copy(programs["family"], copy)
    return copy


def wait_for(condition) -> bool:
    for _ in range(1500):
        if condition():
            return True
        time.sleep(0.01)
    return False


def test_being_told_to_stop_is_passed_to_the_command(tracer):
    process = start(tracer.prepare(["/bin/sleep", "100"]))
    init = init_of(process)
    assert wait_for(lambda: running(Path("/usr/bin/sleep")))
    os.kill(init, signal.SIGTERM)
    data, _ = process.communicate(timeout=20)
    assert process.returncode == 143
    decoder = wire.Decoder()
    end = list(decoder.feed(data))[-1]
    assert end.reason is wire.Reason.TOLD_TO_STOP


def test_being_told_to_stop_ends_what_ignores_it_with_the_command(tracer, folder):
    sleep = shutil.copy("/bin/sleep", folder / "sleep-that-ignores")
    script = f"(trap '' TERM; exec {sleep} 600) & exec {sleep} 500"
    process = start(tracer.prepare(["/bin/sh", "-c", script], linger_ms=300_000))
    assert wait_for(lambda: len(running(sleep)) == 2)
    os.kill(init_of(process), signal.SIGTERM)
    data, _ = process.communicate(timeout=60)
    end = list(wire.Decoder().feed(data))[-1]
    assert end.reason is wire.Reason.TOLD_TO_STOP
    assert end.killed == 1


def test_the_traced_program_cannot_stop_or_inspect_the_tracer(tracer, programs):
    for uid in (1000, 0):
        trace = tracer(programs["evade"], "tracer", uid=uid, gid=uid)
        assert trace.end.reason is wire.Reason.ALL_ENDED
        assert trace.end.status == 0
        assert {trace.results[name] for name in ("fds", "exe", "mem")} <= {"EACCES", "EPERM"} or uid == 0
        assert trace.results["mem"] != "ok"
        assert trace.results["cmdline"].split() == ["11", "/sbin/init"]
        killed = [event for event in trace.own() if event.action == "signal"]
        assert all(event.flags & wire.EventFlag.PID_ONE for event in killed)
        assert len(killed) == 2


def test_37_when_the_reader_is_gone_nothing_runs_untraced(tracer, alone):
    process = start(tracer.prepare([str(alone), "stubborn"]))
    assert wait_for(lambda: running(alone))
    process.stdout.close()
    assert process.wait(timeout=20) == 125
    assert not running(alone)
    assert b"nobody reads" in process.stderr.read()
    process.stderr.close()


def test_37_when_the_tracer_is_killed_nothing_runs_untraced(tracer, alone):
    process = start(tracer.prepare([str(alone), "stubborn"]))
    init = init_of(process)
    assert wait_for(lambda: running(alone))
    os.kill(init, signal.SIGKILL)
    process.communicate(timeout=20)
    assert wait_for(lambda: not running(alone))


def test_a_reader_that_waits_slows_down_and_loses_nothing(tracer, programs):
    process = start(tracer.prepare([str(programs["races"]), "flood", "300000"]))
    time.sleep(1.5)
    data, _ = process.communicate(timeout=60)
    events = 0
    decoder = wire.Decoder()
    for record in decoder.feed(data):
        if isinstance(record, wire.Events):
            events += sum(event[2] for event in wire.EVENT.iter_unpack(record.payload))
    decoder.close()
    assert events > 300000


def test_processes_that_end_while_nobody_reads_are_told_of_in_order(tracer):
    script = "i=0; while [ $i -lt 40 ]; do head -c 100000 /dev/zero; i=$((i+1)); done"
    process = start(tracer.prepare(["/bin/sh", "-c", script]))
    time.sleep(1)
    data, _ = process.communicate(timeout=60)
    decoder = wire.Decoder()
    records = list(decoder.feed(data))
    decoder.close()
    images = {record.image for record in records if isinstance(record, wire.Image) and record.kind == 2}
    assert len(images) == 40
    assert images <= {record.image for record in records if isinstance(record, wire.Exit)}
    assert sum(len(record.data) for record in records if isinstance(record, wire.Output)) == 4_000_000


def test_33_a_program_of_the_go_language_completes(tracer, folder):
    if not shutil.which("go"):
        pytest.skip("no Go toolchain")
    source = folder / "busy.go"
    source.write_text(
        'package main\nimport "os"\nfunc main() {\n'
        "done := make(chan bool)\n"
        "for i := 0; i < 8; i++ { go func() { for j := 0; j < 5000; j++ {"
        ' f, _ := os.Open("/etc/hostname"); f.Close() }; done <- true }() }\n'
        "for i := 0; i < 8; i++ { <-done }\n}\n"
    )
    env = {**os.environ, "CGO_ENABLED": "0", "GOCACHE": str(folder / "gocache")}
    subprocess.run(["go", "build", "-o", str(folder / "busy"), str(source)], check=True, env=env)
    trace = tracer(folder / "busy")
    assert trace.code == 0
    opened = [event for event in trace.events if event.object == b"/etc/hostname"]
    assert sum(event.count for event in opened) == 40000


@pytest.mark.skipif(not Path("/usr/bin/python3").exists(), reason="no Python of the system's own")
def test_python_runs_as_without_the_tracer(tracer):
    program = (
        "import subprocess, threading, socket, tempfile, os; print(subprocess.check_output(['id','-u']))"
    )
    trace = tracer("/usr/bin/python3", "-c", program)
    assert trace.stdout == b"b'1000\\n'\n", trace.stderr
