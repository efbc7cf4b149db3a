# SPDX-License-Identifier: Apache-2.0
"""Where processes tried to go: which host an address belongs to, and whether the run may talk to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from fpbox.model import TOOLCHAIN, Action, Connection, Event, Package
from fpbox.recipes.address import Address, address_of
from fpbox.recipes.glob import Globs

_MAX_IMAGES = 65_536
_MAX_CONNECTIONS = 10_000
_MAX_REGISTRY = 4_096
_INSIDE = frozenset({"loopback", "unspecified"})
_DNS_PORT = 53

_Key = tuple[str, str, int, str, Package]


class Reach(NamedTuple):
    """Where an event leads. A tuple, since it is hashed for every event.

    Attributes:
        outside: to a host that the run may not talk to.
        familiar: to a host that popular packages fetch from.
    """

    outside: bool
    familiar: bool


INSIDE = Reach(outside=False, familiar=False)
"""Of what has nothing to do with the network."""


@dataclass(slots=True)
class _Seen:
    count: int
    first_ns: int
    allowed: bool


class Network:
    """Follows names and connections. A system call shows the name that is asked for, never the answer.

    So a connection belongs to the name its process asked for last, or else its package. For a package that
    is believed only if the package manager reached the same address under an allowed name: asking for the
    registry and connecting elsewhere does not make it the registry.

    Attributes:
        left_out: connections that were not recorded because there were too many different ones.
    """

    def __init__(self, allowed_hosts: frozenset[str], familiar: Globs) -> None:
        """Take the hosts a run may talk to, by name or address, and those that packages fetch from."""
        self._familiar = familiar
        self._allowed = frozenset(host.lower().rstrip(".") for host in allowed_hosts)
        self._by_image: dict[int, str] = {}
        self._by_package: dict[Package, str] = {}
        self._registry: set[str] = set()
        self._seen: dict[_Key, _Seen] = {}
        self.left_out = 0

    def reach(self, event: Event, count: int) -> Reach:
        """Take note of a network event, and tell where it leads."""
        if event.action is Action.DNS:
            outside, host = self._name(event, count), event.object.rstrip(".").lower()
        else:
            address, host = address_of(event.object), self._host(event)
            outside = address is not None and self._address(event, address, count)
        return Reach(outside, familiar=outside and bool(self._familiar.match(host)))

    def foreign_host(self, event: Event) -> str:
        """Return the host, by its name if it was asked for, that an event leads outside to, else "".

        Takes no note of the event.
        """
        if event.action is Action.DNS:
            name, allowed = self._asked(event)
            return "" if allowed else name
        address = address_of(event.object)
        if address is None or address.port == _DNS_PORT or address.kind in _INSIDE:
            return ""
        host = self._host(event) or address.host
        known = host in self._allowed or address.host in self._allowed or self._is_known(event, address.host)
        return "" if known else host

    def _asked(self, event: Event) -> tuple[str, bool]:
        """Return the name that is asked for, and whether the run may talk to its host."""
        name = event.object.rstrip(".").lower()
        return name, name in self._allowed or "." not in name

    def _name(self, event: Event, count: int) -> bool:
        name, allowed = self._asked(event)
        if len(self._by_image) >= _MAX_IMAGES:
            self._by_image.clear()
        self._by_image[event.process.image] = name
        self._by_package[event.scope.package] = name
        self._record((name, "", 0, "dns", event.scope.package), event, count, allowed=allowed)
        return not allowed

    def _address(self, event: Event, address: Address, count: int) -> bool:
        if address.port == _DNS_PORT and address.kind != "public":
            return False
        package = event.scope.package
        host = self._host(event)
        allowed = address.kind in _INSIDE or address.host in self._allowed
        allowed = allowed or self._is_known(event, address.host)
        if address.kind in _INSIDE:
            host = ""
        elif host in self._allowed:
            allowed = allowed or self._is_registry(package, address.host)
        if address.port and (address.port, address.proto) != (_DNS_PORT, "udp"):
            self._record(
                (host, address.host, address.port, address.proto, package), event, count, allowed=allowed
            )
        return not allowed

    def _host(self, event: Event) -> str:
        """Return the name that was asked for last, by the process or else by its package."""
        return self._by_image.get(event.process.image) or self._by_package.get(event.scope.package, "")

    def _is_known(self, event: Event, address: str) -> bool:
        """Tell whether the toolchain goes once more where it found a host that the run may talk to.

        It asks for several names at once, so that the one it asked for last need not be the one it goes to.
        """
        return event.scope.package == TOOLCHAIN and address in self._registry

    def _is_registry(self, package: Package, address: str) -> bool:
        if package == TOOLCHAIN:
            if len(self._registry) < _MAX_REGISTRY:
                self._registry.add(address)
            return True
        return not self._registry or address in self._registry

    def _record(self, key: _Key, event: Event, count: int, *, allowed: bool) -> None:
        seen = self._seen.get(key)
        if seen is not None:
            seen.count += count
        elif len(self._seen) < _MAX_CONNECTIONS:
            self._seen[key] = _Seen(count, event.first_ns, allowed)
        else:
            self.left_out += count

    def connections(self, rename: Callable[[Package], Package]) -> tuple[Connection, ...]:
        """Return where processes tried to go, in order of the first attempt.

        A name that was looked up and never connected to is one too, with the protocol "dns". A datagram
        socket that only sorts addresses before the real connection (getaddrinfo does) is none.
        """
        found: dict[_Key, Connection] = {}
        for (host, address, port, proto, package), seen in self._seen.items():
            named = rename(package)
            key = (host, address, port, proto, named)
            old = found.get(key)
            if old is not None:
                found[key] = replace(
                    old, count=old.count + seen.count, first_ns=min(old.first_ns, seen.first_ns)
                )
                continue
            found[key] = Connection(
                host, address, port, proto, named, seen.allowed, seen.count, seen.first_ns
            )
        connected = {(host, package) for host, address, _, _, package in found if address}
        kept = [
            one
            for (host, address, port, proto, package), one in found.items()
            if not (proto == "dns" and (host, package) in connected)
            and not (proto == "udp" and (host, address, port, "tcp", package) in found)
        ]
        return tuple(sorted(kept, key=lambda one: one.first_ns))
