# SPDX-License-Identifier: Apache-2.0
"""The detector in a real box: what docs/limits.md calls hidden stays hidden, and what it calls seen, seen."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "limits.md").read_text("utf-8")
_SPEC = importlib.util.spec_from_file_location("detector_run", ROOT / "tests" / "probes" / "run.py")
assert _SPEC
assert _SPEC.loader
detector = importlib.util.module_from_spec(_SPEC)
sys.modules["detector_run"] = detector
_SPEC.loader.exec_module(detector)

pytestmark = pytest.mark.docker


@pytest.fixture(scope="module")
def checks():
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_STATE_HOME", "")
    yield {one.asks: one for one in detector.detect_both()}
    patch.undo()


def test_every_question_was_asked(checks):
    assert [one.name for one in checks.values() if one.shows is None] == []


def test_what_is_hidden_stays_hidden(checks):
    hidden = [asks for asks, tells in detector.documented(PAGE).items() if tells == "no"]
    assert len(hidden) > 20
    assert {checks[asks].name: checks[asks].value for asks in hidden if checks[asks].shows} == {}


def test_what_a_disguise_hides_stays_hidden(checks):
    hidden = [asks for asks, tells in detector.documented(PAGE, disguise=True).items() if tells == "no"]
    more = {asks for asks in hidden if detector.documented(PAGE)[asks] != "no"}
    assert len(more) > 5
    assert {checks[asks].name for asks in hidden if checks[asks].disguised} == set()


def test_questions_that_are_seen_stay_seen(checks):
    said = {one.asks: one.recipes for one in checks.values()}
    documented = {asks: recipes for asks, recipes in detector.findings(PAGE).items() if recipes}
    assert len(documented) > 30
    lost = {asks: set(recipes) - set(said[asks]) for asks, recipes in documented.items()}
    assert {asks: recipes for asks, recipes in lost.items() if recipes} == {}
