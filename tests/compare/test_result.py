# SPDX-License-Identifier: Apache-2.0
"""A comparison's verdict, exit code, JSON and table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from compared import CATALOGUE, Traced, runs
from fpbox.compare import Comparison, conclude
from fpbox.comparing import exit_code
from fpbox.model import Level, Outcome
from fpbox.report.comparison import render, render_json
from fpbox.session import TIME_LIMIT_REACHED

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA = json.loads((DOCS / "comparison.schema.json").read_text("utf-8"))
REPORT = json.loads((DOCS / "report.schema.json").read_text("utf-8"))
THEFT = ("open ~/.ssh/id_ed25519", "dns collector.invalid")


def compared(*traced: Traced, fail_on: Level | None = Level.HIGH) -> Comparison:
    return conclude(runs(*traced), CATALOGUE, fail_on)


def sly(persona: str, *lines: str, **more: Any) -> Traced:
    return Traced(persona, f"/home/{persona}", ci=persona == "ci", **more).ran("sly").see(*lines)


def document(found: Comparison) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(render_json(found))
    registry = Registry().with_resource(REPORT["$id"], Resource.from_contents(REPORT))
    jsonschema.Draft202012Validator(SCHEMA, registry=registry).validate(made)
    return made


def test_alike_runs_are_clean() -> None:
    found = compared(*(sly(persona, "call/uname") for persona in ("developer", "developer", "ci")))
    assert found.verdict.outcome is Outcome.CLEAN
    assert exit_code(found, failed=False) == 0
    assert document(found)["packages"][0]["differences"] == []


def test_what_is_done_as_one_only_counts_in_the_score() -> None:
    found = compared(sly("developer"), sly("developer"), sly("ci", "open /etc/machine-id"))
    (entry,) = found.packages
    alone = found.runs[-1].report.packages[0]
    assert {one.recipe for one in entry.score.terms} == {"machine_fingerprint", "targeted_behaviour"}
    assert entry.score.score > alone.score
    assert found.verdict.outcome is Outcome.FLAGGED
    assert exit_code(found, failed=False) == 3


def test_what_any_run_found_is_in_the_score_though_nothing_differs() -> None:
    found = compared(*(sly(persona, *THEFT) for persona in ("developer", "developer", "ci")))
    assert found.verdict.outcome is Outcome.FLAGGED
    assert "targeted_behaviour" not in {one.recipe for one in found.packages[0].score.findings}


@pytest.mark.parametrize(
    ("more", "said", "code"),
    [
        ({"trouble": ("5 events were lost",)}, "as ci: 5 events were lost", 4),
        ({"exit_code": 1}, "the command did not end alike", 4),
        ({"exit_code": None}, "the command did not end alike", 4),
        ({"image": "sha256:1"}, "different images", 4),
        ({"trouble": (TIME_LIMIT_REACHED,)}, "time limit", 124),
    ],
)
def test_runs_that_cannot_be_held_against_each_other_are_never_clean(
    more: dict[str, Any], said: str, code: int
) -> None:
    found = compared(sly("developer"), sly("developer"), sly("ci", **more))
    assert found.verdict.outcome is Outcome.INCONCLUSIVE
    assert said in " ".join(found.verdict.reasons)
    assert exit_code(found, failed=False) == code


def test_more_than_can_be_taken_down_is_inconclusive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fpbox.compare.diary._MAX_DOINGS", 3)
    lines = [f"stat /a/b{'c' * number}" for number in range(5)]
    found = compared(sly("developer"), sly("developer"), sly("ci", *lines))
    assert "as ci: more was done than can be compared" in found.verdict.reasons


def test_without_a_level_to_fail_on_the_commands_own_code_is_returned() -> None:
    found = compared(sly("developer"), sly("developer"), sly("ci", *THEFT), fail_on=None)
    assert exit_code(found, failed=False) == 0
    assert exit_code(found, failed=True) == 125
    unlike = compared(sly("developer", exit_code=7), sly("ci", exit_code=0), fail_on=None)
    assert exit_code(unlike, failed=False) == 7


def test_the_json_has_every_run_and_every_difference() -> None:
    found = document(compared(sly("developer"), sly("developer"), sly("ci", *THEFT)))
    assert [(one["variant"], one["repeat"]) for one in found["runs"]] == [
        ("developer", 0), ("developer", 1), ("ci", 0)
    ]  # fmt: skip
    (package,) = found["packages"]
    shown = {(one["action"], one["object"], tuple(one["only_as"])) for one in package["differences"]}
    assert ("open", "~/.ssh/id_ed#", ("ci",)) in shown
    ssh = next(one for one in package["recipe_differences"] if one["recipe"] == "ssh_keys")
    assert (ssh["importance"]["developer"], ssh["counts"]) == (None, True)


def test_the_table_shows_side_by_side_what_was_done_as_whom() -> None:
    lines = [line.plain for line in render(compared(sly("developer"), sly("developer"), sly("ci", *THEFT)))]
    text = "\n".join(lines)
    assert lines[0].startswith("fpbox: compared developer, ci, and developer again")
    row = next(line for line in lines if "opened ~/.ssh/id_ed25519" in line)
    assert row.split()[-2:] == ["-", "yes"]
    assert "targeted_behaviour" in text
    assert "fpbox: flagged" in text


def test_what_a_package_says_cannot_disturb_the_terminal() -> None:
    evil = "exec /usr/bin/x x \x1b[2J\x1b]0;owned\x07"
    found = compared(sly("developer"), sly("developer"), sly("ci", evil))
    assert not [char for line in render(found) for char in line.plain if not char.isprintable()]
    document(found)
