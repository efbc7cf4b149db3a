# SPDX-License-Identifier: Apache-2.0
"""Recorded installs by real package managers: every process, and the package it finally belongs to."""

from __future__ import annotations

import pytest

from fpbox.model import TOOLCHAIN, UNATTRIBUTED
from recorded import EXPECTED, FIXTURES, PAGE, TITLES, page_with_table, replay


def test_every_recording_has_expectations():
    assert {path.stem for path in FIXTURES.glob("*.jsonl")} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_process_belongs_to_its_package(name):
    assert replay(name).rows() == EXPECTED[name]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_no_process_below_a_lifecycle_script_is_left_to_the_toolchain(name):
    played = replay(name)
    below: set[int] = set()
    for image, (process, scope) in played.seen.items():
        started = any(key == "npm_lifecycle_event" for key, _ in process.env)
        hook = any(word.endswith("/_in_process.py") or "build_wheel.txt" in word for word in process.argv)
        if started or hook or process.parent in below:
            below.add(image)
            assert scope.package != TOOLCHAIN, process
    assert below, "the recording has no lifecycle script at all"


@pytest.mark.parametrize("name", [name for name in sorted(EXPECTED) if name != "yarn4"])
def test_nothing_is_unattributed(name):
    assert all(scope.package != UNATTRIBUTED for _, scope in replay(name).seen.values())


def test_recordings_name_no_registry():
    for path in FIXTURES.iterdir():
        assert "registry." not in path.read_text().replace("registry.example", "")


def test_the_table_in_the_documentation_is_what_the_recordings_give():
    assert set(TITLES) == set(EXPECTED)
    assert PAGE.read_text(encoding="utf-8") == page_with_table(), "run python tests/support/recorded.py"
