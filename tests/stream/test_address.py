# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from fpbox.errors import UsageError
from fpbox.stream.address import Address, parse


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("mqtt://host", Address("tcp", "host", 1883)),
        ("mqtt://host:1884", Address("tcp", "host", 1884)),
        ("mqtt://[::1]:1884", Address("tcp", "::1", 1884)),
        ("mqtts://host?ca=/c.pem", Address("tcp", "host", 8883, tls=True, ca="/c.pem")),
        ("mqtts://host?cert=/c&key=/k", Address("tcp", "host", 8883, tls=True, cert="/c", key="/k")),
        ("ws://host", Address("websockets", "host", 80, path="/mqtt")),
        ("wss://host/x", Address("websockets", "host", 443, tls=True, path="/x")),
        ("mqtt+unix:///run/x.sock", Address("unix", "/run/x.sock", 1883)),
        ("mqtt://a%40b:%2F@host", Address("tcp", "host", 1883, user="a@b", password="/")),  # noqa: S106 - a made-up one
    ],
)
def test_urls_that_are_understood(url, address):
    assert parse(url) == address


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("host:1883", "scheme"),
        ("http://me:hunter2@host", "scheme"),
        ("mqtt://", "no host"),
        ("mqtt+unix://", "no socket"),
        ("mqtt://me:hunter2@host:many", "cannot be read"),
        ("mqtt://me:hunter2@[::1", "cannot be read"),
        ("mqtts://me:hunter2@host?insecure=1", "option"),
    ],
)
def test_urls_that_are_not_say_why_and_never_the_password(url, reason):
    with pytest.raises(UsageError, match=reason) as caught:
        parse(url)
    assert "hunter2" not in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "url",
    ["mqtt://host:1883", "mqtts://[::1]:8883", "ws://host:80/mqtt", "wss://host:443/x", "mqtt+unix:///run/x"],
)
def test_an_address_is_shown_as_a_url_without_its_password(url):
    assert str(parse(url)) == url
    secret = parse(url.replace("://", "://me:hunter2@", 1) if "unix" not in url else url)
    assert str(secret) == url
    assert "hunter2" not in repr(secret)


def test_each_broker_and_user_has_an_outbox_of_its_own():
    urls = ["mqtt://a", "mqtt://b", "mqtt://a:1884", "mqtts://a", "mqtt://me@a", "mqtt://you@a"]
    assert len({parse(url).key_name for url in urls}) == len(urls)
    assert parse("mqtt://me:one@a").key_name == parse("mqtt://me:two@a").key_name
