# SPDX-License-Identifier: Apache-2.0
"""How a run ends when things go wrong: no container stays behind; it says what happened and what to do."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine_client import docker
from fpbox.control import Control, cache

if TYPE_CHECKING:
    from conftest import Fpbox
else:
    Fpbox = Any

pytestmark = pytest.mark.docker

WAIT = ("sh", "-c", "echo started; sleep 120; echo never")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root on this machine")


def gone(fpbox: Fpbox, run: str = "") -> None:
    give_up = time.monotonic() + 30
    while fpbox.containers(run):
        assert time.monotonic() < give_up, "the container is still there"
        time.sleep(0.05)


def says(done: subprocess.CompletedProcess[bytes], *words: str) -> None:
    """All of this stands in what a person sees, and it is no traceback."""
    shown = done.stderr.decode()
    for word in words:
        assert word in shown, shown
    assert "Traceback" not in shown, shown
    assert "never retrieved" not in shown, shown


def reasons(fpbox: Fpbox) -> str:
    assert fpbox.report["verdict"] == "inconclusive"
    assert not fpbox.report["coverage"]["complete"]
    return " / ".join(fpbox.report["reasons"])


# --- something is killed ---


def test_killing_fpbox_removes_the_container_within_seconds(fpbox: Fpbox) -> None:
    process = fpbox.start_run(*WAIT)
    fpbox.until_output(process, b"started")
    assert fpbox.containers()
    process.kill()
    process.wait()
    gone(fpbox)


def test_killing_fpbox_while_its_box_is_made_leaves_nothing(fpbox: Fpbox) -> None:
    """The kill comes as soon as the engine knows of the container, long before it runs."""
    process = fpbox.start_run(*WAIT)
    fpbox.container()
    process.kill()
    process.wait()
    gone(fpbox)


def children(pid: int) -> list[int]:
    found = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):
            found += [int(child) for child in (thread / "children").read_text().split()]
    return found


@pytest.mark.parametrize("sweeper", ["gc", "run"])
def test_what_survives_fpbox_and_its_watchdog_is_swept_later(fpbox: Fpbox, sweeper: str) -> None:
    process = fpbox.start_run(*WAIT)
    fpbox.until_output(process, b"started")
    orphan = fpbox.containers()
    for child in children(process.pid):
        os.kill(child, signal.SIGKILL)
    process.kill()
    process.wait()
    assert fpbox.containers() == orphan
    done = fpbox("gc") if sweeper == "gc" else fpbox.run("true")
    assert done.returncode == 0
    assert b"removed" in done.stdout + done.stderr
    assert fpbox.containers() == []


@pytest.mark.usefixtures("nothing_left")
def test_docker_kill_is_reported(fpbox: Fpbox) -> None:
    process = fpbox.start_run(*WAIT)
    fpbox.until_output(process, b"started")
    docker("kill", fpbox.container())
    done = fpbox.end(process)
    assert done.returncode == 4
    says(done, "ended from outside", "run again", "inconclusive")
    assert "137" in reasons(fpbox)
    assert fpbox.report["run"]["exit_code"] is None


@as_root
@pytest.mark.usefixtures("nothing_left")
def test_killing_the_tracer_from_the_host_is_reported(fpbox: Fpbox) -> None:
    process = fpbox.start_run(*WAIT)
    fpbox.until_output(process, b"started")
    os.kill(int(docker("inspect", "-f", "{{.State.Pid}}", fpbox.container())), signal.SIGKILL)
    done = fpbox.end(process)
    assert done.returncode == 4
    says(done, "ended from outside")
    assert "cut" in reasons(fpbox)


@pytest.mark.usefixtures("nothing_left")
def test_docker_rm_is_reported(fpbox: Fpbox) -> None:
    process = fpbox.start_run(*WAIT)
    fpbox.until_output(process, b"started")
    docker("rm", "-f", fpbox.container())
    done = fpbox.end(process)
    assert done.returncode == 4
    says(done)
    reasons(fpbox)


# --- limits ---


@pytest.mark.usefixtures("nothing_left")
def test_the_time_limit_ends_the_command(fpbox: Fpbox) -> None:
    done = fpbox.run("--timeout", "1s", *WAIT)
    assert done.returncode == 124
    assert done.stdout == b"started\n"
    says(done, "time limit", "--timeout")
    assert "time limit" in reasons(fpbox)


@pytest.mark.usefixtures("nothing_left")
def test_a_command_that_runs_out_of_memory_fails_by_itself(fpbox: Fpbox) -> None:
    done = fpbox.run("--memory", "64m", "sh", "-c", "python3 -c 'x = bytearray(512 << 20)'; echo $?")
    assert done.returncode == 0
    assert done.stdout == b"137\n"
    assert fpbox.report["verdict"] == "clean"


@pytest.mark.usefixtures("nothing_left")
def test_a_file_above_the_limit_is_the_commands_own_failure(fpbox: Fpbox) -> None:
    script = "head -c 2000000 /dev/zero >big; wc -c <big; exit 7"
    done = fpbox.run("--file-size", "1m", "sh", "-c", script)
    assert done.returncode == 7
    assert done.stdout == b"1048576\n"
    assert fpbox.report["verdict"] == "clean"


# --- nothing to run, or nothing to run it in ---


@pytest.mark.usefixtures("nothing_left")
def test_an_image_that_does_not_exist(fpbox: Fpbox) -> None:
    done = fpbox.run("--image", "fpbox.invalid/nosuch:1", "true")
    assert done.returncode == 125
    says(done, "no image 'fpbox.invalid/nosuch:1'", "Check the name")
    assert fpbox.run_ids == []


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize(
    ("command", "code", "word"),
    [("no-such-command", 127, "spelled"), ("/etc/passwd", 126, "executed"), ("/etc", 126, "executed")],
)
def test_a_command_that_cannot_be_run(fpbox: Fpbox, command: str, code: int, word: str) -> None:
    done = fpbox.run(command)
    assert done.returncode == code
    says(done, f"cannot run {command}", word)
    assert done.stderr.count(b"cannot run") == 1
    assert done.stdout == b""


@pytest.mark.usefixtures("nothing_left")
def test_a_command_cannot_claim_that_it_was_never_run(fpbox: Fpbox) -> None:
    script = "echo 'fpbox-init: cannot run npm: No such file or directory' >&2; exit 127"
    done = fpbox.run("sh", "-c", script)
    assert done.returncode == 127
    says(done, "clean", "cannot run npm")
    assert fpbox.report["run"]["exit_code"] == 127


@pytest.mark.usefixtures("nothing_left")
def test_a_project_without_package_json_is_npms_own_error(fpbox: Fpbox) -> None:
    (fpbox.folder / "empty").mkdir()
    done = fpbox(
        "run",
        "--network",
        "none",
        "-o",
        f"json={fpbox.report_file}",
        "npm",
        "install",
        cwd=fpbox.folder / "empty",
    )
    assert done.returncode == 254
    says(done, "npm error", "package.json")
    assert fpbox.report["run"]["exit_code"] == 254


def test_a_project_that_does_not_exist(fpbox: Fpbox) -> None:
    done = fpbox("run", "--project", "nowhere", "true")
    assert done.returncode == 2
    says(done, "nowhere", "does not exist")


def test_no_engine_at_all(fpbox: Fpbox) -> None:
    done = fpbox("run", "true", env=fpbox.env | {"DOCKER_HOST": "unix:///nonexistent"})
    assert done.returncode == 125
    says(done, "no container engine answers", "unix:///nonexistent", "Start one")
    assert fpbox.run_ids == []


# --- no room ---


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(place)], check=False, capture_output=True
    )
    if made.returncode:
        pytest.skip(f"no small file system can be mounted here: {made.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk: Path) -> None:
    with (disk / "filler").open("ab", buffering=0) as filler, suppress(OSError):
        while True:
            filler.write(bytes(512))


@pytest.mark.usefixtures("nothing_left")
def test_a_full_disk_for_the_record_does_not_stop_the_run(fpbox: Fpbox, small_disk: Path) -> None:
    env = fpbox.env | {"XDG_STATE_HOME": str(small_disk)}
    process = fpbox.start_run(
        "sh", "-c", "echo started; sleep 1; cat /etc/passwd >/dev/null; exit 5", env=env
    )
    fpbox.until_output(process, b"started")
    fill(small_disk)
    done = fpbox.end(process)
    assert done.returncode == 5
    says(done, "No space left on device", "report.json")
    assert fpbox.report["run"]["exit_code"] == 5
    for run in (small_disk / "fpbox" / "runs").iterdir():
        assert fpbox.containers(run.name) == []


@pytest.mark.usefixtures("nothing_left")
def test_a_record_that_was_asked_for_and_is_not_whole_fails(fpbox: Fpbox, small_disk: Path) -> None:
    options = ("-o", f"jsonl={small_disk}/events.jsonl", "--mqtt", "mqtt://127.0.0.1:9", "--mqtt-trace")
    process = fpbox.start_run(*options, "sh", "-c", "echo started; sleep 1; cat /usr/bin/b* >/dev/null")
    fpbox.until_output(process, b"started")
    fill(small_disk)
    done = fpbox.end(process)
    assert done.returncode == 125
    says(done, "No space left on device", "could not be written and are lost")


def test_a_disk_without_room_for_the_record_is_refused(fpbox: Fpbox) -> None:
    Path(fpbox.state).write_text("a file, where a directory is wanted")
    done = fpbox.run("true")
    assert done.returncode == 2
    says(done, "cannot be kept", "XDG_STATE_HOME")


@pytest.mark.usefixtures("nothing_left")
def test_a_report_that_cannot_be_written_is_said_and_fails(fpbox: Fpbox, small_disk: Path) -> None:
    fill(small_disk)
    done = fpbox("run", "--no-project", "--network", "none", "-o", f"json={small_disk}/r.json", "true")
    assert done.returncode == 125
    says(done, "cannot write", "r.json", "No space left on device")


def test_a_place_that_cannot_be_written_is_refused_before_the_run(fpbox: Fpbox) -> None:
    done = fpbox("run", "-o", "json=nowhere/report.json", "true")
    assert done.returncode == 2
    says(done, "nowhere/report.json", "no such directory")


# --- signals ---


@pytest.mark.usefixtures("nothing_left")
def test_the_first_interrupt_goes_to_the_command(fpbox: Fpbox) -> None:
    script = "trap 'echo caught; exit 9' INT; echo started; while :; do sleep 0.1; done"
    process = fpbox.start_run("sh", "-c", script)
    fpbox.until_output(process, b"started")
    process.send_signal(signal.SIGINT)
    done = fpbox.end(process)
    assert done.returncode == 130
    assert done.stdout == b"caught\n"
    says(done, "SIGINT", "interrupted")
    assert "interrupted" in reasons(fpbox)


@pytest.mark.usefixtures("nothing_left")
def test_an_interrupt_reaches_npm(fpbox: Fpbox) -> None:
    project = fpbox.folder / "app"
    project.mkdir()
    scripts = {"wait": "echo started; sleep 120"}
    (project / "package.json").write_text(json.dumps({"name": "app", "version": "1.0.0", "scripts": scripts}))
    options = ("--network", "none", "--no-skip-sleep", "-o", f"json={fpbox.report_file}")
    process = fpbox.start("run", *options, "npm", "run", "wait", cwd=project)
    fpbox.until_output(process, b"\nstarted")
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    done = fpbox.end(process)
    assert done.returncode == 130
    assert time.monotonic() - began < 60
    assert "interrupted" in reasons(fpbox)


@pytest.mark.usefixtures("nothing_left")
def test_the_second_interrupt_ends_the_box_at_once(fpbox: Fpbox) -> None:
    process = fpbox.start_run("sh", "-c", "trap '' INT; echo started; sleep 120")
    fpbox.until_output(process, b"started")
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    done = fpbox.end(process)
    assert done.returncode == 130
    says(done, "once more", "ending the box")
    assert "at once" in reasons(fpbox)


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_other_signals_do_the_same(fpbox: Fpbox, number: signal.Signals, code: int) -> None:
    process = fpbox.start_run(*WAIT)
    fpbox.until_output(process, b"started")
    process.send_signal(number)
    done = fpbox.end(process)
    assert done.returncode == code
    says(done, number.name)
    assert "interrupted" in reasons(fpbox)


class Mute:
    """An engine that takes connections and says nothing."""

    def __init__(self, place: Path) -> None:
        self.url = f"unix://{place}"
        self.asked = threading.Event()
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(place))
        self._socket.listen()
        self._taken: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                self._taken.append(self._socket.accept()[0])
            except OSError:
                return
            self.asked.set()

    def close(self) -> None:
        for one in (self._socket, *self._taken):
            one.close()


@pytest.fixture
def mute_engine(tmp_path: Path) -> Iterator[Mute]:
    engine = Mute(tmp_path / "mute.sock")
    yield engine
    engine.close()


def test_an_interrupt_before_there_is_a_box_ends_quietly(fpbox: Fpbox, mute_engine: Mute) -> None:
    process = fpbox.start_run("true", env=fpbox.env | {"DOCKER_HOST": mute_engine.url})
    assert mute_engine.asked.wait(30)
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    mute_engine.close()
    done = fpbox.end(process)
    assert done.returncode == 130
    says(done, "stopped before")
    assert fpbox.run_ids == []


@pytest.mark.usefixtures("nothing_left")
def test_an_interrupt_while_the_box_is_made_leaves_nothing(fpbox: Fpbox) -> None:
    for delay in (0.0, 0.02, 0.05, 0.1):
        process = fpbox.start_run(*WAIT)
        fpbox.container()
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        done = fpbox.end(process)
        assert done.returncode == 130
        says(done)


# --- the control run ---


@pytest.mark.usefixtures("nothing_left")
def test_an_interrupted_control_run_keeps_only_what_was_whole(fpbox: Fpbox) -> None:
    cache = fpbox.folder / "cache"
    process = fpbox.start_run("true", env=fpbox.env | {"XDG_CACHE_HOME": str(cache)})
    owners = ("ps", "-a", "--filter", "label=io.fpbox.owner", "--format", '{{.Label "io.fpbox.owner"}}')
    give_up = time.monotonic() + 60
    while f'"pid": {process.pid},' not in docker(*owners):
        assert time.monotonic() < give_up
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    done = fpbox.end(process)
    assert done.returncode == 130
    says(done, "control run", "stopped before")
    assert not list(cache.rglob("*.part"))
    whole = [json.loads(path.read_bytes())["part"] for path in cache.rglob("*.json")]
    assert whole in ([], ["managers"])


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"version": 1}', b"\xff\xfe", b"null"])
def test_a_damaged_control_run_is_taken_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    wanted = Control("image", "sha256:0", "deep", "programs")
    cache.store(wanted)
    assert cache.load(wanted) is not None
    wanted.path.write_bytes(content)
    assert cache.load(wanted) is None


# --- the engine goes away ---


class PrivateEngine:
    """An engine of a test's own, so that it can be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"unix://{folder}/engine.sock"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        for stale in ("pid", "exec/containerd/containerd.pid"):
            (self.folder / stale).unlink(missing_ok=True)
        options = {"data-root": "data", "exec-root": "exec", "pidfile": "pid"}
        places = [f"--{name}={self.folder / place}" for name, place in options.items()]
        with (self.folder / "engine.log").open("ab") as log:
            self.process = subprocess.Popen(
                ["unshare", "--net", "dockerd", *places, "-H", self.url, "--bridge=none", "--iptables=false"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        give_up = time.monotonic() + 30
        while self.process.poll() is None and time.monotonic() < give_up:
            if (
                subprocess.run(
                    ["docker", "-H", self.url, "info"], check=False, capture_output=True
                ).returncode
                == 0
            ):
                return
            time.sleep(0.1)
        said = (self.folder / "engine.log").read_text()[-400:]
        self.end()
        pytest.skip(f"no second engine can run here: {said}")

    def docker(self, *arguments: str) -> str:
        return docker("-H", self.url, *arguments)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """Stop it; its containerd and what that mounted go with it."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
        for place in (self.folder / "data", *(self.folder / "exec" / "netns").glob("*")):
            subprocess.run(["umount", "-l", str(place)], check=False, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)


WAITING = """
#include <unistd.h>
int main(void) { write(1, "started\\n", 8); access("/etc/passwd", 0); for (;;) sleep(1); }
"""


@pytest.fixture
def private_engine(tmp_path: Path) -> Iterator[PrivateEngine]:
    """A second engine with one small image, `waiting:1`, whose program is /wait."""
    if os.geteuid() != 0 or not shutil.which("dockerd") or not shutil.which("cc"):
        pytest.skip("a second engine needs root, dockerd and a C compiler")
    engine = PrivateEngine(Path(tempfile.mkdtemp(prefix="fpbox-")))  # sockets have short paths only
    root = tmp_path / "root"
    root.mkdir()
    subprocess.run(["cc", "-static", "-x", "c", "-o", root / "wait", "-"], input=WAITING.encode(), check=True)
    engine.start()
    try:
        with subprocess.Popen(["tar", "-C", str(root), "-c", "."], stdout=subprocess.PIPE) as packing:
            subprocess.run(
                ["docker", "-H", engine.url, "import", "-", "waiting:1"], stdin=packing.stdout, check=True
            )
        yield engine
    finally:
        engine.end()


def test_a_killed_engine_is_reported_and_what_it_holds_is_swept_when_it_is_back(
    fpbox: Fpbox, private_engine: PrivateEngine
) -> None:
    fpbox.env |= {"DOCKER_HOST": private_engine.url, "XDG_CACHE_HOME": str(fpbox.folder / "cache")}
    process = fpbox.start_run("--image", "waiting:1", "/wait")
    fpbox.until_output(process, b"started")
    private_engine.kill()
    done = fpbox.end(process)
    assert done.returncode == 4
    says(done, "stopped answering", "inconclusive", "`fpbox gc` will do it")
    assert "stopped answering" in reasons(fpbox)
    private_engine.start()
    assert private_engine.docker("ps", "-aq").split()
    swept = fpbox("gc")
    assert swept.returncode == 0
    assert b"removed fpbox-" in swept.stdout
    assert private_engine.docker("ps", "-aq") == ""
