# SPDX-License-Identifier: Apache-2.0
"""What is counted of judged recordings, and how the page shows it."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

import page
import picture
from figures import Case, held_out, rates, recall, wilson
from fpbox.model import Level

CASE = Case(
    key="npm/x",
    stratum="npm discovery",
    simulated=True,
    held_out=False,
    score=70,
    level=Level.HIGH,
    purl="pkg:npm/sim-x@1.0.0",
    terms=("egress_attempt 0.12 x 1.00 x 1",),
    expected=Level.HIGH,
    wanted=("egress_attempt",),
    fired=frozenset({"egress_attempt"}),
    right=1,
    scopes=1,
    scopes_right=1,
    file_only=False,
    cpu_s=0.1,
)
MISS = replace(CASE, key="npm/missed", score=20, level=Level.LOW, fired=frozenset(), right=0, file_only=True)
BENIGN = replace(
    CASE, key="npm-calm", simulated=False, expected=Level.NONE, wanted=(), score=0, level=Level.NONE
)
ALARM = replace(BENIGN, key="npm-loud", score=90, level=Level.CRITICAL)


def test_rates_are_those_of_the_textbook():
    found = rates([CASE, CASE, CASE, MISS, BENIGN, ALARM], Level.HIGH)
    assert (found.precision, found.recall) == (0.75, 0.75)
    assert found.f1 == pytest.approx(0.75)
    assert (found.alarms, found.benign) == (1, 2)
    assert rates([CASE, MISS, BENIGN], None).recall == 0.5


def test_recall_by_label_leaves_out_what_is_labelled_below_the_level():
    medium = replace(CASE, expected=Level.MEDIUM, level=Level.MEDIUM)
    missed = replace(MISS, expected=Level.CRITICAL)
    cases = [
        CASE,
        replace(CASE, expected=Level.CRITICAL),
        missed,
        medium,
        replace(ALARM, expected=Level.HIGH),
    ]
    assert recall(cases, Level.HIGH) == (2, 3)
    assert recall(cases, Level.MEDIUM) == (3, 4)
    assert rates(cases, Level.HIGH).recall == 0.5
    assert recall([BENIGN], Level.HIGH) == (0, 0)


def test_the_page_gives_the_recall_by_label_of_each_part_besides_that_of_all():
    medium = replace(CASE, expected=Level.MEDIUM, level=Level.MEDIUM)
    text = page.render([CASE, medium, replace(MISS, held_out=True), BENIGN])
    parts = [part.partition("\n## ")[0] for part in text.split("| flagged at | precision |")[1:]]
    assert ["high or critical: 100.0% (1/1;" in part for part in parts] == [True, False, False]
    assert ["high or critical: 0.0% (0/1;" in part for part in parts] == [False, True, False]
    assert "high or critical: 50.0% (1/2; 9.5% to 90.5%)." in parts[2]
    assert "medium or above: 66.7% (2/3; 20.8% to 93.9%)." in parts[2]
    assert "| `high` | 100.0% | 33.3% (1/3; 6.1% to 79.2%)" in parts[2]


def test_what_was_run_on_another_machine_is_said_with_the_options():
    large = replace(CASE, key="npm/large", options="--persona developer+size=large --disguise")
    assert f"- **npm/large**: `{large.options}`" in page.render([CASE, large, BENIGN])
    assert "changed so" not in page.render([CASE, BENIGN])


def test_the_page_tells_the_recall_among_those_that_do_something_and_names_the_others():
    text = page.render([CASE, replace(MISS, key="npm/idle", inert="It only waits for Windows."), BENIGN])
    assert "high or critical: 50.0% (1/2; 9.5% to 90.5%);\n  of those that do something, 100.0% (1/1;" in text
    assert "- **npm/idle**: It only waits for Windows." in text


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_intervals_are_wilsons(hits, total, low, high):
    assert wilson(hits, total) == pytest.approx((low, high), abs=5e-5)


def test_of_each_stratum_about_a_third_is_held_out_always_the_same():
    strata = [(f"{kind}{number}", kind) for kind in "ab" for number in range(10)]
    chosen = held_out(strata)
    assert chosen == held_out(reversed(strata))
    assert [sum(name.startswith(kind) for name in chosen) for kind in "ab"] == [3, 3]


def test_misses_and_false_alarms_are_named_with_their_terms_unless_held_out():
    text = page.render([CASE, MISS, BENIGN, ALARM])
    assert "**npm/missed**" in text
    assert "did not fire: egress_attempt" in text
    assert "**npm-loud**" in text
    assert "not yet understood" in text
    hidden = page.render([CASE, replace(MISS, held_out=True), replace(ALARM, held_out=True), BENIGN])
    assert "npm/missed" not in hidden
    assert "npm-loud" not in hidden
    assert "npm/missed" in page.named([replace(MISS, held_out=True)], held=True)


def test_the_time_that_judging_took_does_not_make_the_page_stale():
    slow = [replace(one, cpu_s=9.0) for one in (CASE, BENIGN)]
    assert page.render([CASE, BENIGN]) != page.render(slow)
    assert page.without_times(page.render([CASE, BENIGN])) == page.without_times(page.render(slow))


def test_the_picture_is_well_formed_and_shows_every_score():
    drawn = ET.fromstring(picture.histogram([CASE, MISS, BENIGN, ALARM]))  # noqa: S314 - our own
    texts = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count("1") == 4
    assert "2 simulations, by score" in texts
