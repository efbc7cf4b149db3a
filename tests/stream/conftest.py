# SPDX-License-Identifier: Apache-2.0
"""A real mosquitto for each test that asks for one, and a subscriber that is not ours."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

CHILD = Path(__file__).with_name("child.py")
PATIENCE_S = 60


def until(condition: Callable[[], Any]) -> Any:
    """Wait until the condition holds, and return what it gave."""
    deadline = time.monotonic() + PATIENCE_S
    while not (value := condition()):
        if time.monotonic() > deadline:
            pytest.fail("it did not happen")
        time.sleep(0.02)
    return value


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Mosquitto:
    """A broker on a port of its own, with its data on disk, that can be killed and started again."""

    def __init__(self, directory: Path, lines: str = "") -> None:
        self.port = free_port()
        self.directory = directory
        self.lines = lines
        self.log = directory / "mosquitto.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    def config(self) -> str:
        lines = self.lines or f"listener {self.port} 127.0.0.1\nallow_anonymous true"
        return (
            f"user root\npersistence true\npersistence_location {self.directory}/\n"
            "autosave_on_changes true\nautosave_interval 1\n"
            f"{lines.format(port=self.port, dir=self.directory)}\n"
        )

    def start(self) -> Mosquitto:
        config = self.directory / "mosquitto.conf"
        config.write_text(self.config())
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(["mosquitto", "-v", "-c", config], stdout=log, stderr=log)
        until(self._answers)
        return self

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self.process:
            self.process.send_signal(number)
            self.process.wait()
            self.process = None

    def _answers(self) -> bool:
        assert self.process
        assert self.process.poll() is None, self.log.read_text()
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
        except OSError:
            return False
        return True


class Subscriber:
    """mosquitto_sub on everything. `durable` subscribers have a session that outlives a broker's death."""

    def __init__(self, port: int, file: Path, *options: str, durable: bool = True) -> None:
        self.file = file
        kept = ["-c", "-i", "subscriber", "-x", "3600"] if durable else []
        version = [] if "-V" in options else ["-V", "5"]
        command = ["mosquitto_sub", "-p", str(port), "-t", "fpbox/v1/#", "-q", "1", "-F", "%J"]
        with file.open("wb") as out:
            self.process = subprocess.Popen(
                ["stdbuf", "-oL", *command, *version, *kept, *options], stdout=out, stderr=subprocess.DEVNULL
            )

    def messages(self) -> list[dict[str, Any]]:
        return [
            json.loads(line)
            for line in self.file.read_bytes().splitlines(keepends=True)
            if line[-1:] == b"\n"
        ]

    def events(self, kind: str = "") -> list[dict[str, Any]]:
        """Return the CloudEvents of a kind (part of a topic), in the order in which they came."""
        return [one["payload"] for one in self.messages() if kind in one["topic"].split("/")[3]]

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def make_broker(tmp_path: Path) -> Iterator[Callable[..., Mosquitto]]:
    if not shutil.which("mosquitto"):
        pytest.skip("mosquitto is not installed (apt-get install mosquitto mosquitto-clients)")
    brokers: list[Mosquitto] = []

    def make(lines: str = "", *, start: bool = True) -> Mosquitto:
        directory = tmp_path / f"broker{len(brokers)}"
        directory.mkdir()
        brokers.append(Mosquitto(directory, lines))
        return brokers[-1].start() if start else brokers[-1]

    yield make
    for broker in brokers:
        broker.stop(signal.SIGKILL)


@pytest.fixture
def broker(make_broker: Callable[..., Mosquitto]) -> Mosquitto:
    return make_broker()


@pytest.fixture
def subscribe(tmp_path: Path) -> Iterator[Callable[..., Subscriber]]:
    subscribers: list[Subscriber] = []

    def make(broker: Mosquitto, *options: str, **kwargs: bool) -> Subscriber:
        before = broker.log.read_text().count("Sending SUBACK")
        subscribers.append(Subscriber(broker.port, tmp_path / f"sub{len(subscribers)}", *options, **kwargs))
        until(lambda: broker.log.read_text().count("Sending SUBACK") > before)
        return subscribers[-1]

    yield make
    for subscriber in subscribers:
        subscriber.stop()


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start another process that publishes (see child.py)."""
    children: list[subprocess.Popen[str]] = []

    def start(
        url: str, run: str, findings: int, end: str, state_dir: Path | None = None
    ) -> subprocess.Popen[str]:
        command = [
            sys.executable,
            CHILD,
            url,
            run,
            str(findings),
            end,
            state_dir or tmp_path / "state",
            tmp_path / run,
        ]
        children.append(
            subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        )
        return children[-1]

    yield start
    for process in children:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            pipe.close()


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    """What to publish: the module sample.py, which child.py uses too."""
    spec = importlib.util.spec_from_file_location("sample", CHILD.with_name("sample.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def waiting() -> Callable[[Callable[[], Any]], Any]:
    return until
