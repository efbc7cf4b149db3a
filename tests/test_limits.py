# SPDX-License-Identifier: Apache-2.0
"""docs/limits.md and the detector that its table comes from say the same."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "limits.md"
DETECTOR = ROOT / "tests" / "probes" / "detector" / "detect.py"


def module(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    found = importlib.util.module_from_spec(spec)
    sys.modules[name] = found
    spec.loader.exec_module(found)
    return found


@pytest.fixture(scope="module")
def run():
    return module("detector_run_offline", ROOT / "tests" / "probes" / "run.py")


def test_every_question_is_put_into_words(run):
    detect = module("detector_detect", DETECTOR)
    assert list(run.questions()) == sorted(detect.CHECKS, key=list(run.questions()).index)
    assert run.questions().keys() == detect.CHECKS.keys()


def test_the_page_has_every_question_once(run):
    documented = run.documented(PAGE.read_text("utf-8"))
    assert list(documented) == [one.asks for one in run.questions().values()]
    assert set(documented.values()) <= {"no", "**yes**", "as the host"}


def test_what_shows_has_a_reason(run):
    reasons = {one.asks: one.why for one in run.questions().values()}
    shows = [asks for asks, tells in run.documented(PAGE.read_text("utf-8")).items() if tells == "**yes**"]
    assert [asks for asks in shows if not reasons[asks]] == []


def test_the_table_is_put_between_the_marks(run):
    one = next(iter(run.questions().values()))
    text = run.page(f"before\n{run.BEGIN}\nold\n{run.END}\nafter\n", [one])
    assert text.startswith(f"before\n{run.BEGIN}\n")
    assert text.endswith(f"{run.END}\nafter\n")
    assert "old" not in text
    assert run.documented(text) == {one.asks: "no"}
    with pytest.raises(ValueError, match="has no"):
        run.page("no marks", [one])


def test_the_detector_finds_what_is_there(tmp_path):
    """It is no stub: a marker that is there is found, and so is a variable."""
    env = {"container": "docker", "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    asked = ("variables_of_engines", "empty_home", "own_variables")
    done = subprocess.run([sys.executable, str(DETECTOR), *asked], env=env, capture_output=True, check=True)
    answers = {answer["check"]: answer for answer in map(json.loads, done.stdout.splitlines())}
    assert answers["variables_of_engines"]["shows"] is True
    assert answers["variables_of_engines"]["value"] == "['container']"
    assert answers["empty_home"]["shows"] is True
    assert answers["own_variables"]["shows"] is False
