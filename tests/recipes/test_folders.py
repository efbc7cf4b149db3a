# SPDX-License-Identifier: Apache-2.0
"""What the directory of an object rules out is ruled out by every pattern itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.recipes import folders
from fpbox.recipes.folders import Folders
from fpbox.recipes.glob import Globs

PARTS = st.sampled_from(["a", "b", "", "*", "**", "?", "a*", "*b", "a**", "**b", "tcp:"])
PATTERNS = st.lists(st.lists(PARTS, min_size=1, max_size=5).map("/".join), min_size=1, max_size=5)
NAMES = st.lists(st.sampled_from(["a", "b", "ab", "aab", "", "*", "tcp:", "\n"]), max_size=6).map("/".join)


@given(PATTERNS, st.lists(NAMES, min_size=1, max_size=8))
def test_an_object_that_a_pattern_fits_is_never_ruled_out(patterns, names):
    found = Folders.of(patterns)
    match = Globs.paths(patterns).match
    for name in names + names:
        assert found.may_fit(name) or not match(name)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("/home/*/.ssh/*", "/home/a/.ssh"),
        ("/home/*/.ssh/**", "/home/a/.config/ssh"),
        ("/etc/passwd", "/etc/passwd-"),
        ("**/.env", "/srv/env"),
        ("/proc/[pid]/*", "/proc/self/maps"),
    ],
)
def test_an_object_that_no_pattern_fits_is_ruled_out(pattern, name):
    assert not Folders.of([pattern]).may_fit(name)


def test_what_is_remembered_of_directories_is_bounded(monkeypatch):
    monkeypatch.setattr(folders, "_MAX_FOLDERS", 8)
    found = Folders.of(["/etc/*"])
    for number in range(100):
        assert not found.may_fit(f"/a{number}/x")
        assert not found.may_fit(f"/{'b' * 5_000}{number}/x")
        assert len(found._known) <= 8
    assert all(len(folder) < 5_000 for folder in found._known)
