# SPDX-License-Identifier: Apache-2.0
"""What is closed cannot be reached by any way, except a name server that a cloud has there."""

from __future__ import annotations

import errno
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.tracer
CLOSED = ("169.254.0.0/16", "fd00:ec2::/32")
REFUSED = {str(errno.ECONNREFUSED), str(errno.ENETUNREACH)}
FAMILIES = {socket.AF_INET, socket.AF_INET6}
CLOUD, BOX = "fpbox-probe-cloud", "fpbox-probe-box"
RESOLVERS = Path("/etc/netns") / BOX
SERVER = """
import selectors, socket, sys
ready = selectors.DefaultSelector()
for family, address in ((socket.AF_INET, "169.254.169.254"), (socket.AF_INET6, "fd00:ec2::254")):
    for kind, name in ((socket.SOCK_STREAM, "tcp"), (socket.SOCK_DGRAM, "udp")):
        for port in (53, 80):
            one = socket.socket(family, kind)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind((address, port))
            if name == "tcp":
                one.listen()
            ready.register(one, selectors.EVENT_READ, f"{name} {address} {port}")
print("ready", flush=True)
while True:
    for key, _ in ready.select():
        if key.data.startswith("tcp"):
            key.fileobj.accept()[0].close()
        else:
            key.fileobj.recvfrom(100)
        print(key.data, flush=True)
"""
CLIENT = """
import socket
TO_DEVICE = (socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"out0")
DIRECT = (socket.SOL_SOCKET, socket.SO_DONTROUTE, 1)
for family, address in ((socket.AF_INET, "169.254.169.254"), (socket.AF_INET6, "fd00:ec2::254")):
    for name, options in (("plain", ()), ("device", (TO_DEVICE,)), ("direct", (DIRECT,)),
                          ("both", (TO_DEVICE, DIRECT))):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            for port in (53, 80):
                one = socket.socket(family, kind)
                one.settimeout(2)
                try:
                    for option in options:
                        one.setsockopt(*option)
                    one.connect((address, port))
                    one.send(b"x")
                    result = "sent"
                except OSError as error:
                    result = str(error.errno)
                print(f"{kind.name},{family.name},{name},{port} {result}", flush=True)
one = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
one.settimeout(2)
print("mapped", one.connect_ex(("::ffff:169.254.169.254", 80)), flush=True)
"""


def ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no network to try it in: ip {' '.join(words)}: {done.stderr.strip()}")


def connect_them() -> None:
    """Join two network namespaces, and give one the addresses of a cloud."""
    ip("link", "add", "out0", "netns", BOX, "type", "veth", "peer", "name", "in0", "netns", CLOUD)
    for place, device, number in ((CLOUD, "in0", 1), (BOX, "out0", 2)):
        ip("-n", place, "link", "set", "lo", "up")
        ip("-n", place, "addr", "add", f"10.9.0.{number}/24", "dev", device)
        ip("-n", place, "addr", "add", f"fd09::{number}/64", "dev", device, "nodad")
        ip("-n", place, "link", "set", device, "up")
    ip("-n", BOX, "route", "add", "default", "via", "10.9.0.1")
    ip("-n", BOX, "-6", "route", "add", "default", "via", "fd09::1")
    ip("-n", CLOUD, "addr", "add", "169.254.169.254/32", "dev", "in0")
    ip("-n", CLOUD, "addr", "add", "fd00:ec2::254/128", "dev", "in0", "nodad")


@dataclass
class Cloud:
    """A metadata service, and what reached it."""

    server: subprocess.Popen[str]
    tracer: Any
    client: Path

    def run(self, *, servers: str = "", closed: tuple[str, ...] = CLOSED) -> tuple[Any, set[str]]:
        """Run the client next to it; return its trace, and the contacts that were made."""
        (RESOLVERS / "resolv.conf").write_text(servers)
        within = ("ip", "netns", "exec", BOX)
        trace = self.tracer("/usr/bin/python3", self.client, within=within, close=closed)
        time.sleep(0.3)
        self.server.terminate()
        return trace, set(self.server.communicate(timeout=10)[0].splitlines())


@pytest.fixture
def cloud(tracer, folder: Path) -> Iterator[Cloud]:
    client = folder / "client.py"
    client.write_text(textwrap.dedent(CLIENT))
    server = None
    try:
        ip("netns", "add", CLOUD)
        ip("netns", "add", BOX)
        connect_them()
        RESOLVERS.mkdir(parents=True, exist_ok=True)
        command = ["ip", "netns", "exec", CLOUD, sys.executable, "-c", SERVER]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert server.stdout
        assert server.stdout.readline() == "ready\n"
        yield Cloud(server, tracer, client)
    finally:
        if server:
            server.kill()
            server.wait()
        for name in (BOX, CLOUD):
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
        (RESOLVERS / "resolv.conf").unlink(missing_ok=True)
        if RESOLVERS.exists():
            RESOLVERS.rmdir()


EVERY = {
    f"{kind} {address} {port}"
    for kind in ("tcp", "udp")
    for address in ("169.254.169.254", "fd00:ec2::254")
    for port in (53, 80)
}


def test_a_metadata_service_is_reached_where_nothing_is_closed(cloud: Cloud) -> None:
    trace, contacts = cloud.run(closed=())
    assert contacts == EVERY
    assert trace.results["mapped"] == "0"


def test_no_closed_address_is_reached_by_any_way(cloud: Cloud) -> None:
    trace, contacts = cloud.run()
    assert contacts == set()
    streams = {result for name, result in trace.results.items() if name.startswith("SOCK_STREAM")}
    assert streams <= REFUSED
    assert trace.results["mapped"] in REFUSED
    tried = [event for event in trace.events if event.call == "connect" and event.object[0] in FAMILIES]
    assert len(tried) == len(trace.results)


@pytest.mark.parametrize("server", ["169.254.169.254", "fd00:ec2::254"])
def test_a_name_server_at_a_closed_address_can_be_asked_and_no_more(cloud: Cloud, server: str) -> None:
    trace, contacts = cloud.run(servers=f"search x\nnameserver {server}\n")
    assert contacts == {f"tcp {server} 53", f"udp {server} 53"}
    assert trace.code == 0


def test_what_cannot_be_closed_starts_nothing(tracer) -> None:
    for wrong in ("169.254.0.0", "x/3", "/8"):
        trace = tracer("true", close=(wrong,))
        assert trace.code == 125
        assert f"close {wrong} is no address" in trace.complaint
        assert not trace.events
