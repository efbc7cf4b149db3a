# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox_gateway.addresses import Invented, Reach, own_address_6, reach


@pytest.mark.parametrize(
    "text",
    [
        "169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "fd00:ec2::254",
        "192.0.0.192", "127.0.0.1", "127.9.9.9", "0.0.0.1", "::1", "::", "::7f00:1", "fe80::1",
        "224.0.0.251", "ff02::fb", "255.255.255.255", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_loopback_link_local_and_metadata_are_never_routed_in_any_spelling(text: str):
    assert reach(ip_address(text)) is Reach.NEVER


@pytest.mark.parametrize(
    "text",
    ["10.1.2.3", "172.17.0.1", "192.168.1.1", "100.64.0.1", "fd12::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"],
)
def test_private_ranges_are_known(text: str):
    assert reach(ip_address(text)) is Reach.PRIVATE


@pytest.mark.parametrize("text", ["1.1.1.1", "172.32.0.1", "168.63.129.17", "2606:4700::1", "100.128.0.1"])
def test_all_others_are_public(text: str):
    assert reach(ip_address(text)) is Reach.PUBLIC


@given(names=st.lists(st.text(max_size=80), unique=True, max_size=200), seed=st.binary(max_size=20))
def test_each_name_has_addresses_of_its_own_that_look_public(names: list[str], seed: bytes):
    invented = Invented(seed, 1000)
    given_out = {name: invented.addresses(name) for name in names}
    every = [address for pair in given_out.values() for address in pair]
    assert len(set(every)) == len(every)
    for name, pair in given_out.items():
        assert invented.addresses(name) == pair
        for address in pair:
            assert invented.name(address) == name
            assert address.is_global
            assert reach(address) is Reach.PUBLIC


def test_the_same_seed_gives_the_same_addresses_and_another_seed_others():
    first, again, other = (Invented(seed, 10).addresses("a.example") for seed in (b"1", b"1", b"2"))
    assert first == again
    assert first != other
    assert own_address_6(b"1") == own_address_6(b"1") != own_address_6(b"2")


def test_names_beyond_the_limit_get_addresses_and_are_not_remembered():
    invented = Invented(b"", 2)
    pairs = [invented.addresses(f"{number}.example") for number in range(4)]
    assert invented.full
    assert [invented.name(pair[0]) for pair in pairs] == ["0.example", "1.example", None, None]
    assert invented.addresses("3.example") == pairs[3]
