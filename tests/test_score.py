# SPDX-License-Identifier: Apache-2.0
"""Scores add up, keep their bounds, and never turn doubt into a clean verdict."""

from __future__ import annotations

from dataclasses import replace
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.model import Coverage, Finding, Importance, Level, Outcome, Package
from fpbox.score import WEIGHTS, level_of, score, verdict

PACKAGE = Package("pkg:npm/x@1", "npm", "x", "1")
FULL = Coverage(complete=True, calls=10, lost=0)


def finding(
    recipe: str,
    importance: Importance = Importance.MEDIUM,
    technique: str = "T1082",
    *,
    bits: float = 0,
    **more: object,
) -> Finding:
    return Finding(
        recipe=recipe,
        title=recipe,
        tactic="discovery",
        technique=technique,
        importance=importance,
        package=PACKAGE,
        phase="postinstall",
        bits=bits,
        count=1,
        first_ns=1,
        evidence=(),
        **more,
    )


FINDINGS = st.lists(
    st.builds(
        finding,
        st.sampled_from("abcdefgh"),
        st.sampled_from(list(Importance)),
        st.sampled_from(["T1082", "T1016", "T1033", "T1057"]),
        bits=st.floats(0, 40),
        novelty=st.floats(0, 1),
        confidence=st.floats(0, 1),
        intent=st.booleans(),
        explained=st.booleans(),
    ),
    max_size=10,
)


@given(FINDINGS)
def test_a_score_is_what_its_terms_add_up_to_under_its_cap(findings):
    result = score(PACKAGE, findings)
    by_hand = round(100 * (1 - prod(1 - t.weight * t.novelty * t.confidence for t in result.terms)))
    assert result.score == min(by_hand, result.cap)
    assert 0 <= result.score <= 100
    assert result.level is level_of(result.score)
    assert bool(result.cap_reason) is (result.cap < 100)
    assert (
        len({term.recipe for term in result.terms}) == len(result.terms) == len({f.recipe for f in findings})
    )


@given(FINDINGS, FINDINGS)
def test_more_findings_never_lower_a_score(some, more):
    assert score(PACKAGE, some).score <= score(PACKAGE, some + more).score


@given(FINDINGS, st.randoms())
def test_the_order_does_not_matter(findings, random):
    shuffled = list(findings)
    random.shuffle(shuffled)
    assert score(PACKAGE, shuffled).score == score(PACKAGE, findings).score


@given(FINDINGS)
def test_what_the_control_run_explains_weighs_nothing(findings):
    explained = [replace(one, explained=True) for one in findings]
    result = score(PACKAGE, explained)
    assert (result.score, result.bits) == (0, 0)


@given(FINDINGS)
def test_a_more_important_finding_never_lowers_a_score(findings):
    raised = [replace(one, importance=Importance.CRITICAL) for one in findings]
    assert score(PACKAGE, findings).score <= score(PACKAGE, raised).score


def test_nothing_scores_nothing():
    result = score(PACKAGE, ())
    assert (result.score, result.level, result.terms, result.cap) == (0, Level.NONE, (), 100)


def test_many_weak_findings_stay_low():
    result = score(PACKAGE, [finding(f"r{n}", Importance.LOW) for n in range(50)])
    assert (result.score, result.level) == (29, Level.LOW)
    assert "medium importance" in result.cap_reason


def test_many_findings_that_deserve_a_look_stay_medium():
    result = score(PACKAGE, [finding(f"r{n}", Importance.MEDIUM, intent=True) for n in range(9)])
    assert (result.score, result.level) == (59, Level.MEDIUM)
    assert "high importance" in result.cap_reason


@pytest.mark.parametrize(
    ("importance", "level", "confidence"),
    [
        (Importance.INFO, Level.NONE, 1.0),
        (Importance.LOW, Level.LOW, 0.6),
        (Importance.MEDIUM, Level.MEDIUM, 0.8),
        (Importance.HIGH, Level.HIGH, 0.8),
        (Importance.CRITICAL, Level.CRITICAL, 0.9),
    ],
)
def test_an_importance_is_the_level_that_a_finding_justifies_alone(importance, level, confidence):
    for sure in (confidence, 1.0):
        assert score(PACKAGE, [finding("one", importance, intent=True, confidence=sure)]).level is level


