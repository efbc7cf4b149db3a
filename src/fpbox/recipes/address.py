# SPDX-License-Identifier: Apache-2.0
"""Addresses in event objects, and the sets that recipes name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_OBJECT = re.compile(r"(\w+)://\[?([0-9a-fA-F.:]+)\]?:(\d{1,5})")

# Where clouds answer an instance's questions about itself: the link-local address most of them share and its
# IPv6 form on AWS, AWS container credentials (ECS, EKS), Azure's wire server, Alibaba's and Volcengine's.
_METADATA = frozenset(
    ip_address(text)
    for text in (
        "169.254.169.254",
        "fd00:ec2::254",
        "169.254.170.2",
        "169.254.170.23",
        "fd00:ec2::23",
        "168.63.129.16",
        "100.100.100.200",
        "100.96.0.96",
        "192.0.0.192",
        "fd00:42::42",
        "fd00:a9fe:a9fe::1",
        "fd20:ce::254",
        "fe80::a9fe:a9fe",
    )
)
_PRIVATE: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
_LOCAL = (".local", ".localdomain", ".internal", ".home.arpa")
_REVERSE = (".in-addr.arpa", ".ip6.arpa")
NO_PORT = -1
SETS = ("loopback", "private", "link_local", "metadata", "multicast", "unspecified", "public")


@dataclass(frozen=True, slots=True)
class Address:
    """A network object taken apart. A name that is looked up has the port `NO_PORT`."""

    proto: str
    host: str
    port: int
    kind: str


@lru_cache(maxsize=65_536)
def address_of(name: str) -> Address | None:
    """Take ``tcp://1.2.3.4:443`` apart; None for an object that is no internet address."""
    match = _OBJECT.fullmatch(name)
    if match is None:
        return None
    try:
        address = ip_address(match[2])
    except ValueError:
        return None
    return Address(match[1], str(address), int(match[3]), _kind(address))


def of_name(name: str) -> Address:
    """Say of a name that is looked up where it leads; a name made of an address leads nowhere."""
    host = name.rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return Address("dns", host, NO_PORT, "loopback")
    kind = "" if host.endswith(_REVERSE) else "private" if host.endswith(_LOCAL) else "public"
    return Address("dns", host, NO_PORT, kind)


def _kind(address: IPv4Address | IPv6Address) -> str:
    """Name the set an address belongs to. Whatever is none of the others could lead outside: public."""
    if address in _METADATA:
        return "metadata"
    if address.is_loopback:
        return "loopback"
    if address.is_unspecified:
        return "unspecified"
    if address.is_multicast:
        return "multicast"
    if address.is_link_local:
        return "link_local"
    return "private" if any(address in network for network in _PRIVATE) else "public"
