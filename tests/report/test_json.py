# SPDX-License-Identifier: Apache-2.0
"""The JSON report against its schema, and the schema against the contract."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import jsonschema
import pytest

from fpbox.model import (
    TOOLCHAIN,
    Action,
    Connection,
    Coverage,
    Evidence,
    Finding,
    Importance,
    Level,
    Outcome,
    Package,
    PackageScore,
    Report,
    RunInfo,
    Term,
    Verdict,
)
from fpbox.report import json as report_json

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/report.schema.json").read_text(encoding="utf-8"))
TOKEN = "npm_" + "a1B2" * 9

CONTRACT = {
    "": {"schema", "run", "coverage", "verdict", "packages", "network"},
    "run": {
        *("id", "command", "image", "image_digest", "started", "duration_s", "exit_code", "network", "level"),
    },
    "coverage": {"complete", "calls", "lost", "notes"},
    "package": {"purl", "score", "level", "bits", "via", "phases", "terms", "findings"},
    "term": {"recipe", "weight", "novelty", "confidence"},
    "finding": {
        *("recipe", "title", "tactic", "technique", "importance", "bits", "count", "first_s", "evidence"),
    },
    "evidence": {"seq", "action", "object", "pid", "exe", "argv", "result"},
    "connection": {"host", "address", "port", "proto", "package", "allowed"},
}


@pytest.fixture
def report():
    package = Package("pkg:npm/evil-pkg@1.0.2", "npm", "evil-pkg", "1.0.2", ("app", "foo", "evil-pkg"))
    argv = (
        "node",
        "probe.js",
        "\udcff\x1b[31m",
        "--token",
        "hunter2hunter2",
        f"https://me:{TOKEN}@mirror.example/",
    )
    evidence = Evidence(9, 1_234_567_891, Action.OPEN, "/proc/version", 42, "/usr/bin/node", argv, "ok")
    finding = Finding(
        recipe="os_fingerprint",
        title="Reads what system it is on",
        tactic="discovery",
        technique="T1082",
        importance=Importance.MEDIUM,
        package=package,
        phase="postinstall",
        bits=8.5,
        count=2,
        first_ns=1_234_567_891,
        evidence=(evidence,),
    )
    terms = (Term("os_fingerprint", 0.12, 1.0, 0.9),)
    scored = PackageScore(package, 71, Level.HIGH, 41.0, ("postinstall",), terms, (finding,))
    quiet = PackageScore(TOOLCHAIN, 0, Level.NONE, 0.0, (), (), ())
    return Report(
        run=RunInfo(
            id="run-1",
            command=("npm", "install"),
            image="fpbox/npm:1",
            image_digest="sha256:0123",
            started="2026-01-02T03:04:05Z",
            duration_s=12.5,
            exit_code=None,
            network="none",
            level="deep",
        ),
        coverage=Coverage(complete=True, calls=43424, lost=0),
        verdict=Verdict(Outcome.FLAGGED, Level.HIGH, ("a package scored 71",), (package.purl,)),
        packages=(quiet, scored),
        network=(Connection("exfil.example", "240.0.0.1", 443, "tcp", package, allowed=False),),
    )


@pytest.fixture
def document(report):
    return json.loads(report_json.render(report))


def test_the_schema_is_a_schema_and_demands_exactly_the_contract():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for part, keys in CONTRACT.items():
        assert set((SCHEMA["$defs"][part] if part else SCHEMA)["required"]) == keys, part


def test_a_report_fits_its_schema(document):
    jsonschema.Draft202012Validator(SCHEMA).validate(document)


def test_the_report_has_every_key_that_the_schema_knows_and_no_other(document):
    package = document["packages"][0]
    parts = {
        "": document,
        "run": document["run"],
        "coverage": document["coverage"],
        "package": package,
        "term": package["terms"][0],
        "finding": package["findings"][0],
        "evidence": package["findings"][0]["evidence"][0],
        "connection": document["network"][0],
    }
    for part, value in parts.items():
        assert set(value) == set((SCHEMA["$defs"][part] if part else SCHEMA)["properties"]), part


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("schema",), "fpbox.report/2"),
        (("verdict",), "fine"),
        (("run", "exit_code"), "0"),
        (("packages", 0, "score"), 101),
        (("packages", 0, "purl"), "evil-pkg"),
        (("packages", 0, "findings", 0, "evidence", 0, "action"), "look"),
        (("network", 0, "port"), 65536),
    ],
)
def test_the_schema_notices_what_is_wrong(document, place, value):
    wrong = copy.deepcopy(document)
    target = wrong
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(wrong)


def test_packages_stand_worst_first(document):
    assert [package["purl"] for package in document["packages"]] == ["pkg:npm/evil-pkg@1.0.2", "toolchain"]


def test_figures_are_those_of_the_run(document):
    assert document["verdict"] == "flagged"
    assert document["coverage"]["calls"] == 43424
    assert document["packages"][0]["findings"][0]["first_s"] == 1.234568
    assert document["run"]["exit_code"] is None


def test_arguments_are_safe_to_keep(report):
    rendered = report_json.render(report)
    assert TOKEN.encode() not in rendered
    assert b"hunter2" not in rendered
    argv = json.loads(rendered)["packages"][0]["findings"][0]["evidence"][0]["argv"]
    assert argv == [
        "node",
        "probe.js",
        "\\xff\x1b[31m",
        "--token",
        "[redacted]",
        "https://[redacted]@mirror.example/",
    ]


def test_the_file_is_one_text_that_ends_with_a_newline(report):
    rendered = report_json.render(report)
    assert rendered.endswith(b"}\n")
    assert b"\x1b" not in rendered
