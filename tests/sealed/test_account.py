# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import base64
import gzip
import json
import random
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.model import UNATTRIBUTED, Action, Event, Package
from fpbox.recipes.glob import Globs
from fpbox.sealed import account as accounts
from fpbox.sealed.account import Account, Result
from fpbox.stream import encode
from gateway import EVIL, HOST, OTHER, SECOND, TOKEN, Gateway, traced

START = 100 * SECOND
SERVICES = Globs.words(("errors.example",))


def close(gateway: Gateway, *events: Event) -> Result:
    account = Account((HOST, TOKEN))
    account.feed(gateway.data)
    for event in events:
        account.saw(event, event.count, event.first_ns)
    account.close()
    return account.join(START, SERVICES)


def connect(
    at: float, name: str, gateway: Gateway, port: int = 80, *, package: Package = EVIL, image: int = 7
) -> Event:
    return traced(Action.CONNECT, f"tcp://{gateway.address(name)}:{port}", at, package, image)


def posted(body: bytes, target: str = "/x", **more: object) -> tuple[Gateway, Event]:
    gateway = Gateway().ready()
    event = connect(1.0, "evil.example", gateway)
    gateway.request(101.02, gateway.flow(101.01, "evil.example"), "evil.example", target, body, **more)
    return gateway, event


def thefts(result: Result, package: Package = EVIL) -> list[tuple[str, tuple[str, ...], str]]:
    return [(one.kind, one.forms, one.place) for one in result.thefts.get(package, ())]


def test_a_request_is_an_event_of_the_process_that_connected():
    gateway, event = posted(b"hello")
    (request,) = close(gateway, event).events
    assert request.action is Action.REQUEST
    assert request.object == "http://evil.example/x"
    assert request.detail == ("POST", "evil.example", "/x", "5", "200")
    assert (request.process, request.scope.package, request.first_ns) == (event.process, EVIL, 1_020_000_000)
    assert not request.flags


@pytest.mark.parametrize(
    ("host", "target", "url"),
    [
        ("evil.example:8080", "/x", "http://evil.example/x"),
        ("2001:db8::6", "/x", "http://[2001:db8::6]/x"),
        ("[2001:db8::6]:80", "/x", "http://[2001:db8::6]/x"),
        ("[2001:db8::6]", "*", "http://[2001:db8::6]/*"),
        ("proxied.example", "http://proxied.example/x", "http://proxied.example/x"),
        ("", "/x", "http://evil.example/x"),
    ],
)
def test_a_request_is_called_by_where_it_goes(host, target, url):
    gateway = Gateway().ready()
    gateway.request(101.2, gateway.flow(101.1, "evil.example"), host, target)
    (event,) = close(gateway).events
    assert event.object == url


def test_what_was_sent_is_told_with_its_beginning():
    gateway, event = posted(b"caf\xc3\xa9 \x1b[2J\xff")
    (sent,) = close(gateway, event).sent[EVIL]
    assert (sent.protocol, sent.host, sent.address, sent.port) == ("http", "evil.example", "198.18.0.1", 80)
    assert (sent.method, sent.target, sent.size, sent.status) == ("POST", "/x", 11, 200)
    assert sent.excerpt == r"café \x1b[2J\xff"


@pytest.mark.parametrize(
    ("body", "forms"),
    [
        (b"h=lena-thinkpad-x13", ()),
        (base64.b64encode(b'{"host": "lena-thinkpad-x13"}'), ("base64",)),
        (gzip.compress(b"lena-thinkpad-x13"), ("gzip",)),
    ],
)
def test_a_value_in_a_body_is_a_theft_with_its_form_and_destination(body, forms):
    gateway, event = posted(body)
    result = close(gateway, event)
    (theft,) = result.thefts[EVIL]
    assert (theft.kind, theft.value, theft.where) == ("host_name", "lena-thinkpad-x13", "the host name")
    assert (theft.forms, theft.place, theft.destination) == (forms, "body", "http://evil.example/x")
    assert [event.flags for event in result.events] == [{"carries_identity"}]


