# SPDX-License-Identifier: Apache-2.0
"""What is found part by part is what every pattern by itself fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.model import Action
from fpbox.recipes import ways
from fpbox.recipes.glob import Globs
from fpbox.recipes.ways import Ways, is_split

WHOLE = ["a", "b", "", "*", "**", "?", "a*", "*b", "a*b", "*a*", "a?*", "tcp:"]
WHOLE += ["*.a", "*.b.a", "*.", "a.*", ".a"]
TORN = ["a**", "**b", "a**b"]
NAMES = st.lists(
    st.sampled_from(["a", "b", "ab", "aab", "", "*", "tcp:", "\n", "xabx", "x.a", ".b.a", "a.", "b.b", "."]),
    max_size=6,
).map("/".join)


def patterns(parts: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(
        st.lists(st.sampled_from(parts), min_size=1, max_size=5).map("/".join), min_size=1, max_size=6
    )


def ways_of(patterns: list[str]) -> Ways[str, tuple[str, ...]]:
    made: Ways[str, tuple[str, ...]] = Ways(tuple)
    for pattern in patterns:
        made.add(pattern, (Action.OPEN,), pattern)
    return made


@given(patterns(WHOLE), st.lists(NAMES, min_size=1, max_size=8))
def test_exactly_the_patterns_that_fit_are_found(patterns, names):
    found = ways_of(patterns)
    for name in names + names:
        expected = {one for one in patterns if Globs.paths((one,)).match(name)}
        assert set(found.find(Action.OPEN, name)) == expected, name
        assert found.find(Action.STAT, name) == ()


@given(patterns(WHOLE + TORN), st.lists(NAMES, min_size=1, max_size=8))
def test_a_pattern_that_fits_is_always_found(patterns, names):
    found = ways_of(patterns)
    for name in names + names:
        expected = {one for one in patterns if Globs.paths((one,)).match(name)}
        assert set(found.find(Action.OPEN, name)) >= expected, name
        assert {one for one in found.find(Action.OPEN, name) if is_split(one)} == set(
            filter(is_split, expected)
        )


@pytest.mark.parametrize("limit", [1, 2, 3])
@given(patterns=patterns(WHOLE), names=st.lists(NAMES, min_size=1, max_size=30))
def test_forgetting_changes_nothing(limit, patterns, names):
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_MAX_FOLDERS", "_MAX_PLACES", "_MAX_NAMES"):
            patch.setattr(ways, name, limit)
        found = ways_of(patterns)
        for name in names:
            expected = {one for one in patterns if Globs.paths((one,)).match(name)}
            assert set(found.find(Action.OPEN, name)) == expected


def test_patterns_can_be_added_after_something_was_looked_for():
    found = ways_of(["/a/*"])
    assert found.find(Action.OPEN, "/b/x") == ()
    found.add("/b/*", (Action.OPEN,), "/b/*")
    assert found.find(Action.OPEN, "/b/x") == ("/b/*",)


def test_what_is_remembered_is_bounded(monkeypatch):
    for name in ("_MAX_FOLDERS", "_MAX_PLACES", "_MAX_NAMES"):
        monkeypatch.setattr(ways, name, 8)
    found = ways_of(["/etc/*", "**/a*", *(f"**/x{number}/**" for number in range(20))])
    for number in range(200):
        assert not found.find(Action.OPEN, f"/b{number}/y")
        assert found.find(Action.OPEN, f"/b/a{number}")
        assert found.find(Action.OPEN, f"/{'b' * 5_000}{number}/{'a' * 5_000}{number}")
        assert found.find(Action.OPEN, f"/x{number % 20}/x{number * 7 % 20}/y")
        assert max(map(len, (found._folders, found._names))) <= 8
        assert len(found._places) <= 8 + 4
    assert all(len(folder) < 5_000 for folder in found._folders)
    assert all(len(last) < 5_000 for _, last in found._names)


def test_a_path_of_very_many_parts_is_taken():
    assert ways_of(["/a/**/b"]).find(Action.OPEN, "/a" * 4_000 + "/b") == ("/a/**/b",)
