# SPDX-License-Identifier: Apache-2.0
"""Which connections are passed on to the real internet: to allowed hosts, and that say so themselves.

An address alone says little: many hosts share one. So the first bytes of a connection have to name the host,
in a TLS greeting or an HTTP request. Pure: no sockets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from ipaddress import ip_address
from typing import Any

from fpbox_gateway.addresses import Address, Reach, reach
from fpbox_gateway.hello import HELLO_BYTES, Head, Unfit, read_head, read_hello

MAX_HOSTS = 256
_MAX_PORTS = 16
_MAX_ADDRESSES = 4096
_ANY_PORT = 0


@dataclass(frozen=True, slots=True)
class Host:
    """A host that connections may be passed on to.

    Attributes:
        name: lower case; may be an address. ports: 0 stands for every port, here and in `opaque`.
        opaque: ports to which connections are passed on that name no host, too.
        private: it may have an address in a private range.
        proxy: it is an HTTP proxy: only what is asked of it for the other hosts is passed on.
    """

    name: str
    ports: frozenset[int]
    opaque: frozenset[int] = frozenset()
    private: bool = False
    proxy: bool = False

    def takes(self, port: int) -> bool:
        """Tell whether a connection to this port is allowed."""
        return port in self.ports or _ANY_PORT in self.ports or self.takes_anything(port)

    def takes_anything(self, port: int) -> bool:
        """Tell whether a connection to this port need not say which host it wants."""
        return port in self.opaque or _ANY_PORT in self.opaque


class Say(Enum):
    """What is to be done with a connection, by what was read of it so far."""

    MORE = "more"
    PASS = "pass"  # noqa: S105 - no password
    PLAY = "play"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What to do, and the host that was named; `why` is told when it is played with."""

    say: Say
    name: str = ""
    why: str = ""


class Refused(Exception):
    """A name of an allowed host has an address that must not be routed."""


