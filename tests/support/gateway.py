# SPDX-License-Identifier: Apache-2.0
"""Lines as the gateway of a sealed run writes them, and the traced calls behind them."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field

from fpbox.model import Action, Event, Package, Process, Scope

EVIL = Package("pkg:npm/evil@1.0.0", "npm", "evil", "1.0.0")
OTHER = Package("pkg:npm/other@2.0.0", "npm", "other", "2.0.0")
SECOND = 1_000_000_000


@dataclass(frozen=True)
class Value:
    kind: str
    value: bytes
    where: str = ""


HOST = Value("host_name", b"lena-thinkpad-x13", "the host name")
TOKEN = Value("npm_token", b"npm_Zq8rT2vLw0Xc5YbN7mKd3PfHs9GjAeUi4o1B", "~/.npmrc")


@dataclass
class Gateway:
    """Writes lines; every flow goes to the address that was invented for its name."""

    lines: list[bytes] = field(default_factory=list)
    flows: int = 0
    names: list[str] = field(default_factory=list)

    @property
    def data(self) -> bytes:
        return b"".join(self.lines)

    def say(self, kind: str, **fields: object) -> None:
        self.lines.append(json.dumps({"kind": kind, **fields}).encode() + b"\n")

    def ready(self) -> Gateway:
        self.say("ready", v=1)
        return self

    def address(self, name: str) -> str:
        if name not in self.names:
            self.names.append(name)
        return f"198.18.0.{self.names.index(name) + 1}"

    def dns(self, at: float, name: str, kind: str = "A", more: bytes = b"") -> None:
        answer = [self.address(name)] if kind == "A" else []
        held = {"body": base64.b64encode(more).decode(), "size": len(more), "cut": False} if more else {}
        self.say(
            "dns", t=int(at * SECOND), via="udp", name=name, type=kind, answer=answer, routed=False, **held
        )

    def flow(self, at: float, name: str, port: int = 80, protocol: str = "tcp", address: str = "") -> int:
        self.flows += 1
        self.say(
            "flow",
            t=int(at * SECOND),
            flow=self.flows,
            protocol=protocol,
            source=["172.17.0.2", 40_000 + self.flows],
            destination=[address or self.address(name), port],
            name=None if address else name,
        )
        return self.flows

    def tls(self, at: float, flow: int, sni: str, *, ended: bool = True) -> None:
        self.say("tls", t=int(at * SECOND), flow=flow, sni=sni, alpn=[], ended=ended, why="")

    def request(
        self,
        at: float,
        flow: int,
        host: str,
        target: str = "/",
        body: bytes = b"",
        *,
        method: str = "POST",
        **more: object,
    ) -> None:
        fields = {
            "protocol": "http", "headers": [["host", host]], "size": len(body), "cut": False, "status": 200,
        }  # fmt: skip
        self.say(
            "request",
            t=int(at * SECOND),
            flow=flow,
            host=host,
            method=method,
            target=target,
            body=base64.b64encode(body).decode(),
            **fields | more,
        )

    def bytes(self, at: float, flow: int, body: bytes) -> None:
        text = base64.b64encode(body).decode()
        self.say("data", t=int(at * SECOND), flow=flow, body=text, size=len(body), cut=False)


def traced(
    action: Action, name: str, at: float, package: Package = EVIL, image: int = 7, *, count: int = 1
) -> Event:
    process = Process(image, 1, 100 + image, 1, "/usr/bin/node", ("node", "x.js"), "/app")
    scope = Scope(package, "postinstall", 1.0, "", image)
    return Event(int(at * 1000), int(at * SECOND), process, scope, action, "connect", name, count=count)
