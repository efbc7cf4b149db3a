# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import pytest

from fpbox_gateway.policy import Host, Policy, Refused, Say, read_hosts, split_port
from tls_hello import client_hello

HTTPS, HTTP = frozenset({443}), frozenset({80})
THERE, ELSEWHERE = ip_address("151.1.2.3"), ip_address("151.9.9.9")


def policy(*hosts: Host, at: str = "151.1.2.3", **options: Any) -> Policy:
    made = Policy.of(hosts, **options)
    for host in hosts:
        if not host.name[0].isdigit():
            made.learn(host.name, [ip_address(at)])
    return made


def say(made: Policy, data: bytes, port: int = 443, *, over: bool = False) -> Say:
    return made.judge(THERE, port, data, over=over).say


REGISTRY = Host("registry.example", HTTPS)


def test_a_greeting_that_names_the_registry_is_passed_on_and_one_that_names_another_host_is_not():
    made = policy(REGISTRY)
    assert say(made, client_hello("registry.example")) is Say.PASS
    assert say(made, client_hello("evil.example")) is Say.PLAY
    assert say(made, client_hello(None)) is Say.PLAY
    assert say(made, client_hello("registry.example")[:50]) is Say.MORE
    assert say(made, client_hello("registry.example")[:50], over=True) is Say.PLAY


def test_only_the_registrys_ports_and_addresses_are_candidates():
    made = policy(REGISTRY)
    assert made.candidates(THERE, 443) == [REGISTRY]
    assert made.candidates(THERE, 444) == []
    assert made.candidates(ELSEWHERE, 443) == []


def test_bytes_that_name_no_host_are_not_passed_on_to_a_registry():
    made = policy(REGISTRY)
    for data in (b"SSH-2.0-x\r\n", b"\x16\x03\x01\x00\x04\x02\x00\x00\x00", b"x"):
        assert say(made, data) is Say.PLAY
    assert say(made, b"", over=True) is Say.PLAY


def test_a_request_in_the_clear_is_passed_on_only_for_the_host_that_it_names():
    made = policy(Host("registry.example", HTTP))
    for host, wanted in (
        ("registry.example", Say.PASS),
        ("registry.example:80", Say.PASS),
        ("a.example", Say.PLAY),
    ):
        assert say(made, f"GET /x HTTP/1.1\r\nHost: {host}\r\n\r\n".encode(), 80) is wanted
    through = b"GET http://evil.example/ HTTP/1.1\r\nHost: registry.example\r\n\r\n"
    assert say(made, through, 80) is Say.PLAY


def test_an_encrypted_greeting_is_not_passed_on():
    hello = bytearray(client_hello("registry.example", ["h2"]))
    at = hello.index(b"\x00\x10\x00\x05\x00\x03\x02h2")
    hello[at : at + 2] = b"\xfe\x0d"
    assert say(policy(REGISTRY), bytes(hello)) is Say.PLAY


def test_whatever_is_spoken_is_passed_on_to_a_port_that_was_asked_for():
    made = policy(Host("git.example", frozenset(), frozenset({22})))
    assert say(made, b"SSH-2.0-x\r\n", 22) is Say.PASS
    assert say(made, b"", 22, over=True) is Say.PASS
    assert made.candidates(THERE, 443) == []
    assert policy(Host("git.example", frozenset(), frozenset({0}))).candidates(THERE, 9999) != []


def test_a_port_that_was_asked_for_is_no_way_to_another_host_at_the_same_address():
    made = policy(Host("git.example", frozenset(), frozenset({0})))
    assert say(made, client_hello("evil.example")) is Say.PLAY
    assert say(made, client_hello("git.example")) is Say.PASS


def test_a_proxy_is_asked_for_tunnels_to_allowed_hosts_only():
    made = policy(Host("proxy.example", frozenset({3128}), proxy=True), REGISTRY)
    for request, wanted in (
        ("CONNECT registry.example:443 HTTP/1.1\r\nHost: registry.example:443\r\n\r\n", Say.PASS),
        ("CONNECT evil.example:443 HTTP/1.1\r\nHost: registry.example:443\r\n\r\n", Say.PLAY),
        ("CONNECT registry.example:22 HTTP/1.1\r\nHost: registry.example:22\r\n\r\n", Say.PLAY),
        ("CONNECT proxy.example:3128 HTTP/1.1\r\nHost: proxy.example\r\n\r\n", Say.PLAY),
        ("GET http://registry.example/ HTTP/1.1\r\nHost: registry.example\r\n\r\n", Say.PLAY),
    ):
        assert say(made, request.encode(), 3128) is wanted


@pytest.mark.parametrize("text", ["127.0.0.1", "169.254.169.254", "100.100.100.200", "::1", "10.0.0.1"])
def test_a_name_that_is_bent_to_where_it_must_not_lead_is_refused(text: str):
    made = Policy.of([REGISTRY])
    with pytest.raises(Refused):
        made.learn("registry.example", [ip_address(text)])
    assert made.candidates(ip_address(text), 443) == []


def test_of_several_addresses_only_those_that_may_be_routed_are_used():
    made = Policy.of([REGISTRY], own=[ip_address("151.5.5.5")])
    mixed = [ip_address(text) for text in ("127.0.0.1", "151.5.5.5", "151.1.2.3")]
    assert made.learn("registry.example", mixed) == [THERE]


def test_a_private_address_is_for_those_who_may_have_one_and_metadata_for_nobody():
    made = Policy.of([Host("registry.example", HTTPS, private=True)])
    assert made.learn("registry.example", [ip_address("10.0.0.1")])
    with pytest.raises(Refused):
        made.learn("registry.example", [ip_address("169.254.169.254")])


def test_a_host_given_as_an_address_is_known_at_once():
    made = Policy.of([Host("10.0.0.9", HTTPS, private=True), Host("10.0.0.10", HTTPS)])
    assert made.candidates(ip_address("10.0.0.9"), 443)
    assert not made.candidates(ip_address("10.0.0.10"), 443)
    assert made.judge(ip_address("10.0.0.9"), 443, client_hello(None), over=False).say is Say.PASS


def test_a_name_without_a_dot_is_known_by_the_search_domains_too():
    made = Policy.of([Host("nexus", HTTPS)], search=["corp.example"])
    assert set(made.hosts) == {"nexus", "nexus.corp.example"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("A.example:443", ("a.example", 443)), ("a.example.", ("a.example", 9)), ("[::1]:5", ("::1", 5)),
     ("::1", ("::1", 9)), ("a:b", ("a", 9)), ("a:999999", ("a", 9))],
)  # fmt: skip
def test_host_and_port_are_split(text: str, wanted: tuple[str, int]):
    assert split_port(text, 9) == wanted


@pytest.mark.parametrize("given", [None, 5, [{}], [{"host": "a"}], [{"host": "a", "ports": ["x"]}], ["a"]])
def test_a_configuration_that_cannot_be_used_is_refused(given: object):
    with pytest.raises(ValueError, match=r".+"):
        read_hosts(given)
