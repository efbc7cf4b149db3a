# SPDX-License-Identifier: Apache-2.0
"""docs/asyncapi.yaml against what a real broker hands to a subscriber."""

from __future__ import annotations

import asyncio
import copy
import json
import re
from pathlib import Path

import jsonschema
import pytest
import referencing
import yaml
from referencing.jsonschema import DRAFT202012

from fpbox.stream import open_stream

DOCS = Path(__file__).parents[2] / "docs"
BASE = "urn:docs/"


@pytest.fixture(scope="module")
def asyncapi():
    return yaml.safe_load((DOCS / "asyncapi.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def validator(asyncapi):
    """Give a validator for each message's name, with references resolved as in the folder docs."""
    report = json.loads((DOCS / "report.schema.json").read_text(encoding="utf-8"))
    report.pop("$id")
    registry = referencing.Registry().with_resources(
        (name, DRAFT202012.create_resource(content))
        for name, content in [(f"{BASE}asyncapi.yaml", asyncapi), ("./report.schema.json", report)]
    )
    names = {message["name"]: key for key, message in asyncapi["components"]["messages"].items()}

    def for_type(name):
        pointer = f"{BASE}asyncapi.yaml#/components/messages/{names[name]}/payload"
        return jsonschema.Draft202012Validator(
            {"$ref": pointer}, registry=registry, format_checker=jsonschema.FormatChecker()
        )

    return for_type


@pytest.fixture
async def published(broker, subscribe, sample, tmp_path):
    """Publish a run with everything in it, and return what mosquitto_sub printed."""
    subscriber = subscribe(broker)
    hostile = sample.finding(
        1, evidence=(sample.finding().evidence[0],) * 3000, phase="\x00\udcff", needs=("os_fingerprint",)
    )
    async with open_stream(broker.url, tmp_path / "record", "run-1", tmp_path / "state") as stream:
        stream.run_started(sample.INFO)
        async with asyncio.timeout(60):
            while not subscriber.events("run"):  # noqa: ASYNC110 - the subscriber is another process
                await asyncio.sleep(0.02)
        stream.finding(sample.finding())
        stream.finding(hostile)
        stream.events([sample.event(number, raw=b"\xff\x00") for number in range(3)])
        stream.run_finished(sample.report())
        stream.verdict(sample.report(findings=(sample.finding(), hostile)))
        assert await stream.drain(60) == 0
    async with asyncio.timeout(60):
        while len(subscriber.messages()) < 8:  # noqa: ASYNC110 - the subscriber is another process
            await asyncio.sleep(0.02)
    return subscriber.messages()


@pytest.mark.broker
async def test_what_is_published_is_what_is_described(published, asyncapi, validator):
    seen = set()
    for message in published:
        event = message["payload"]
        validator(event["type"]).validate(event)
        kind = message["topic"].split("/")[3]
        channel = asyncapi["channels"][kind]
        assert re.fullmatch(re.sub(r"\{\w+\}", "[A-Za-z0-9._-]+", channel["address"]), message["topic"])
        described = {one["$ref"].rsplit("/", 1)[1] for one in channel["messages"].values()}
        assert event["type"] in {asyncapi["components"]["messages"][name]["name"] for name in described}
        seen.add(event["type"])
    assert seen == {message["name"] for message in asyncapi["components"]["messages"].values()}


@pytest.mark.broker
async def test_qos_is_what_is_described(published, asyncapi):
    for message in published:
        operation = asyncapi["operations"][f"publish{message['topic'].split('/')[3].capitalize()}"]
        assert message["qos"] == operation["bindings"]["mqtt"]["qos"]


@pytest.mark.broker
async def test_every_key_that_is_published_is_described(published, asyncapi):
    schemas = asyncapi["components"]["schemas"]
    by_type = {message["payload"]["type"]: message["payload"] for message in published}
    assert set(by_type["io.fpbox.verdict.v1"]["data"]) == set(schemas["verdict"]["properties"])
    trace = by_type["io.fpbox.trace.batch.v1"]["data"]["events"][0]
    assert set(trace) == set(schemas["trace"]["properties"]["events"]["items"]["properties"])
    for event in by_type.values():
        assert set(event) == set(schemas["event"]["properties"])


@pytest.mark.broker
async def test_the_description_notices_what_is_wrong(published, validator):
    finding = next(one["payload"] for one in published if one["payload"]["type"] == "io.fpbox.finding.v1")
    for key, value in {"subject": "evil", "sequence": "1", "id": 7, "specversion": "0.3", "data": {}}.items():
        wrong = copy.deepcopy(finding) | {key: value}
        with pytest.raises(jsonschema.ValidationError):
            validator(finding["type"]).validate(wrong)