def test_what_many_benign_packages_show_loses_its_level():
    assert score(PACKAGE, [finding("one", Importance.HIGH, intent=True, novelty=0.7)]).level is Level.MEDIUM


def test_without_a_purpose_a_package_stays_medium():
    result = score(PACKAGE, [finding(f"r{n}", Importance.HIGH) for n in range(9)])
    assert (result.score, result.level) == (59, Level.MEDIUM)
    assert "purpose" in result.cap_reason


def test_a_purpose_lifts_the_cap():
    found = [finding(f"r{n}", Importance.HIGH) for n in range(9)]
    assert score(PACKAGE, [*found, finding("egress", intent=True)]).score > 90


@pytest.mark.parametrize(
    ("techniques", "bits", "capped"),
    [(("T1", "T2", "T3"), 11, False), (("T1", "T2", "T2"), 11, True), (("T1", "T2", "T3"), 10, True)],
)
def test_thirty_three_bits_from_three_techniques_lift_it_too(techniques, bits, capped):
    found = [finding(f"r{n}", Importance.HIGH, t, bits=bits) for n, t in enumerate(techniques)]
    assert (score(PACKAGE, found).score == 59) is capped


def test_a_purpose_that_every_benign_package_shows_lifts_nothing():
    found = [finding(f"r{n}", Importance.HIGH) for n in range(9)]
    assert score(PACKAGE, [*found, finding("egress", intent=True, novelty=0.0)]).score == 59


def test_bits_count_each_recipe_once_and_no_correlation():
    found = [
        finding("a", bits=5),
        finding("a", bits=7),
        finding("b", bits=3),
        finding("c", bits=9, needs=("a",)),
    ]
    assert score(PACKAGE, found).bits == 10


def test_weights_and_levels():
    assert list(WEIGHTS.values()) == [0.0, 0.05, 0.45, 0.75, 0.95]
    edges = {
        0: "none",
        1: "low",
        29: "low",
        30: "medium",
        59: "medium",
        60: "high",
        84: "high",
        85: "critical",
        100: "critical",
    }
    assert {points: level_of(points).value for points in edges} == edges


HIGH = score(PACKAGE, [finding("a", Importance.HIGH, intent=True)])
LOW = score(replace(PACKAGE, purl="pkg:npm/y@1"), [finding("a", Importance.LOW)])


def test_a_flagged_package_flags_the_run():
    result = verdict([LOW, HIGH], FULL, Level.HIGH)
    assert (result.outcome, result.flagged) == (Outcome.FLAGGED, ("pkg:npm/x@1",))
    assert result.reasons == ("pkg:npm/x@1 scores 75 (high)",)


@pytest.mark.parametrize(
    ("fail_on", "outcome"),
    [(Level.CRITICAL, Outcome.CLEAN), (Level.LOW, Outcome.FLAGGED), (None, Outcome.CLEAN)],
)
def test_the_level_asked_for_decides(fail_on, outcome):
    assert verdict([LOW, HIGH], FULL, fail_on).outcome is outcome


@pytest.mark.parametrize(
    "coverage",
    [
        Coverage(complete=False, calls=1, lost=0),
        Coverage(complete=True, calls=1, lost=2),
        Coverage(complete=True, calls=1, lost=0, trouble=("the tracer failed",)),
        Coverage(complete=False, calls=1, lost=0, trouble=("the time limit was reached",)),
    ],
)
def test_doubt_is_never_clean(coverage):
    for fail_on in (None, *Level):
        assert verdict([LOW], coverage, fail_on).outcome is not Outcome.CLEAN
    result = verdict([LOW], coverage, Level.HIGH)
    assert result.outcome is Outcome.INCONCLUSIVE
    assert result.reasons


def test_flagged_and_incomplete_is_flagged_and_says_both():
    result = verdict([HIGH], Coverage(complete=False, calls=1, lost=3), Level.HIGH)
    assert result.outcome is Outcome.FLAGGED
    assert len(result.reasons) == 2
