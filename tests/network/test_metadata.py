# SPDX-License-Identifier: Apache-2.0
"""Box and gateway close the same addresses, each with a list of its own: the image cannot import ours."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from fpbox.network.metadata import UNREACHABLE
from fpbox.recipes.address import address_of
from fpbox_gateway.addresses import METADATA, Reach, reach


@pytest.mark.parametrize("address", sorted(METADATA, key=str), ids=str)
def test_what_a_gateway_never_routes_no_box_reaches(address):
    assert any(address in network for network in UNREACHABLE if network.version == address.version)


@pytest.mark.parametrize("address", sorted(METADATA, key=str), ids=str)
def test_what_a_gateway_never_routes_the_recipes_know(address):
    host = f"[{address}]" if address.version == 6 else str(address)
    found = address_of(f"tcp://{host}:80")
    assert found is not None
    assert found.kind == "metadata"


@pytest.mark.parametrize("network", UNREACHABLE, ids=str)
def test_what_no_box_reaches_a_gateway_never_routes(network):
    assert {reach(network[0]), reach(network[-1])} <= {Reach.NEVER, Reach.PRIVATE}


@pytest.mark.parametrize("text", ["64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "64:ff9b::6464:64c8"])
def test_an_address_inside_an_ipv6_address_counts_as_well(text):
    address = ip_address(text)
    assert any(address in network for network in UNREACHABLE if network.version == address.version)


@pytest.mark.parametrize("text", ["1.1.1.1", "172.17.0.1", "100.100.100.201", "2606:4700::1", "fd12::1"])
def test_nothing_else_is_closed(text):
    address = ip_address(text)
    assert not any(address in network for network in UNREACHABLE if network.version == address.version)
