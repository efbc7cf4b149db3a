# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

import pytest

from fpbox_gateway import dns
from fpbox_gateway.addresses import Address, Invented
from fpbox_gateway.names import Names, reversed_address
from fpbox_gateway.policy import Host, Policy
from fpbox_gateway.records import Records
from fpbox_gateway.resolver import Unresolved, read_configuration


@dataclass
class Resolver:
    """Knows what it is told, and remembers what it was asked."""

    known: dict[tuple[str, int], list[Address]]
    asked: list[tuple[str, int]] = field(default_factory=list)

    async def addresses(self, name: str, kind: int) -> list[Address]:
        self.asked.append((name, kind))
        if (name, kind) not in self.known:
            raise Unresolved(name)
        return self.known[name, kind]


class World:
    def __init__(self, limit: int = 100, **known: str) -> None:
        self.lines: list[bytes] = []
        answers = {(name.replace("_", "."), dns.A): [ip_address(text)] for name, text in known.items()}
        self.resolver = Resolver(answers)
        self.invented = Invented(b"seed", limit)
        policy = Policy.of([Host("registry.example", frozenset({443}))])
        self.names = Names(policy, self.invented, self.resolver, Records(self.lines.append), limit)

    async def ask(
        self, name: str, kind: int, flags: int = 0x0100, more: bytes = b""
    ) -> tuple[int, int, bytes]:
        """Return code, number of records and everything after the question."""
        labels = dns.labels_of(name)
        head = struct.pack("!6H", 5, flags, 1, 0, 0, 0)
        question = dns.write_name(labels) + struct.pack("!HH", kind, 1)
        answer = await self.names.answer(head + question + more, "udp")
        _, flags, _, count, *_ = struct.unpack_from("!6H", answer)
        return flags & 0xF, count, answer[12 + len(dns.write_name(labels)) + 4 :]

    @property
    def said(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]


async def test_the_registry_is_answered_truly_and_nothing_else_is_asked_outside():
    world = World(registry_example="151.1.2.3")
    code, count, rest = await world.ask("registry.example", dns.A)
    assert (code, count, rest[-4:]) == (0, 1, ip_address("151.1.2.3").packed)
    for name in ("data.registry.example", "evil.example", "registry.example.evil.example"):
        await world.ask(name, dns.A)
    for kind in (dns.AAAA, dns.TXT, dns.MX, dns.ANY):
        assert (await world.ask("registry.example", kind))[:2] == (0, 0)
    assert world.resolver.asked == [("registry.example", dns.A)]
    assert [one["routed"] for one in world.said[:2]] == [True, False]


async def test_a_registry_that_is_bent_to_this_machine_is_an_attempt_and_no_answer():
    world = World(registry_example="127.0.0.1")
    assert (await world.ask("registry.example", dns.A))[:2] == (dns.SERVER_FAILURE, 0)
    assert [(one["kind"], one.get("what")) for one in world.said] == [("attempt", "rebinding"), ("dns", None)]


async def test_a_registry_that_is_not_found_fails_and_is_no_attempt():
    world = World()
    assert (await world.ask("registry.example", dns.A))[0] == dns.SERVER_FAILURE
    assert [one["kind"] for one in world.said] == ["dns"]


async def test_what_an_update_of_a_zone_carries_is_told():
    world = World()
    assert (await world.ask("evil.example", dns.SOA, 5 << 11, b"token"))[:2] == (dns.NOT_IMPLEMENTED, 0)
    await world.ask("evil.example", dns.A)
    update, plain = world.said
    assert (update["body"], update["size"], update["cut"]) == ("dG9rZW4=", 5, False)
    assert "body" not in plain


@pytest.mark.parametrize("kind", [dns.A, dns.AAAA, dns.MX, dns.TXT, dns.SRV, dns.NS, dns.SOA])
async def test_every_name_is_answered_for_every_usual_type(kind: int):
    world = World()
    code, count, _ = await world.ask("_x._tcp.evil.example", kind)
    assert (code, count > 0) == (0, True)
    assert world.said[0]["answer"]


@pytest.mark.parametrize("kind", [dns.CNAME, 65, 257, 4711])
async def test_other_types_are_there_and_empty(kind: int):
    assert (await World().ask("evil.example", kind))[:2] == (0, 0)


async def test_an_address_leads_back_to_its_name_and_another_to_none():
    world = World()
    for address in world.invented.addresses("evil.example"):
        code, count, rest = await world.ask(address.reverse_pointer, dns.PTR)
        assert (code, count) == (0, 1)
        assert rest.endswith(b"\x04evil\x07example\0")
    assert (await world.ask("4.3.2.1.in-addr.arpa", dns.PTR))[0] == dns.NO_NAME


async def test_localhost_is_the_box_itself():
    world = World()
    assert (await world.ask("localhost", dns.A))[2][-4:] == bytes((127, 0, 0, 1))
    assert (await world.ask("app.localhost", dns.AAAA))[2][-16:] == ip_address("::1").packed


async def test_a_name_without_room_for_ours_before_it_is_answered_emptily():
    long = ".".join(["a" * 63, "b" * 63, "c" * 63, "d" * 59])
    world = World()
    assert (await world.ask(long, dns.MX))[:2] == (0, 0)
    assert (await world.ask(long, dns.A))[:2] == (0, 1)


async def test_a_flood_of_names_reaches_a_limit_that_is_told_once():
    world = World(limit=5)
    for number in range(9):
        assert (await world.ask(f"{number}.example", dns.A))[:2] == (0, 1)
    limits = [one for one in world.said if one["kind"] == "limit"]
    assert [one["what"] for one in limits] == ["names"]


@pytest.mark.parametrize("name", ["x.in-addr.arpa", "1.2.in-addr.arpa", "g.ip6.arpa", ".ip6.arpa"])
def test_what_is_no_address_backwards_is_none(name: str):
    assert reversed_address(name) is None


def test_the_name_servers_are_those_of_the_configuration_but_loopback():
    text = (
        "# x\nnameserver 10.0.0.53\nnameserver 127.0.0.11\nnameserver fe80::1%eth0\nsearch Corp.Example. b\n"
    )
    found = read_configuration(text)
    assert found.servers == ("10.0.0.53", "fe80::1%eth0")
    assert found.search == ("corp.example", "b")
