# SPDX-License-Identifier: Apache-2.0
"""Which addresses may be routed outward at all, and invented ones that look like anybody's."""

from __future__ import annotations

import hashlib
import hmac
from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NAT64 = IPv6Network("64:ff9b::/96")
_6TO4 = IPv6Network("2002::/16")
METADATA = frozenset(
    ip_address(text)
    for text in (
        "100.96.0.96",
        "100.100.100.200",
        "168.63.129.16",
        "169.254.169.254",
        "169.254.170.2",
        "169.254.170.23",
        "192.0.0.192",
        "fd00:42::42",
        "fd00:a9fe:a9fe::1",
        "fd00:ec2::23",
        "fd00:ec2::254",
        "fd20:ce::254",
    )
)
"""Where clouds tell an instance about itself."""
_NEVER: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "224.0.0.0/4",
        "255.255.255.255/32",
        "::/96",
        "fe80::/10",
        "ff00::/8",
    )
)
_PRIVATE: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10")
)
_LOOKS_PUBLIC_4 = tuple(
    IPv4Network(text)
    for text in (
        "3.208.0.0/12",
        "18.204.0.0/14",
        "34.192.0.0/12",
        "44.192.0.0/11",
        "52.0.0.0/11",
        "54.80.0.0/12",
    )
)
_LOOKS_PUBLIC_6 = IPv6Network("2600:1f18::/32")


class Reach(Enum):
    """Whether an address may be routed outward."""

    PUBLIC = "public"
    PRIVATE = "private"
    NEVER = "never"


def reach(address: Address) -> Reach:
    """Say whether an address may be routed; one that holds another counts as the worse of both."""
    if address in METADATA or any(address in network for network in _NEVER):
        return Reach.NEVER
    inner = _inner(address)
    if inner is not None:
        return reach(inner)
    return Reach.PRIVATE if any(address in network for network in _PRIVATE) else Reach.PUBLIC


def _inner(address: Address) -> IPv4Address | None:
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    if address in _6TO4:
        return IPv4Address(int(address) >> 80 & 0xFFFF_FFFF)
    return address.ipv4_mapped


class Invented:
    """Gives each name an address of each family, the same for the same seed, and knows them again.

    Names beyond the limit get addresses as well, but are not known again.
    """

    def __init__(self, seed: bytes, limit: int) -> None:
        """Take a seed, and how many names to remember."""
        self._seed = seed
        self._limit = limit
        self._by_name: dict[str, tuple[IPv4Address, IPv6Address]] = {}
        self._by_address: dict[Address, str] = {}

    @property
    def full(self) -> bool:
        """No more names are remembered."""
        return len(self._by_name) >= self._limit

    def addresses(self, name: str) -> tuple[IPv4Address, IPv6Address]:
        """Return a name's addresses."""
        known = self._by_name.get(name)
        if known is not None:
            return known
        turn = 0
        pair = self._draw(name, turn)
        while pair[0] in self._by_address:
            turn += 1
            pair = self._draw(name, turn)
            if turn == 8:  # noqa: PLR2004 - by chance this does not happen in 2 ** 64 names
                break
        if not self.full:
            self._by_name[name] = pair
            self._by_address[pair[0]] = self._by_address[pair[1]] = name
        return pair

    def name(self, address: Address) -> str | None:
        """Return the name whose invented address this is."""
        return self._by_address.get(address)

    def _draw(self, name: str, turn: int) -> tuple[IPv4Address, IPv6Address]:
        drawn = hmac.digest(self._seed, f"{turn}\0{name}".encode("utf-8", "replace"), hashlib.sha256)
        network = _LOOKS_PUBLIC_4[drawn[0] % len(_LOOKS_PUBLIC_4)]
        return network[_within(network, drawn[1:9])], _LOOKS_PUBLIC_6[_within(_LOOKS_PUBLIC_6, drawn[9:25])]


def own_address_6(seed: bytes) -> IPv6Address:
    """Return an address that the sealed container itself can have."""
    return _LOOKS_PUBLIC_6[_within(_LOOKS_PUBLIC_6, hmac.digest(seed, b"\0own", hashlib.sha256))]


def _within(network: Network, drawn: bytes) -> int:
    """Return the number of a host in a network: neither the first few nor the last."""
    return 4 + int.from_bytes(drawn) % (network.num_addresses - 8)
