# SPDX-License-Identifier: Apache-2.0
"""Why a package has its score: the terms add up, the evidence is a timeline, the processes a tree."""

from __future__ import annotations

import io
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from fpbox.errors import UsageError
from fpbox.model import (
    Action,
    Coverage,
    Evidence,
    Finding,
    Importance,
    Outcome,
    Package,
    Process,
    Report,
    RunInfo,
    Verdict,
)
from fpbox.report import json as report_json
from fpbox.report.explain import render
from fpbox.report.explanation import Explanation, explain, read
from fpbox.score import score

EVIL = Package("pkg:npm/%40scope/evil@1.0.2", "npm", "@scope/evil", "1.0.2", ("app", "@scope/evil"))
QUIET = Package("pkg:npm/quiet@2.0.0", "npm", "quiet", "2.0.0")
INFO = RunInfo(
    "run-1", ("npm", "install"), "image", "sha256:0", "2026-01-02T03:04:05Z", 1.0, 0, "open", "deep"
)


def process(image: int, above: Process | None, kind: Any, *argv: str) -> Process:
    return Process(
        image,
        above.image if above else 0,
        100 + image,
        1,
        f"/usr/bin/{argv[0]}",
        argv,
        "/",
        kind=kind,
        above=above,
    )


def finding(recipe: str, importance: Importance, *evidence: Evidence, **changes: Any) -> Finding:
    values = {"bits": 4.0, "count": 1, "first_ns": 1, "evidence": evidence, "intent": True, **changes}
    return Finding(recipe, "Title", "discovery", "T1082", importance, EVIL, "postinstall", **values)


def seen(seq: int, action: Action, obj: str, who: Process, **changes: Any) -> Evidence:
    return Evidence(
        seq,
        seq * 1_000_000_000,
        action,
        obj,
        who.pid,
        who.exe,
        who.argv,
        "ok",
        image=who.image,
        process=who,
        **changes,
    )


def made() -> bytes:
    npm = process(1, None, "root", "npm", "install")
    fork = process(2, npm, "fork", "npm", "install")
    shell = process(3, fork, "exec", "sh", "-c", "node probe.js")
    node = process(4, shell, "exec", "node", "probe.js", "\x1b[31m")
    findings = (
        finding("os_fingerprint", Importance.MEDIUM, seen(9, Action.OPEN, "/proc/version", node)),
        finding("machine_fingerprint", Importance.HIGH, seen(7, Action.OPEN, "/etc/machine-id", node)),
        finding("mass_discovery", Importance.MEDIUM, seen(7, Action.OPEN, "/etc/machine-id", node)),
        finding(
            "cpu_fingerprint", Importance.LOW, seen(5, Action.OPEN, "/proc/cpuinfo", shell), explained=True
        ),
        finding("probe_then_egress", Importance.HIGH, needs=("os_fingerprint", "egress_attempt")),
    )
    report = Report(
        run=INFO,
        coverage=Coverage(complete=True, calls=9, lost=0),
        verdict=Verdict(Outcome.FLAGGED, None),
        packages=(score(EVIL, findings), score(QUIET, ())),
    )
    return report_json.render(report)


@pytest.fixture
def document() -> bytes:
    return made()


def one(document: bytes, wanted: str = "") -> Explanation:
    (found,) = explain(read(document, "r.json"), wanted)
    return found


def shown(explanation: Explanation, width: int = 160) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False, markup=False)
    for part in render(explanation):
        console.print(part)
    return out.getvalue()


def test_the_terms_add_up_to_the_score(document: bytes) -> None:
    found = one(document)
    assert found.adds_up
    assert round(found.steps[-1].points) == found.score
    assert [step.points for step in found.steps] == sorted(step.points for step in found.steps)
    assert "cpu_fingerprint" not in {step.recipe for step in found.steps}
    assert found.explained == ("cpu_fingerprint",)
    assert found.joins == (("probe_then_egress", ("os_fingerprint", "egress_attempt")),)


def test_a_score_that_was_changed_is_told(document: bytes) -> None:
    report = read(document, "r.json")
    report["packages"][0]["score"] = 3
    changed = explain(report, EVIL.purl)[0]
    assert not changed.adds_up
    assert "do not give that score" in shown(changed)


