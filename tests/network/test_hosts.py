# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json

import pytest

from fpbox.network import Allowed, Why, allowed_hosts, configuration, notes_on
from fpbox.network.hosts import MAX_LOCKFILE_HOSTS, of_command, of_flag, of_proxies, of_url


@pytest.mark.parametrize(
    ("url", "ports", "opaque"),
    [
        ("https://Registry.Example/simple/", {443}, set()),
        ("http://registry.example:4873", {4873}, set()),
        ("git+ssh://git@registry.example/a/b.git", {443}, {22}),
        ("ssh://git@registry.example:2222/a", set(), {2222}),
        ("git://registry.example/a", set(), {9418}),
        ("https://user:secret@registry.example./x", {443}, set()),
    ],
)
def test_a_url_gives_a_host_with_the_ports_of_its_scheme(url: str, ports: set[int], opaque: set[int]):
    assert of_url(url, Why.LOCKFILE) == Allowed(
        "registry.example", Why.LOCKFILE, frozenset(ports), frozenset(opaque)
    )


@pytest.mark.parametrize(
    "url",
    ["file:///opt/simple", "https://", "https://[::1", "https://a b/", "https://x:99999/", "ftp://a.example/",
     "https://ü.example/", "https://" + "a" * 64 + "/", "/relative", "https://a..example/"],
)  # fmt: skip
def test_what_is_no_url_of_the_network_gives_none(url: str):
    assert of_url(url, Why.LOCKFILE) is None


@pytest.mark.parametrize(
    ("text", "name", "port"),
    [("A.example", "a.example", 0), ("a.example:8443", "a.example", 8443), ("10.0.0.1:80", "10.0.0.1", 80),
     ("[fd00::1]:443", "fd00::1", 443), ("fd00::1", "fd00::1", 0)],
)  # fmt: skip
def test_a_flag_names_a_host_and_perhaps_a_port(text: str, name: str, port: int):
    assert of_flag(text) == Allowed(name, Why.ASKED, opaque=frozenset({port}))


@pytest.mark.parametrize(
    "text", ["", "a.example:", "https://a.example", "a.example:0x1", "a:70000", "*.example"]
)
def test_a_flag_that_names_no_host_is_refused(text: str):
    if text == "a.example:":
        assert of_flag(text) == of_flag("a.example")
        return
    with pytest.raises(ValueError, match="no host"):
        of_flag(text)


def test_a_host_that_several_places_name_is_let_through_for_the_best_reason_and_all_ports():
    hosts, notes = allowed_hosts(
        [
            Allowed("a.example", Why.LOCKFILE, frozenset({8443})),
            Allowed("a.example", Why.REGISTRY, frozenset({443})),
        ]
    )
    assert hosts == (Allowed("a.example", Why.REGISTRY, frozenset({443, 8443})),)
    assert notes == ()


def test_a_lockfile_may_name_some_hosts_and_no_addresses():
    many = [Allowed(f"h{number}.example", Why.LOCKFILE, frozenset({443})) for number in range(40)]
    hosts, notes = allowed_hosts([*many, Allowed("8.8.8.8", Why.LOCKFILE, frozenset({443}))])
    assert len(hosts) == MAX_LOCKFILE_HOSTS
    assert "h32.example" in notes[0]
    assert "8.8.8.8" in notes[0]


def test_only_what_its_user_named_may_have_a_private_address():
    private = {why for why in Why if Allowed("a", why).private}
    assert private == {Why.ASKED, Why.REGISTRY, Why.COMMAND, Why.PROXY}


def test_the_note_says_who_was_let_through_and_why():
    hosts = (Allowed("a.example", Why.REGISTRY), Allowed("b.example", Why.LOCKFILE))
    assert notes_on(hosts) == ("sealed network: let through were a.example (registry); b.example (lockfile)",)
    assert notes_on(()) == ("sealed network: let through were no hosts",)


def test_a_proxy_that_can_be_read_is_let_through_for_the_other_hosts():
    proxies, notes = of_proxies({"https_proxy": "http://proxy.example:3128", "no_proxy": "x"})
    assert [(one.name, one.ports, one.proxy) for one in proxies] == [
        ("proxy.example", frozenset({3128}), True)
    ]
    assert notes == []
    proxies, notes = of_proxies({"https_proxy": "https://proxy.example:3129", "all_proxy": "socks5://p:1"})
    assert proxies == []
    assert len(notes) == 2


def test_addresses_that_a_package_manager_is_given_are_let_through():
    command = (
        "pip",
        "install",
        "--index-url=https://i.example/simple",
        "git+https://g.example/a.git",
        "a==1",
    )
    assert [one.name for one in of_command(command)] == ["i.example", "g.example"]


def test_the_configuration_is_one_line_that_the_gateway_reads():
    from fpbox_gateway.policy import Host, read_hosts  # noqa: PLC0415 - the other side

    hosts = [Allowed("a.example", Why.REGISTRY, frozenset({443})), of_flag("b.example:22")]
    line = configuration("seed", hosts)
    assert line.count(b"\n") == 1
    said = json.loads(line)
    assert said["seed"] == "seed"
    assert read_hosts(said["hosts"]) == [
        Host("a.example", frozenset({443}), private=True),
        Host("b.example", frozenset(), frozenset({22}), private=True),
    ]
