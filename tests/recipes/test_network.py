# SPDX-License-Identifier: Apache-2.0
"""Hosts, addresses, and what counts as outside."""

from __future__ import annotations

import pytest

from fpbox.model import TOOLCHAIN
from fpbox.recipes import Matcher, load_catalogue
from fpbox.recipes.address import address_of

CATALOGUE = load_catalogue()
REGISTRY = frozenset({"registry.example"})


def risen(world, *lines: str, allowed=REGISTRY, package=None):
    matcher = Matcher(CATALOGUE, None, allowed)
    found = [f.recipe for line in lines for f in matcher.observe(world.see(line, package=package))]
    return matcher, found


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("tcp://127.0.0.1:1", "loopback"),
        ("tcp://[::1]:1", "loopback"),
        ("udp://10.1.2.3:53", "private"),
        ("tcp://[fd00::1]:1", "private"),
        ("tcp://100.64.0.1:1", "private"),
        ("tcp://169.254.169.254:80", "metadata"),
        ("tcp://[fd00:ec2::254]:80", "metadata"),
        ("tcp://169.254.1.1:80", "link_local"),
        ("udp://224.0.0.251:5353", "multicast"),
        ("tcp://0.0.0.0:80", "unspecified"),
        ("tcp://240.0.0.1:1", "public"),
        ("tcp://192.0.2.1:1", "public"),
        ("tcp://[2606:4700::1]:443", "public"),
    ],
)
def test_addresses_belong_to_one_set(name, kind):
    assert address_of(name).kind == kind


@pytest.mark.parametrize(
    "name", ["unix:/x", "tcp://1.2.3.4", "tcp://300.1.1.1:1", "tcp://1.2.3.4:99x", "", "tcp://[x]:1"]
)
def test_other_objects_are_no_addresses(name):
    assert address_of(name) is None


def test_the_registry_is_no_egress(world):
    _, found = risen(world, "dns registry.example", "connect tcp://240.0.0.9:443")
    assert found == []


@pytest.mark.parametrize(
    "name", ["registry.example.evil.example", "evil-registry.example", "registry.example2"]
)
def test_names_like_the_registry_s_are(world, name):
    _, found = risen(world, f"dns {name}")
    assert found == ["egress_attempt", "unfamiliar_host"]


@pytest.mark.parametrize(
    ("lines", "strange"),
    [
        (("dns github.com", "connect tcp://240.0.0.9:443"), False),
        (("dns GitHub.com.", "connect tcp://240.0.0.9:443"), False),
        (("dns github.com.example",), True),
        (("dns notgithub.com",), True),
        (("connect tcp://240.0.0.9:443",), True),
        (("dns a.example", "connect tcp://240.0.0.9:443"), True),
        (("dns github.com", "dns a.example", "connect tcp://240.0.0.9:443"), True),
    ],
)
def test_hosts_that_packages_fetch_from_are_familiar_by_name_alone(world, lines, strange):
    _, found = risen(world, *lines)
    assert ("unfamiliar_host" in found) is strange


def test_an_address_may_be_allowed_too(world):
    _, found = risen(world, "connect tcp://240.0.0.9:443", allowed=frozenset({"240.0.0.9"}))
    assert found == []


def test_asking_for_the_registry_does_not_make_another_address_the_registry(world):
    matcher = Matcher(CATALOGUE, None, REGISTRY)
    for line in ("dns registry.example", "connect tcp://240.0.0.9:443"):
        assert matcher.observe(world.see(line, package=TOOLCHAIN)) == ()
    for line in ("dns registry.example", "connect tcp://240.0.0.9:443"):
        assert matcher.observe(world.see(line, image=2)) == ()
    found = matcher.observe(world.see("connect tcp://240.6.6.6:443", image=2))
    assert [one.recipe for one in found] == ["egress_attempt", "unfamiliar_host"]


@pytest.mark.parametrize(
    "line",
    ["connect tcp://127.0.0.1:80", "connect udp://10.0.0.2:53", "connect udp://240.0.0.1:0", "connect udp://240.0.0.1:53",
     "dns localhost", "dns buildbox", "connect unix:/run/x", "connect tcp://192.168.0.1:80"],
)  # fmt: skip
def test_what_stays_inside_is_no_egress(world, line):
    _, found = risen(world, line)
    assert found == []


def test_the_same_address_counts_again_after_another_name(world):
    matcher, found = risen(
        world,
        "dns registry.example",
        "connect tcp://240.0.0.9:443",
        "dns github.com",
        "connect tcp://240.0.0.9:443",
    )
    assert found == ["egress_attempt"]
    assert matcher.findings()[world.package][0].count == 2


def test_connections_carry_the_name_that_was_asked_for(world):
    matcher, _ = risen(
        world, "dns a.example", "connect tcp://240.0.0.1:443", "dns b.example", "connect tcp://240.0.0.2:80"
    )
    shown = [(c.host, c.address, c.port, c.proto, c.allowed) for c in matcher.connections()]
    assert shown == [
        ("a.example", "240.0.0.1", 443, "tcp", False),
        ("b.example", "240.0.0.2", 80, "tcp", False),
    ]


def test_a_name_that_led_nowhere_is_a_connection_too(world):
    matcher, _ = risen(world, "dns nowhere.invalid")
    (connection,) = matcher.connections()
    assert (connection.host, connection.proto, connection.address) == ("nowhere.invalid", "dns", "")


def test_connections_leave_out_the_resolver_and_the_sorting_of_addresses(world):
    matcher, _ = risen(
        world, "connect udp://10.0.0.2:53", "dns a.example", "connect udp://240.0.0.1:0", "connect udp://240.0.0.1:443",
        "connect tcp://240.0.0.1:443",
    )  # fmt: skip
    assert [(c.proto, c.port) for c in matcher.connections()] == [("tcp", 443)]


def test_connections_are_counted_renamed_and_put_together(world):
    matcher = Matcher(CATALOGUE, None, REGISTRY)
    event = world.see("connect tcp://240.0.0.1:443")
    matcher.observe(event)
    matcher.again(event, 2, event.first_ns + 1)
    matcher.observe(world.see("connect tcp://240.0.0.1:443", image=2, package=TOOLCHAIN))
    assert [c.count for c in matcher.connections()] == [3, 1]
    (connection,) = matcher.connections(lambda _: TOOLCHAIN)
    assert (connection.count, connection.package) == (4, TOOLCHAIN)


def test_too_many_connections_are_counted_not_kept(world, monkeypatch):
    monkeypatch.setattr("fpbox.recipes.network._MAX_CONNECTIONS", 5)
    matcher = Matcher(CATALOGUE)
    for port in range(1, 9):
        matcher.observe(world.see(f"connect tcp://240.0.0.1:{port}"))
    assert len(matcher.connections()) == 5
    assert matcher.connections_left_out == 3


def test_loopback_is_shown_and_allowed(world):
    matcher, _ = risen(world, "connect tcp://127.0.0.1:8080")
    (connection,) = matcher.connections()
    assert connection.allowed
