# SPDX-License-Identifier: Apache-2.0
"""Where clouds tell an instance about itself, and hand it credentials: no box ever gets there."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network

_NETWORKS_4 = tuple(
    IPv4Network(text)
    for text in (
        "169.254.0.0/16",
        "100.96.0.96/32",
        "100.100.100.200/32",
        "168.63.129.16/32",
        "192.0.0.192/32",
    )
)
_NETWORKS_6 = tuple(
    IPv6Network(text)
    for text in (
        "fd00:ec2::/32",
        "fd20:ce::254/128",
        "fd00:42::42/128",
        "fd00:a9fe:a9fe::1/128",
        "fe80::a9fe:a9fe/128",
    )
)
_NAT64 = int(IPv6Network("64:ff9b::/96").network_address)
_6TO4 = int(IPv6Network("2002::/16").network_address)


def _inside_ipv6(network: IPv4Network) -> tuple[IPv6Network, IPv6Network]:
    """Return a network as a translator (NAT64) and a tunnel (6to4) would know it."""
    first, bits = int(network.network_address), network.prefixlen
    return IPv6Network((_NAT64 | first, 96 + bits)), IPv6Network((_6TO4 | first << 80, 16 + bits))


UNREACHABLE: tuple[IPv4Network | IPv6Network, ...] = (
    *_NETWORKS_4,
    *_NETWORKS_6,
    *(inside for network in _NETWORKS_4 for inside in _inside_ipv6(network)),
)
"""All of them, link-local addresses included."""