def test_evidence_comes_in_the_order_of_time_and_what_several_recipes_saw_once(document: bytes) -> None:
    timeline = one(document).timeline
    assert [(moment.object, moment.recipes) for moment in timeline] == [
        ("/proc/cpuinfo", ("cpu_fingerprint",)),
        ("/etc/machine-id", ("machine_fingerprint", "mass_discovery")),
        ("/proc/version", ("os_fingerprint",)),
    ]
    assert [moment.explained for moment in timeline] == [True, False, False]


@pytest.mark.parametrize(
    ("tried", "expected"),
    [(("curl", "curl"), ["/usr/bin/curl"]), (("wget", "curl"), ["/usr/local/bin/wget", "/usr/bin/curl"])],
    ids=["found in the end", "never found"],
)
def test_a_search_through_path_is_shown_by_its_end(tried: tuple[str, str], expected: list[str]) -> None:
    shell = process(1, None, "root", "sh", "-c", "curl x")
    missing = replace(seen(1, Action.EXEC, f"/usr/local/bin/{tried[0]}", shell), result="missing")
    started = seen(2, Action.EXEC, f"/usr/bin/{tried[1]}", shell)
    found = (finding("network_tool", Importance.MEDIUM, missing, started),)
    coverage, verdict = Coverage(complete=True, calls=9, lost=0), Verdict(Outcome.CLEAN, None)
    report = Report(INFO, coverage, verdict, (score(EVIL, found),))
    assert [one.object for one in one(report_json.render(report)).timeline] == expected


def test_processes_stand_below_the_one_that_started_them(document: bytes) -> None:
    (root,) = one(document).trees
    assert root.argv == ("npm", "install")
    (fork,) = root.children
    (shell,) = fork.children
    (node,) = shell.children
    assert (shell.argv[1], node.argv[1]) == ("-c", "probe.js")
    tree = shown(one(document)).partition("Processes")[2].partition("Timeline")[0]
    lines = [line for line in tree.splitlines() if line.strip()][1:]
    assert [line.split()[1] for line in lines] == ["npm", "sh", "node"]  # the fork is not worth a line


@pytest.mark.parametrize("name", [EVIL.purl, "@scope/evil", "@scope/evil@1.0.2"])
def test_a_package_may_be_called_by_its_purl_or_its_name(document: bytes, name: str) -> None:
    assert one(document, name).purl == EVIL.purl


def test_a_package_that_ran_nothing_is_an_error_that_names_those_that_did(document: bytes) -> None:
    with pytest.raises(UsageError, match="quiet@2"):
        explain(read(document, "r.json"), "left-pad")


def test_without_a_name_every_package_with_a_score_is_explained(document: bytes) -> None:
    assert [found.purl for found in explain(read(document, "r.json"))] == [EVIL.purl]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"schema": "other/1"}', b"\xff"])
def test_what_is_no_report_is_refused(content: bytes) -> None:
    with pytest.raises(UsageError, match=r"r\.json"):
        read(content, "r.json")


def test_what_a_program_says_cannot_move_the_cursor(document: bytes) -> None:
    assert "\x1b" not in shown(one(document))


def _paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(path for key, below in items for path in _paths(below, (*here, key)))]


@given(data=st.data())
def test_a_damaged_report_is_an_error_or_is_explained_but_never_a_crash(data: st.DataObject) -> None:
    report = read(made(), "r.json")
    path = data.draw(st.sampled_from([path for path in _paths(report["packages"], ("packages",)) if path]))
    target: Any = report
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = data.draw(st.sampled_from([None, "x", -1, [], {}, [None], {"a": 1}, 1e308]))
    try:
        found = explain(report)
    except UsageError:
        return
    for explanation in found:
        shown(explanation)


def test_a_line_of_processes_without_end_is_cut(document: bytes) -> None:
    report = read(document, "r.json")
    last = report["packages"][0]["processes"][-1]
    chain = [{**last, "image": number, "parent": number - 1} for number in range(2, 5000)]
    report["packages"][0]["processes"] = chain
    (found,) = explain(report)
    assert "node" in shown(found)
    assert asdict(found)["trees"]