def reported(name: str, host: str, body: bytes) -> list[frozenset[str]]:
    gateway = Gateway().ready()
    event = connect(1.0, name, gateway)
    gateway.dns(100.9, name)
    gateway.request(101.02, gateway.flow(101.01, name), host, "/x", body)
    return [event.flags for event in close(gateway, event).events]


def test_a_report_to_a_service_is_told_from_other_thefts():
    assert reported("errors.example", "errors.example", HOST.value) == [{"reports_identity"}]
    assert reported("errors.example", "errors.example", TOKEN.value) == [{"carries_credential"}]


def test_the_name_of_a_service_in_a_header_makes_no_report():
    assert reported("evil.example", "errors.example", HOST.value) == [{"carries_identity"}]
    assert reported("errors.example", "evil.example", HOST.value) == [{"carries_identity"}]


def test_a_credential_has_a_flag_of_its_own():
    gateway, event = posted(b"", headers=[["authorization", f"Bearer {TOKEN.value.decode()}"]])
    result = close(gateway, event)
    assert thefts(result) == [("npm_token", (), "headers")]
    assert [event.flags for event in result.events] == [{"carries_credential"}]


def test_what_nobody_is_known_to_be_behind_is_unattributed_and_shown():
    gateway, _ = posted(b"h=lena-thinkpad-x13")
    result = close(gateway)
    assert thefts(result, UNATTRIBUTED) == [("host_name", (), "body")]
    assert [event.scope.package for event in result.events] == [UNATTRIBUTED]
    assert list(result.sent) == [UNATTRIBUTED]


def test_of_two_that_may_be_behind_it_both_are_told_and_believed_less():
    gateway, event = posted(b"h=lena-thinkpad-x13")
    result = close(gateway, event, connect(1.005, "evil.example", gateway, package=OTHER, image=8))
    assert {package: [one.confidence for one in of] for package, of in result.thefts.items()} == {
        EVIL: [0.7], OTHER: [0.7],
    }  # fmt: skip


def test_tls_that_was_ended_is_https_and_tls_that_was_not_is_told():
    gateway = Gateway().ready()
    inside, closed = (gateway.flow(101 + n, "evil.example", 443) for n in (0.1, 0.2))
    gateway.tls(101.11, inside, "evil.example")
    gateway.request(101.12, inside, "evil.example", "/a?b", method="GET")
    gateway.tls(101.21, closed, "evil.example", ended=False)
    gateway.say("closed", t=102 * SECOND, flow=closed, received=900, sent=10)
    result = close(gateway, connect(1.0, "evil.example", gateway, 443))
    sent = [one for of in result.sent.values() for one in of]
    assert {(one.protocol, one.size) for one in sent} == {("https", 0), ("tls", 900)}


def test_a_value_in_bytes_of_no_protocol_is_found_across_its_pieces():
    gateway = Gateway().ready()
    flow = gateway.flow(101.1, "", 4444, address="240.0.0.9")
    gateway.bytes(101.2, flow, b"HELO lena-thin")
    gateway.bytes(101.3, flow, b"kpad-x13\n")
    result = close(gateway, traced(Action.CONNECT, "tcp://240.0.0.9:4444", 1.0))
    assert [(one.value, one.destination) for one in result.thefts[EVIL]] == [
        ("lena-thinkpad-x13", "tcp://240.0.0.9:4444")
    ]


def test_a_value_in_a_datagram_is_found():
    gateway = Gateway().ready()
    gateway.bytes(101.2, gateway.flow(101.1, "", 9999, "udp", "240.0.0.9"), b"lena-thinkpad-x13")
    result = close(gateway, traced(Action.SEND, "udp://240.0.0.9:9999", 1.0))
    assert thefts(result) == [("host_name", (), "data")]


def test_a_value_in_the_labels_of_one_name_is_found():
    name = f"{b'lena-thinkpad-x13'.hex()}.evil.example"
    gateway = Gateway().ready()
    gateway.dns(101.0, name)
    result = close(gateway, traced(Action.DNS, name, 1.0))
    assert thefts(result) == [("host_name", ("hex",), "name")]
    (event,) = result.events
    assert (event.object, event.flags) == (f"dns://{name}", {"carries_identity"})


