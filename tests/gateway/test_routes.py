# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest

from fpbox_gateway.addresses import METADATA
from fpbox_gateway.routes import (
    RouteError,
    Uplink,
    default_route,
    global_address_6,
    has_default_route_6,
    routes,
    routes_6,
    rules,
)
from fpbox_gateway.sockets import MARK

ROUTES = (
    "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
    "eth0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
    "eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
)
ADDRESSES_6 = (
    "00000000000000000000000000000001 01 80 10 80       lo\n"
    "fe800000000000000042acfffe110002 02 40 20 80     eth0\n"
    "20010db8000000000000000000000002 02 40 00 80     eth0\n"
)
NONE = "0" * 32
ROUTES_6 = (
    f"{NONE} 00 {NONE} 00 20010db8000000000000000000000001 00000400 00000001 00000000 00000003     eth0\n"
)
INSIDE = {
    one for one in METADATA if one in ip_network("169.254.0.0/16") or one in ip_network("fd00:ec2::/32")
}
UPLINK = Uplink(
    "eth0",
    IPv4Address("172.17.0.1"),
    IPv4Address("172.17.0.2"),
    IPv6Address("2600::5"),
    out_6=False,
    strict=False,
)


def test_the_way_out_is_the_default_route():
    assert default_route(ROUTES) == ("eth0", IPv4Address("172.17.0.1"))
    with pytest.raises(RouteError):
        default_route("".join(ROUTES.splitlines(keepends=True)[:2]))


def test_ipv6_leads_out_only_with_an_address_and_a_route():
    assert global_address_6(ADDRESSES_6, "eth0") == IPv6Address("2001:db8::2")
    assert global_address_6(ADDRESSES_6, "lo") is None
    assert has_default_route_6(ROUTES_6, "eth0")
    assert not has_default_route_6(ROUTES_6, "lo")
    assert not has_default_route_6("", "eth0")


def test_only_marked_packets_leave():
    chain = rules(UPLINK, 20_000).partition("chain going")[2]
    accepted = [line.strip() for line in chain.splitlines() if "accept" in line]
    assert "policy drop" in chain
    assert accepted == ['oifname "lo" accept', f'oifname "eth0" meta mark {MARK:#x} accept']


def test_a_name_server_at_a_metadata_address_is_asked_and_nothing_else_goes_there():
    chain = rules(UPLINK, 20_000, ["168.63.129.16", "fd00:ec2::253", "fe80::1%eth0"]).partition(
        "chain going"
    )[2]
    asked = f"meta l4proto {{ 6, 17 }} th dport 53 meta mark {MARK:#x} accept"
    assert chain.index(f"ip daddr 168.63.129.16 {asked}") < chain.index("drop\n    ip6 daddr")
    assert f"ip6 daddr fd00:ec2::253 {asked}" in chain
    assert f"ip6 daddr fe80::1 {asked}" in chain
    dropped = [line for line in chain.splitlines() if line.endswith(" drop")]
    assert all(any(str(address) in line for line in dropped) for address in METADATA - INSIDE)
    assert "169.254.0.0/16" in dropped[0]
    assert "fd00:ec2::/32" in dropped[1]


def test_the_router_has_a_route_only_where_the_kernel_needs_one():
    assert "route add 172.17.0.1" not in routes(UPLINK)
    assert "route add 172.17.0.1 dev eth0 table" in routes(replace(UPLINK, strict=True))


def test_an_ipv6_address_is_added_where_the_engine_gave_none():
    assert "address add 2600::5/128 dev lo" in routes_6(UPLINK)
    assert "address add" not in routes_6(replace(UPLINK, out_6=True))