@dataclass(slots=True)
class Policy:
    """The allowed hosts, and the addresses they were found to have."""

    hosts: dict[str, Host] = field(default_factory=dict)
    own: frozenset[Address] = frozenset()
    _at: dict[Address, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, hosts: Iterable[Host], own: Iterable[Address] = (), search: Iterable[str] = ()) -> Policy:
        """Make one.

        Args:
            hosts: that are allowed.
            own: addresses of the container itself, which are never routed.
            search: domains that are put after a name without a dot.
        """
        domains = tuple(search)
        named: dict[str, Host] = {}
        for host in hosts:
            named[host.name] = host
            if "." not in host.name and ":" not in host.name:
                named |= {f"{host.name}.{domain}": host for domain in domains}
        policy = cls(named, frozenset(own))
        for name in named:
            policy._literal(name)
        return policy

    def _literal(self, name: str) -> None:
        try:
            address = ip_address(name)
        except ValueError:
            return
        if self._fit(address, self.hosts[name]):
            self._at.setdefault(address, set()).add(name)

    def learn(self, name: str, addresses: Iterable[Address]) -> list[Address]:
        """Take note of the addresses of an allowed host; return those that may be routed.

        Raises:
            Refused: none of them may be: somebody bends the name to where it must not lead.
        """
        host = self.hosts[name]
        every = list(addresses)
        fit = [address for address in every if self._fit(address, host)]
        if every and not fit:
            raise Refused(f"{name} has the address {every[0]}")
        for address in fit:
            if address in self._at or len(self._at) < _MAX_ADDRESSES:
                self._at.setdefault(address, set()).add(name)
        return fit

    def _fit(self, address: Address, host: Host) -> bool:
        how = reach(address)
        return address not in self.own and (how is Reach.PUBLIC or (how is Reach.PRIVATE and host.private))

    def candidates(self, address: Address, port: int) -> list[Host]:
        """Return the hosts for which a connection there may be passed on."""
        return [host for name in self._at.get(address, ()) if (host := self.hosts[name]).takes(port)]

    def judge(self, address: Address, port: int, data: bytes, *, over: bool) -> Judgement:
        """Say what is to be done with a connection.

        Args:
            address: where it goes.
            port: likewise.
            data: its first bytes.
            over: no more of them will come, or not soon.
        """
        candidates = self.candidates(address, port)
        names = frozenset(name for name in self._at.get(address, ()) if self.hosts[name].takes(port))
        over = over or len(data) > HELLO_BYTES
        try:
            found = (
                self._by_proxy(candidates, data) or self._by_tls(names, data) or self._by_http(names, data)
            )
        except Unfit as error:
            found = Judgement(Say.PLAY, why=str(error))
        if found.say is Say.MORE and over:
            found = Judgement(Say.PLAY, why="it never said which host it wants")
        if found.say is Say.PLAY and not found.name and any(host.takes_anything(port) for host in candidates):
            return Judgement(Say.PASS)
        return found

    def _by_tls(self, names: frozenset[str], data: bytes) -> Judgement | None:
        if data[:1] not in {b"", b"\x16"}:
            return None
        hello = read_hello(data)
        if hello is None:
            return Judgement(Say.MORE)
        if hello.encrypted:
            return Judgement(Say.PLAY, hello.sni or "?", "the host it really wants is encrypted")
        if hello.sni is None and any(_is_address(name) for name in names):
            return Judgement(Say.PASS)
        if hello.sni in names:
            return Judgement(Say.PASS, hello.sni or "")
        return Judgement(Say.PLAY, hello.sni or "?", f"it names {hello.sni or 'no host'} in its TLS greeting")

    def _by_http(self, names: frozenset[str], data: bytes) -> Judgement:
        head = read_head(data)
        if head is None:
            return Judgement(Say.MORE)
        name, _ = split_port(head.host, 0)
        if name in names and head.target.startswith("/"):
            return Judgement(Say.PASS, name)
        return Judgement(Say.PLAY, name or "?", f"it asks for {head.host}")

    def _by_proxy(self, candidates: list[Host], data: bytes) -> Judgement | None:
        """Judge what is asked of a proxy: a tunnel to an allowed host, and nothing else."""
        if not any(host.proxy for host in candidates):
            return None
        head = read_head(data)
        if head is None:
            return Judgement(Say.MORE)
        return self._tunnel(head)

    def _tunnel(self, head: Head) -> Judgement:
        name, port = split_port(head.target, 0)
        host = self.hosts.get(name)
        if head.method == "CONNECT" and host is not None and not host.proxy and host.takes(port):
            return Judgement(Say.PASS, name)
        return Judgement(Say.PLAY, name or "?", f"it asks the proxy for {head.method} {head.target[:200]}")


def split_port(text: str, default: int) -> tuple[str, int]:
    """Split HOST:PORT or [HOST]:PORT; the host in lower case, without a last dot."""
    if text.startswith("["):
        name, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":")
    elif text.count(":") == 1:
        name, _, port = text.partition(":")
    else:
        name, port = text, ""
    return name.lower().rstrip("."), int(port) if port.isascii() and port.isdecimal() and len(
        port
    ) < 6 else default  # noqa: PLR2004 - 65535


def read_hosts(given: Any) -> list[Host]:  # noqa: ANN401 - JSON
    """Read hosts of the configuration.

    Raises:
        ValueError: they cannot be used.
    """
    try:
        hosts = [
            Host(
                str(one["host"]).lower().rstrip("."),
                frozenset(int(port) for port in one["ports"]),
                frozenset(int(port) for port in one.get("opaque", ())),
                private=bool(one.get("private")),
                proxy=bool(one.get("proxy")),
            )
            for one in given
        ]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"the hosts cannot be read: {error!r}") from error
    if len(hosts) > MAX_HOSTS or any(len(host.ports | host.opaque) > _MAX_PORTS for host in hosts):
        raise ValueError("there are too many hosts or ports")
    return hosts


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