def test_a_value_in_what_a_message_for_a_name_holds_besides_is_found():
    gateway = Gateway().ready()
    gateway.dns(101.0, "evil.example", "SOA", b"\x04note\xc0\x0c" + TOKEN.value)
    result = close(gateway, traced(Action.SEND, "udp://240.0.0.9:53", 1.0))
    assert thefts(result) == [("npm_token", (), "message")]
    (event,) = result.events
    assert (event.object, event.flags) == ("dns://evil.example", {"carries_credential"})


def test_a_value_spread_over_what_several_messages_hold_is_found():
    gateway, events = Gateway().ready(), []
    for number in range(0, len(TOKEN.value), 10):
        gateway.dns(101 + number / 100, "evil.example", "SOA", TOKEN.value[number : number + 10])
        events.append(traced(Action.DNS, "evil.example", 1 + number / 100, image=10 + number))
    result = close(gateway, *events)
    assert [one[:1] for one in thefts(result)] == [("npm_token",)]
    assert result.thefts[EVIL][0].requests > 1


def spread(token: bytes, size: int) -> list[str]:
    text = base64.b32encode(token).decode().rstrip("=").lower()
    return [text[at : at + size] for at in range(0, len(text), size)]


@pytest.mark.parametrize(
    "form", ["{piece}.evil.example", "{number}.{piece}.evil.example", "{piece}.{number}.s7.evil.example"]
)
def test_a_value_spread_over_the_labels_of_several_names_is_found(form):
    gateway, events = Gateway().ready(), []
    for number, piece in enumerate(spread(TOKEN.value, 12)):
        name = form.format(piece=piece, number=number)
        for kind in ("A", "AAAA"):
            gateway.dns(101 + number / 100, name, kind)
        events.append(traced(Action.DNS, name, 1 + number / 100, image=10 + number))
    result = close(gateway, *events)
    assert [one[:1] for one in thefts(result)] == [("npm_token",)]
    assert result.thefts[EVIL][0].requests > 1


def test_names_of_another_package_are_not_joined_with_them():
    gateway, events = Gateway().ready(), []
    for number, piece in enumerate(spread(TOKEN.value, 12)):
        gateway.dns(101 + number / 100, f"{piece}.evil.example")
        package = (EVIL, OTHER)[number % 2]
        events.append(traced(Action.DNS, f"{piece}.evil.example", 1 + number / 100, package))
    assert not close(gateway, *events).thefts


PACKED = base64.urlsafe_b64encode(gzip.compress(b"stolen: " + TOKEN.value)).decode()
MULTIPART = (
    '--x7{number}\r\nContent-Disposition: form-data; name="n"\r\n\r\n{number}\r\n'
    '--x7{number}\r\nContent-Disposition: form-data; name="f"; filename="p"\r\n\r\n{piece}\r\n'
    "--x7{number}--\r\n"
)
AS_IT_IS = {
    "parameter": lambda piece, number: {"target": f"/p?n={number}&d={piece}"},
    "path": lambda piece, number: {"target": f"/{number}/{piece}"},
    "picture": lambda piece, number: {"target": f"/p/{number}-40/{piece}.gif"},
    "directory": lambda piece, number: {"target": f"/{piece}/{number}/pixel.gif"},
    "member": lambda piece, number: {"body": json.dumps({"n": number, "d": piece}).encode()},
    "member within": lambda piece, number: {"body": json.dumps({"n": number, "d": {"c": piece}}).encode()},
    "form": lambda piece, number: {"body": f"n={number}&d={piece}&v=2".encode()},
    "part": lambda piece, number: {"body": MULTIPART.format(number=number, piece=piece).encode()},
    "body with a number": lambda piece, number: {"body": f"{number}:{piece}".encode()},
    "number behind": lambda piece, number: {"body": f"{piece}.{number}".encode()},
    "header": lambda piece, number: {"headers": [["x-id", piece], ["x-n", str(number)]]},
}


