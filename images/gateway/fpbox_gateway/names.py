# SPDX-License-Identifier: Apache-2.0
"""Answers every question for a name: truly for the allowed hosts, with something invented for all others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_address
from typing import Literal, Protocol

from fpbox_gateway import dns
from fpbox_gateway.addresses import Address, Invented
from fpbox_gateway.dns import Malformed, Question, Record
from fpbox_gateway.policy import Policy, Refused
from fpbox_gateway.records import Records
from fpbox_gateway.resolver import Unresolved

_REVERSE_4, _REVERSE_6 = ".in-addr.arpa", ".ip6.arpa"
_LOCALHOST = {dns.A: ip_address("127.0.0.1"), dns.AAAA: ip_address("::1")}

Via = Literal["udp", "tcp"]


class Resolving(Protocol):
    """Finds the real addresses of a name, of type A or AAAA."""

    async def addresses(self, name: str, kind: int) -> list[Address]:
        """Return them. Raises Unresolved."""


@dataclass(slots=True)
class Names:
    """The gateway's name server.

    Attributes:
        out_6: allowed hosts can be reached by IPv6.
    """

    policy: Policy
    invented: Invented
    resolver: Resolving
    records: Records
    limit: int
    out_6: bool = False
    _make: dict[int, Callable[[str], list[Record]]] = field(init=False)

    def __post_init__(self) -> None:
        self._make = {
            dns.A: lambda name: self._addresses(name)[:1],
            dns.AAAA: lambda name: self._addresses(name)[1:],
            dns.ANY: self._addresses,
            dns.MX: _mail,
            dns.TXT: _text,
            dns.SRV: _service,
            dns.NS: _servers,
            dns.SOA: _authority,
        }

    async def answer(self, message: bytes, via: Via) -> bytes:
        """Answer a message.

        Raises:
            Malformed: it is no question.
        """
        question = dns.read_question(message)
        routed = question.name in self.policy.hosts
        records: tuple[Record, ...] = ()
        if question.opcode:
            code = dns.NOT_IMPLEMENTED
        elif routed:
            records, code = await self._true(question)
        else:
            records, code = self._invent(question)
        self.records.dns(
            via,
            question.name,
            question.kind_name,
            [record.shown for record in records],
            routed=routed,
            more=question.more,
        )
        return dns.write_answer(question, records, code)

    async def _true(self, question: Question) -> tuple[tuple[Record, ...], int]:
        """Answer with an allowed host's real addresses, and with nothing else of it."""
        if question.kind not in {dns.A, dns.AAAA} or (question.kind == dns.AAAA and not self.out_6):
            return (), dns.NO_ERROR
        try:
            found = await self.resolver.addresses(question.name, question.kind)
            fit = self.policy.learn(question.name, found)
        except (Unresolved, Malformed):
            return (), dns.SERVER_FAILURE
        except Refused as error:
            self.records.attempt("rebinding", str(error))
            return (), dns.SERVER_FAILURE
        return tuple(_address(address) for address in fit), dns.NO_ERROR

    def _invent(self, question: Question) -> tuple[tuple[Record, ...], int]:
        name = question.name
        if name == "localhost" or name.endswith(".localhost"):
            local = _LOCALHOST.get(question.kind)
            return (() if local is None else (_address(local),)), dns.NO_ERROR
        if name.endswith((_REVERSE_4, _REVERSE_6)):
            return self._reverse(name, question.kind)
        make = self._make.get(question.kind)
        try:
            return (tuple(make(name)) if make and name else ()), dns.NO_ERROR
        except Malformed:  # a name that has no room for what we put before it
            return (), dns.NO_ERROR

    def _addresses(self, name: str) -> list[Record]:
        if self.invented.full:
            self.records.limit("names", self.limit)
        return [_address(address) for address in self.invented.addresses(name)]

    def _reverse(self, name: str, kind: int) -> tuple[tuple[Record, ...], int]:
        address = reversed_address(name)
        known = self.invented.name(address) if address is not None else None
        if known is None or kind not in {dns.PTR, dns.ANY}:
            return (), dns.NO_NAME
        try:
            return (_pointing(dns.PTR, known),), dns.NO_ERROR
        except Malformed:
            return (), dns.NO_NAME


def reversed_address(name: str) -> Address | None:
    """Return the address that a name below in-addr.arpa or ip6.arpa stands for."""
    try:
        if name.endswith(_REVERSE_4):
            return ip_address(".".join(reversed(name.removesuffix(_REVERSE_4).split("."))))
        digits = "".join(reversed(name.removesuffix(_REVERSE_6).split(".")))
        return ip_address(":".join(digits[at : at + 4] for at in range(0, 32, 4)))
    except ValueError:
        return None


def _address(address: Address) -> Record:
    kind = dns.A if isinstance(address, IPv4Address) else dns.AAAA
    return Record(kind, address.packed, str(address))


def _name(name: str) -> bytes:
    return dns.write_name(dns.labels_of(name))


def _pointing(kind: int, name: str) -> Record:
    return Record(kind, _name(name), name)


def _mail(name: str) -> list[Record]:
    return [Record(dns.MX, (10).to_bytes(2) + _name(f"mail.{name}"), f"10 mail.{name}")]


def _text(name: str) -> list[Record]:
    said = f"v=spf1 mx include:mail.{name} ~all".encode("utf-8", "replace")[:255]
    return [Record(dns.TXT, bytes((len(said),)) + said, said.decode("utf-8", "replace"))]


def _service(name: str) -> list[Record]:
    host = ".".join(label for label in name.split(".") if not label.startswith("_")) or name
    numbers = b"".join(number.to_bytes(2) for number in (0, 5, 443))
    return [Record(dns.SRV, numbers + _name(host), f"0 5 443 {host}")]


def _servers(name: str) -> list[Record]:
    return [_pointing(dns.NS, f"{first}.{name}") for first in ("ns1", "ns2")]


def _authority(name: str) -> list[Record]:
    numbers = b"".join(number.to_bytes(4) for number in (2026010101, 7200, 3600, 1209600, 300))
    primary, mail = f"ns1.{name}", f"hostmaster.{name}"
    return [Record(dns.SOA, _name(primary) + _name(mail) + numbers, f"{primary} {mail}")]
