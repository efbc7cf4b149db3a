# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from datetime import datetime

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from fpbox.model import Theft
from fpbox.stream.events import MAX_MESSAGE_BYTES, Events, Tally, topic_part


@pytest.fixture
def events():
    return Events(site="lab", worker="host", run="run-1")


def every(events, sample):
    """One message of each type."""
    report = sample.report()
    return [
        events.run_started(report.run),
        events.finding(sample.finding()),
        events.run_finished(report),
        events.verdict(report, Tally(1, 2)),
        events.status("running", Tally()),
        *events.trace([sample.event(number) for number in range(3)]),
    ]


def test_an_independent_reader_of_cloudevents_reads_every_message(events, sample):
    for message in every(events, sample):
        read = JSONFormat().read(CloudEvent, message.payload)
        assert read.get_specversion() == "1.0"
        assert read.get_source().startswith("/fpbox/lab/host/run-1")
        assert read.get_type().startswith("io.fpbox.")
        assert isinstance(read.get_time(), datetime)
        assert read.get_datacontenttype() == "application/json"
        assert int(read.get_extension("sequence")) >= 1
        assert read.get_data() == json.loads(message.payload)["data"]


def test_ids_are_unique_and_sequences_have_no_gap_within_a_source(events, sample):
    read = [json.loads(message.payload) for _ in range(5) for message in every(events, sample)]
    assert len({event["id"] for event in read}) == len(read)
    by_source = {}
    for event in read:
        by_source.setdefault(event["source"], []).append(int(event["sequence"]))
    assert sorted(by_source) == [
        "/fpbox/lab/host/run-1",
        "/fpbox/lab/host/run-1/status",
        "/fpbox/lab/host/run-1/trace",
    ]
    for sequence in by_source.values():
        assert sequence == list(range(1, len(sequence) + 1))


def test_qos_and_retain_by_kind(events, sample):
    assert {(one.kind, one.qos, one.retain) for one in every(events, sample)} == {
        ("run", 1, False),
        ("finding", 1, False),
        ("verdict", 1, True),
        ("status", 1, True),
        ("trace", 0, False),
    }


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("host.example", "host.example"),
        ("a/b", "a-b"),
        ("+", "unknown"),
        ("#", "unknown"),
        ("", "unknown"),
        ("a\0b", "a-b"),
        ("\N{SNOWMAN} lab", "lab"),
        ("x" * 300, "x" * 64),
        ("$SYS", "SYS"),
    ],
)
def test_a_name_becomes_one_level_of_a_topic(name, part):
    assert topic_part(name) == part


def test_a_finding_that_is_too_large_is_sent_with_less_evidence(events, sample):
    evidence = sample.finding().evidence[0]
    message = events.finding(sample.finding(evidence=(evidence,) * 5000))
    data = json.loads(message.payload)["data"]
    assert len(message.payload) <= MAX_MESSAGE_BYTES
    assert len(data["evidence"]) + data["evidence_left_out"] == 5000
    assert len(data["evidence"]) > 100


def test_a_finding_of_very_many_thefts_is_sent_with_the_first_and_keeps_its_evidence(events, sample):
    stolen = Theft(
        "wallet", "x" * 8_000, "~/w", (), "body", "https://evil.example/", "evil.example", "240.0.0.1", 443
    )
    message = events.finding(sample.finding(thefts=(stolen,) * 100))
    data = json.loads(message.payload)["data"]
    assert len(message.payload) <= MAX_MESSAGE_BYTES
    assert len(data["thefts"]) + data["thefts_left_out"] == 100
    assert len(data["thefts"]) > 20
    assert data["thefts"][0]["value"] == stolen.value
    assert len(data["evidence"]) == 1


def test_a_verdict_over_very_many_packages_names_the_worst(events, sample):
    report = sample.report()
    quiet, worst = report.packages
    many = type(report)(report.run, report.coverage, report.verdict, (quiet,) * 5000 + (worst,))
    message = events.verdict(many, Tally())
    data = json.loads(message.payload)["data"]
    assert len(message.payload) <= MAX_MESSAGE_BYTES
    assert data["packages"][0]["purl"] == worst.package.purl
    assert len(data["packages"]) + data["packages_left_out"] == 5001


def test_trace_is_cut_into_messages_that_fit_and_keeps_its_order(events, sample):
    batch = [sample.event(number, object="/" + "x" * 3000 + str(number)) for number in range(700)]
    messages = list(events.trace(batch))
    assert all(len(message.payload) <= MAX_MESSAGE_BYTES for message in messages)
    sent = [one["seq"] for message in messages for one in json.loads(message.payload)["data"]["events"]]
    assert sent == list(range(1, 701))


def test_even_one_event_at_every_limit_fits(events, sample):
    worst = sample.event(object="\x01" * 9000, raw=b"\x01" * 9000, detail=("\x01" * 9000,) * 9)
    (message,) = events.trace([worst])
    assert len(message.payload) <= MAX_MESSAGE_BYTES


def test_no_events_give_no_message(events):
    assert list(events.trace([])) == []