def sent_in_pieces(requests: list[dict[str, Any]], hosts: Sequence[str] = ("evil.example",)) -> Result:
    gateway, events = Gateway().ready(), []
    for number, request in enumerate(requests):
        host = hosts[number % len(hosts)]
        flow = gateway.flow(101 + number / 100, host)
        gateway.request(101.001 + number / 100, flow, host, **request)
        events.append(connect(0.9 + number / 100, host, gateway, image=9 + number))
    return close(gateway, *events)


def cut(text: str, size: int = 9) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


@pytest.mark.parametrize("form", AS_IT_IS)
@pytest.mark.parametrize(
    "text", [TOKEN.value.decode(), PACKED, PACKED[::-1]], ids=["plain", "packed", "turned"]
)
def test_a_value_spread_over_several_requests_is_found(form, text):
    requests = [AS_IT_IS[form](piece, number) for number, piece in enumerate(cut(text))]
    assert [one[0] for one in thefts(sent_in_pieces(requests))] == ["npm_token"]


@pytest.mark.parametrize("form", AS_IT_IS)
@pytest.mark.parametrize("first", [0, 1])
def test_pieces_that_carry_a_number_are_found_in_whatever_order_they_come(form, first):
    requests = [AS_IT_IS[form](piece, number) for number, piece in enumerate(cut(PACKED), first)]
    random.Random(7).shuffle(requests)  # noqa: S311 - the same in every run
    assert [one[0] for one in thefts(sent_in_pieces(requests))] == ["npm_token"]


def test_pieces_that_carry_where_they_begin_are_found_and_so_are_those_sent_twice():
    pieces = [(at, PACKED[at : at + 12]) for at in range(0, len(PACKED), 12)]
    requests = [{"target": f"/?at={at}&d={piece}"} for at, piece in [*pieces[::-1], pieces[3]]]
    assert [one[0] for one in thefts(sent_in_pieces(requests))] == ["npm_token"]


def test_other_requests_between_the_pieces_do_not_hide_them():
    pieces = [{"target": f"/p/{piece}.gif"} for piece in cut(PACKED)]
    hello, end = {"target": "/hello"}, {"target": "/p/", "body": b"done"}
    assert [one[0] for one in thefts(sent_in_pieces([hello, *pieces[:5], end, *pieces[5:]]))] == ["npm_token"]


@pytest.mark.parametrize("escaped", [False, True])
def test_pieces_that_are_encoded_each_by_itself_are_found(escaped):
    encoded = [base64.b64encode(piece.encode()).decode() for piece in cut(TOKEN.value.decode(), 7)]
    requests = [{"target": f"/?d={quote(piece, safe='') if escaped else piece}"} for piece in encoded]
    assert [one[0] for one in thefts(sent_in_pieces(requests))] == ["npm_token"]


def test_a_value_in_pieces_says_where_it_was_and_of_how_many_requests():
    pieces = cut(PACKED[::-1], 12)
    requests = [{"target": f"/p/s7/{number}-9/{piece}.gif"} for number, piece in enumerate(pieces)]
    (theft,) = sent_in_pieces(requests).thefts[EVIL]
    assert (theft.forms, theft.place) == (("reversed", "base64", "gzip"), "path")
    assert theft.requests == len(pieces)


def test_pieces_that_went_to_several_hosts_are_not_joined():
    requests = [{"target": f"/?d={piece}"} for piece in cut(PACKED)]
    assert not sent_in_pieces(requests, ["evil.example", "fine.example"]).thefts


def test_pieces_out_of_order_without_a_number_are_not_found():
    pieces = cut(TOKEN.value.decode())
    assert not sent_in_pieces([{"target": f"/?d={piece}"} for piece in (*pieces[1:], pieces[0])]).thefts


def test_numbers_that_count_nothing_put_nothing_in_order():
    pieces = cut(TOKEN.value.decode())
    numbers = (731, 12, 40_961, 5, 902)
    order = sorted(range(5), key=lambda at: -numbers[at])
    requests = [{"target": f"/?r={number}&d={pieces[at]}"} for at, number in zip(order, numbers, strict=True)]
    assert not sent_in_pieces(requests).thefts


