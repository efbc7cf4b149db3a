# SPDX-License-Identifier: Apache-2.0
"""Patterns."""

from __future__ import annotations

import pytest

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
    ],
)
def test_words(pattern, name, expected):
    assert bool(Globs.words([pattern]).match(name)) is expected


@pytest.mark.parametrize("pattern", ["/{a", "/a}", "}{", "/{a,{b}"])
def test_braces_must_pair(pattern):
    with pytest.raises(GlobError, match="brace"):
        expand(pattern)


def test_too_many_alternatives_are_refused():
    with pytest.raises(GlobError, match="more than"):
        expand("/" + "{a,b}" * 20)
