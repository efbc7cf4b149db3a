# SPDX-License-Identifier: Apache-2.0
"""Patterns."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.recipes import glob, load_catalogue
from fpbox.recipes.glob import GlobError, Globs, expand


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("/etc/os-release", "/etc/os-release", True),
        ("/etc/os-release", "/etc/os-release.d", False),
        ("/etc/os-release", "/x/etc/os-release", False),
        ("/etc/*-release", "/etc/alpine-release", True),
        ("/etc/*-release", "/etc/x/alpine-release", False),
        ("/sys/**", "/sys/a/b", True),
        ("/sys/**", "/sys", False),
        ("**/.env", "/app/.env", True),
        ("**/.env", "/app/x.env", False),
        ("**/a/**/b", "/x/a/b", True),
        ("~/.npmrc", "/root/.npmrc", True),
        ("~/.npmrc", "/home/dev/.npmrc", True),
        ("~/.npmrc", "/home/dev/x/.npmrc", False),
        ("/proc/[pid]/{maps,mem}", "/proc/[pid]/mem", True),
        ("/proc/[pid]/mem", "/proc/p/mem", False),
        ("/a.c", "/abc", False),
        ("/{a,b{1,2}}/x", "/b2/x", True),
        ("/dev/sd?", "/dev/sda", True),
        ("/dev/sd?", "/dev/sd/", False),
        ("/a/*", "/a/\n", True),
    ],
)
def test_paths(pattern, name, expected):
    assert bool(Globs.paths([pattern]).match(name)) is expected


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("cat */etc/passwd*", "cat -n /etc/passwd", True),
        ("curl *", "curl", False),
        ("curl *", "curl http://x/y", True),
        ("0x?00000016", "0x200000016", True),
        ("a?c", "a\nc", True),
        ("a?c", "ac", False),
        ("a.c*", "abc", False),
        ("**/b c", "/a/b c", True),
        ("*", "", True),
    ],
)
def test_words(pattern, name, expected):
    assert bool(Globs.words([pattern]).match(name)) is expected


def matches(pattern: str, text: str) -> bool:
    """Say what a pattern of words means, the long way."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return matches(pattern[1:], text) or (bool(text) and matches(pattern, text[1:]))
    return bool(text) and pattern[0] in ("?", text[0]) and matches(pattern[1:], text[1:])


@given(st.text("ab*?|", max_size=7), st.text("ab|\n", max_size=9))
def test_words_mean_what_they_mean_the_long_way(pattern, text):
    assert bool(Globs.words([pattern]).match(text)) is matches(pattern, text)


@given(st.lists(st.text("ab*?|", max_size=7), min_size=1, max_size=12), st.text("ab|\n", max_size=9))
def test_many_patterns_of_words_mean_what_each_means(patterns, text):
    assert bool(Globs.words(patterns).match(text)) is any(matches(one, text) for one in patterns)


@given(
    st.lists(st.text("ab*", min_size=5, max_size=16), min_size=2, max_size=8),
    st.lists(st.sampled_from(["aabab", "babab", "abaab", "bb", "a"]), max_size=5).map("".join),
)
def test_patterns_whose_long_pieces_share_letters_mean_what_each_means(patterns, text):
    assert bool(Globs.words(patterns).match(text)) is any(fnmatchcase(text, one) for one in patterns)


def test_patterns_of_words_with_much_in_common_mean_what_each_means():
    globs = Globs.words(["{sh,bash,dash} -c *{curl,wget} *", "{sh,bash,dash} {a,b,c}", "sh?-x*"])
    for text in ("bash -c curl x", "sh -c x | wget y", "dash c", "sh!-x", "sh!-xy"):
        assert globs.match(text), text
    for text in ("bash -c curl", "zsh -c curl x", "dash d", "sh -c", "sh-x", ""):
        assert not globs.match(text), text


def test_patterns_are_compiled_only_for_texts_that_hold_their_pieces(monkeypatch):
    compiled = []
    monkeypatch.setattr(glob, "_compiled", lambda sources: compiled.append(list(sources)) or bool)
    words = Globs.words(["sh -c *curl *|sh", "sh -c *wget *|sh", "*stratum+tcp*", "id"])
    for text in ("sh -c make", "sh -c echo '|sh'", "cc -c stratum.c", "curl x|sh", "id x"):
        assert not words.match(text)
    assert words.match("id")
    assert not compiled
    assert words.match("sh -c curl x|sh")
    assert len(compiled) == 1


def test_recipes_are_loaded_without_compiling_their_patterns(monkeypatch):
    monkeypatch.setattr(glob, "_compiled", None)
    assert load_catalogue.__wrapped__().recipes


def test_a_command_line_cannot_be_made_to_take_forever():
    words = Globs.words(["*a*a*a*a*a*b", "{sh,bash} -c *curl*|*sh*"])
    assert not words.match("a" * 65_536)
    assert not words.match("sh -c " + "curl " * 13_000)


@pytest.mark.parametrize("pattern", ["/{a", "/a}", "}{", "/{a,{b}"])
def test_braces_must_pair(pattern):
    with pytest.raises(GlobError, match="brace"):
        expand(pattern)


def test_too_many_alternatives_are_refused():
    with pytest.raises(GlobError, match="more than"):
        expand("/" + "{a,b}" * 20)
