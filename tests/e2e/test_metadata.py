# SPDX-License-Identifier: Apache-2.0
"""A cloud's metadata service that the host can reach is out of a box's reach, whatever the flags."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine_client import docker
from fpbox.engine import gateway
from fpbox.model import Report
from fpbox.run import run
from fpbox.settings import Settings

if TYPE_CHECKING:
    from conftest import Fpbox
else:
    Fpbox = Any

pytestmark = pytest.mark.docker
ADDRESS = "169.254.170.2"
PORT = 80
TRY = """
import socket, sys
for name, option in (("plain", None), ("device", b"eth0")):
    for host in sys.argv[1:]:
        one = socket.socket()
        one.settimeout(3)
        try:
            if option:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, option)
            one.connect((host.partition(":")[0], int(host.partition(":")[2] or 80)))
            one.sendall(b"GET / HTTP/1.1\\r\\nHost: " + host.encode() + b"\\r\\n\\r\\n")
            result = repr(one.recv(8))
        except OSError as error:
            result = type(error).__name__
        print(name, host, result, flush=True)
"""


@dataclass
class Service:
    """Something that answers on the engine's bridge, and who asked it."""

    threads: list[threading.Thread] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def serve(self, address: str, port: int) -> int:
        """Accept connections; return the port."""
        listener = socket.create_server((address, port))
        self._start(self._accept, listener, address)
        return int(listener.getsockname()[1])

    def resolve(self, address: str) -> None:
        """Answer every question for an address with ADDRESS."""
        asked = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        asked.bind((address, 53))
        self._start(self._answer, asked, address)

    def end(self) -> None:
        """Stop answering."""
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _start(self, what: Callable[[socket.socket, str], None], one: socket.socket, address: str) -> None:
        one.settimeout(0.1)

        def serve() -> None:
            with one:
                while not self.over.is_set():
                    with contextlib.suppress(TimeoutError):
                        what(one, address)

        self.threads.append(threading.Thread(target=serve))
        self.threads[-1].start()

    def _accept(self, listener: socket.socket, address: str) -> None:
        connection, _ = listener.accept()
        self.asked.append(address)
        with connection:
            connection.settimeout(5)
            connection.recv(1000)
            connection.sendall(b"reached!")

    def _answer(self, asked: socket.socket, _address: str) -> None:
        query, sender = asked.recvfrom(1000)
        self.asked.append("dns")
        end = query.index(b"\0", 12) + 5
        is_a = query[end - 3] == 1
        head = query[:2] + b"\x81\x80" + query[4:6] + bytes((0, is_a)) + b"\0\0\0\0"
        answer = b"\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04" + socket.inet_aton(ADDRESS) if is_a else b""
        asked.sendto(head + query[12:end] + answer, sender)


@pytest.fixture
def service(bridge: tuple[str, str]) -> Iterator[Service]:
    """Give the bridge an address of the kind that clouds have, with something that answers there."""
    if os.geteuid():
        pytest.skip("to give the bridge an address takes root")
    name, _ = bridge
    added = subprocess.run(
        ["ip", "addr", "add", f"{ADDRESS}/32", "dev", name], capture_output=True, check=False
    )
    if added.returncode:
        pytest.skip(f"the bridge cannot have the address: {added.stderr.decode().strip()}")
    service = Service()
    try:
        service.serve(ADDRESS, PORT)
        yield service
    finally:
        service.end()
        subprocess.run(["ip", "addr", "del", f"{ADDRESS}/32", "dev", name], check=False)


def test_the_service_is_within_reach_of_any_other_container(service: Service) -> None:
    image = docker("images", "-q", "fpbox/npm").split()[0]
    said = docker("run", "--rm", "--network", "bridge", image, "python3", "-c", TRY, ADDRESS)
    assert "plain 169.254.170.2 b'reached!'" in said
    assert service.asked


@pytest.mark.usefixtures("nothing_left")
def test_an_open_network_does_not_lead_there(fpbox: Fpbox, service: Service, bridge: tuple[str, str]) -> None:
    place = f"{bridge[1]}:{service.serve(bridge[1], 0)}"
    done = fpbox(
        "run", "--network", "open", "--no-project", "--linger", "1", "--fail-on", "none",
        "-o", f"json={fpbox.report_file}", "python3", "-c", TRY, ADDRESS, place,
    )  # fmt: skip
    said = dict(line.rsplit(" ", 1) for line in done.stdout.decode().splitlines())
    assert said[f"plain {place}"] == said[f"device {place}"] == "b'reached!'", done.stderr
    assert {said[f"{how} {ADDRESS}"] for how in ("plain", "device")} <= {
        "ConnectionRefusedError",
        "OSError",
    }
    assert set(service.asked) == {bridge[1]}
    found = {finding["recipe"] for package in fpbox.report["packages"] for finding in package["findings"]}
    assert "cloud_metadata" in found


@pytest.mark.usefixtures("nothing_left")
def test_a_sealed_network_plays_it_even_if_it_is_asked_for(fpbox: Fpbox, service: Service) -> None:
    done = fpbox(
        "run", "--allow-host", ADDRESS, "--no-project", "--linger", "1", "--fail-on", "none",
        "python3", "-c", TRY, ADDRESS,
    )  # fmt: skip
    assert f"plain {ADDRESS} b'HTTP/1.1'" in done.stdout.decode(), done.stderr
    assert service.asked == []


class Quiet:
    """Shows nothing."""

    def __init__(self) -> None:
        self.said = b""
        self.reports: list[Report] = []

    def progress(self, _message: str) -> None: ...
    def ready(self) -> None: ...
    def finding(self, _finding: object) -> None: ...
    def note(self, _message: str) -> None: ...
    def result(self, _document: bytes) -> None: ...

    def output(self, _stream: int, data: bytes) -> None:
        self.said += data

    def report(self, report: Report, _installed: int | None) -> None:
        self.reports.append(report)


def test_an_allowed_name_that_leads_there_is_not_followed(
    service: Service, bridge: tuple[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    try:
        service.resolve(bridge[1])
    except OSError as error:
        pytest.skip(f"there is a name server on the bridge already: {error}")
    described = gateway.gateway_config

    def with_our_name_server(spec: gateway.GatewaySpec) -> dict[str, Any]:
        config = described(spec)
        return {**config, "HostConfig": {**config["HostConfig"], "Dns": [bridge[1]]}}

    monkeypatch.setattr(gateway, "gateway_config", with_our_name_server)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    quiet = Quiet()
    settings = Settings(
        command=("python3", "-c", TRY, "rebound.example", ADDRESS),
        allow_hosts=("rebound.example",),
        fail_on=None,
        linger_s=1.0,
    )
    asyncio.run(run(settings, quiet))
    said = dict(line.rsplit(" ", 1) for line in quiet.said.decode().splitlines())
    assert set(service.asked) == {"dns"}
    assert said["plain rebound.example"] == "gaierror"
    assert said[f"plain {ADDRESS}"] == "b'HTTP/1.1'"
    found = {one.recipe for package in quiet.reports[0].packages for one in package.findings}
    assert {"gateway_evasion", "cloud_metadata"} <= found