def test_a_part_of_a_value_in_many_requests_is_no_theft():
    requests = [{"target": f"/?n={number}&d={TOKEN.value[:20].decode()}"} for number in range(9)]
    assert not sent_in_pieces(requests).thefts


def test_one_request_is_not_joined_with_itself(monkeypatch):
    monkeypatch.setattr("fpbox.sealed.thefts._MAX_JOINED", 0)
    gateway, event = posted(b"hello", "/a/b?c=d")
    assert not close(gateway, event).trouble


def test_more_to_join_than_is_searched_is_trouble(monkeypatch):
    monkeypatch.setattr("fpbox.sealed.thefts._MAX_JOINED", 5)
    requests = [{"target": "/?" + "&".join(f"p{at}={at}{number}" for at in range(9))} for number in range(3)]
    assert sent_in_pieces(requests).trouble == (
        "what was sent was too much, or too contrived, to be searched to its end",
    )


def test_the_same_value_to_one_host_is_one_theft_with_a_count():
    gateway = Gateway().ready()
    for at in (101.1, 101.2, 101.3):
        gateway.request(
            at + 0.01, gateway.flow(at, "evil.example"), "evil.example", body=b"lena-thinkpad-x13 %f" % at
        )
    result = close(gateway, *(connect(1 + n / 10, "evil.example", gateway, image=n) for n in (1, 2, 3)))
    assert [one.count for one in result.thefts[EVIL]] == [3]
    assert all(event.flags for event in result.events)


def test_what_a_package_sent_is_told_up_to_a_limit_and_the_rest_counted(monkeypatch):
    monkeypatch.setattr(accounts, "MAX_SENT", 2)
    gateway = Gateway().ready()
    flow = gateway.flow(101.0, "evil.example")
    for number in range(5):
        gateway.request(101.1 + number, flow, "evil.example")
    result = close(gateway, connect(0.9, "evil.example", gateway))
    assert (len(result.sent[EVIL]), result.left_out[EVIL]) == (2, 3)


def test_after_the_first_requests_what_is_joined_is_still_searched(monkeypatch):
    monkeypatch.setattr("fpbox.sealed.thefts._MAX_SEARCHED", 3)
    gateway = Gateway().ready()
    flow = gateway.flow(101.0, "evil.example")
    for number in range(9):
        gateway.request(
            101.1 + number, flow, "evil.example", f"/{number}", b"lena-thinkpad-x13" * (number == 8)
        )
    assert thefts(close(gateway, connect(0.9, "evil.example", gateway))) == [("host_name", (), "requests")]


def test_a_name_is_known_by_its_address_from_the_moment_it_was_answered():
    gateway = Gateway().ready()
    gateway.dns(101.0, "Evil.example")
    account = Account()
    event = connect(1.0, "Evil.example", gateway)
    assert account.named(event) is event
    account.feed(gateway.data)
    assert account.named(event).detail == ("evil.example",)


@pytest.mark.parametrize("data", [b"", b"not json\n"])
def test_a_record_that_is_not_whole_is_trouble(data):
    account = Account()
    account.feed(data)
    account.close()
    assert account.join(0, SERVICES).trouble


def test_a_whole_record_of_nothing_is_no_trouble():
    assert close(Gateway().ready()) == Result()


def test_an_attempt_to_get_past_the_gateway_is_an_event():
    gateway = Gateway().ready()
    gateway.say("attempt", t=START + 5, what="own_port", detail="tcp 15001")
    (event,) = close(gateway).events
    assert (event.action, event.call, event.detail) == (Action.ESCAPE, "gateway", ("own_port", "tcp 15001"))
    assert event.scope.package == UNATTRIBUTED


def test_an_attempt_in_a_flow_is_of_whoever_is_behind_the_flow():
    gateway = Gateway().ready()
    flow = gateway.flow(101.1, "registry.example", 443)
    gateway.say(
        "attempt", t=102 * SECOND, what="another_host", detail=f"flow {flow}: it asks for evil.example"
    )
    (event,) = close(gateway, connect(1.0, "registry.example", gateway, 443)).events
    assert (event.scope.package, event.first_ns, event.detail[0]) == (EVIL, 2 * SECOND, "another_host")


def test_a_connection_that_was_opened_and_not_used_is_told_apart():
    gateway = Gateway().ready()
    why = f"flow {gateway.flow(101.1, 'registry.example')}: it never said which host it wants"
    gateway.say("attempt", t=102 * SECOND, what="another_host", detail=why)
    (event,) = close(gateway).events
    assert event.detail == ("unnamed_host", why)


NODE_GYP = {
    "method": "GET",
    "target": "/v22.1.0/node-v22.1.0-headers.tar.gz",
    "headers": [["user-agent", "node-gyp v10.1.0 (node v22)"]],
}
NPM = {
    "method": "GET",
    "target": "/left-pad",
    "headers": [
        ["user-agent", "npm/10.5.0 node/v20.11.1 linux x64 workspaces/false"],
        ["npm-command", "install"],
        ["npm-session", "0f3a9c1d77b2e6a4"],
        ["accept", "application/vnd.npm.install-v1+json; q=1.0"],
    ],
}
PIP_AGENT = {
    "ci": None, "cpu": "x86_64", "distro": {"id": "bookworm", "name": "Debian GNU/Linux"}, "python": "3.11.2",
}  # fmt: skip
PIP = {
    "method": "GET",
    "target": "/simple/flask/",
    "headers": [["user-agent", f"pip/24.0 {json.dumps(PIP_AGENT)}"]],
}
TELEMETRY = {
    "event": "install",
    "anonymousId": "b3a8e0e1-6f0a-4a5e-9c93-0c51d70fd1c7",
    "os": "linux",
    "node": "20.11.1",
    "projectId": "9f86d081884c7d659a2feaa0c55ad015",
}
ORDINARY = (NODE_GYP, NPM, PIP, {"method": "POST", "target": "/v1/e", "body": json.dumps(TELEMETRY).encode()})


@pytest.mark.parametrize("fields", ORDINARY, ids=["headers", "npm", "pip", "telemetry"])
def test_what_honest_programs_send_is_no_theft(fields):
    gateway = Gateway().ready()
    gateway.request(101.2, gateway.flow(101.1, "cdn.example"), "cdn.example", **fields)
    result = close(gateway, connect(1.0, "cdn.example", gateway))
    assert len(result.sent[EVIL]) == 1
    assert not result.thefts


TEXT = st.text(max_size=60) | st.sampled_from(
    ["", "evil.example", "?", "&&=", "[::1]:9", "a" * 300, "\ud800", "\x1b[2J"]
)
BODY = st.binary(max_size=60) | st.sampled_from(
    [b"{}", b'{"a": "b"}', b"[" * 3_000, b"{" * 3_000, b'{"a": 1e999}']
)


@given(st.lists(st.tuples(TEXT, TEXT, TEXT, BODY, st.lists(st.tuples(TEXT, TEXT), max_size=3)), max_size=6))
def test_no_request_whatever_breaks_the_account(requests):
    gateway = Gateway().ready()
    for number, (host, method, target, body, headers) in enumerate(requests):
        flow = gateway.flow(101.0 + number, host, protocol=("tcp", "udp")[number % 2])
        gateway.dns(101.0 + number, host)
        gateway.tls(101.0 + number, flow, target, ended=bool(number % 3))
        gateway.request(
            101.5 + number,
            flow,
            host,
            target,
            body,
            method=method,
            protocol=method,
            headers=list(map(list, headers)),
        )
        gateway.bytes(101.6 + number, flow, body)
    result = close(gateway, connect(1.0, "evil.example", gateway))
    assert not result.trouble
    assert not result.thefts
    assert len([event for event in result.events if event.action is Action.REQUEST]) == 2 * len(requests)
    for sent in (one for of in result.sent.values() for one in of):
        assert sent.excerpt.replace("\n", "").isprintable()
        json.loads(encode.dumps(encode.sent(sent)))
