# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.trace.paths import PathMap, lexical

OWN = frozenset({b"77", b"78"})


def resolve(path: bytes, *links: tuple[bytes, bytes]) -> bytes:
    paths = PathMap(links)
    normal, local = paths.resolve(path, cwd=b"/home/dev/app", own=OWN)
    assert paths.resolve(path, cwd=b"/home/dev/app", own=OWN) == (normal, local)
    return normal


@pytest.mark.parametrize(
    ("spelled", "normal"),
    [
        (b"/etc/passwd", b"/etc/passwd"),
        (b"//etc/./passwd", b"/etc/passwd"),
        (b"/etc/../etc/machine-id", b"/etc/machine-id"),
        (b"/../../etc/passwd", b"/etc/passwd"),
        (b"/home/dev/app/../../../etc/passwd", b"/etc/passwd"),
        (b"/var/run/docker.sock", b"/run/docker.sock"),
        (b"/proc/self/status", b"/proc/self/status"),
        (b"/proc/77/status", b"/proc/self/status"),
        (b"/proc/78/status", b"/proc/self/status"),
        (b"/proc/thread-self/status", b"/proc/self/status"),
        (b"/proc/self/task/78/status", b"/proc/self/status"),
        (b"/proc/77/task/78/status", b"/proc/self/status"),
        (b"/proc/1/environ", b"/proc/[pid]/environ"),
        (b"/proc/4242/mem", b"/proc/[pid]/mem"),
        (b"/proc/self/root/etc/passwd", b"/etc/passwd"),
        (b"/proc/1/root/etc/passwd", b"/etc/passwd"),
        (b"/proc/77/root/proc/1/root/etc/passwd", b"/etc/passwd"),
        (b"/proc/self/cwd/../../../etc/passwd", b"/etc/passwd"),
        (b"/dev/fd/3", b"/proc/self/fd/3"),
        (b"/proc/self/net/route", b"/proc/net/route"),
        (b"/proc/net/route", b"/proc/net/route"),
        (b"/etc/\xff\xfe", b"/etc/\xff\xfe"),
        (b"/proc", b"/proc"),
    ],
)
def test_one_object_has_one_name(spelled: bytes, normal: bytes) -> None:
    assert resolve(spelled) == normal


def test_links_made_during_the_run_are_followed() -> None:
    links = ((b"/tmp/a", b"/etc"), (b"/home/dev/app/b", b"../../../tmp/a"))
    assert resolve(b"/tmp/a/passwd", *links) == b"/etc/passwd"
    assert resolve(b"/home/dev/app/b/machine-id", *links) == b"/etc/machine-id"


def test_a_link_to_the_root_is_followed() -> None:
    assert resolve(b"/tmp/r/etc/passwd", (b"/tmp/r", b"/")) == b"/etc/passwd"


def test_a_renamed_link_still_leads_there() -> None:
    paths = PathMap([(b"/tmp/a", b"/etc/shadow")])
    paths.rename(b"/tmp/a", b"/tmp/b")
    assert paths.resolve(b"/tmp/b", cwd=b"/", own=OWN) == (b"/etc/shadow", False)


def test_a_failed_second_link_does_not_hide_the_first() -> None:
    links = ((b"/tmp/a", b"/etc/shadow"), (b"/tmp/a", b"/tmp/harmless"))
    assert resolve(b"/tmp/a", *links) == b"/etc/shadow"


def test_what_leads_through_the_working_directory_is_each_processes_own() -> None:
    paths = PathMap([(b"/tmp/here", b"/proc/self/cwd")])
    assert paths.resolve(b"/tmp/here/etc/passwd", cwd=b"/tmp", own=OWN) == (b"/tmp/etc/passwd", True)
    assert paths.resolve(b"/tmp/here/etc/passwd", cwd=b"/", own=OWN) == (b"/etc/passwd", True)


def test_a_link_made_later_counts_for_what_was_seen_before() -> None:
    paths = PathMap()
    assert paths.resolve(b"/tmp/a/b/passwd", cwd=b"/", own=OWN) == (b"/tmp/a/b/passwd", False)
    paths.link(b"/tmp/a/b", b"/etc")
    assert paths.resolve(b"/tmp/a/b/passwd", cwd=b"/", own=OWN) == (b"/etc/passwd", False)


def test_a_loop_of_links_ends() -> None:
    assert resolve(b"/tmp/a/x", (b"/tmp/a", b"/tmp/b"), (b"/tmp/b", b"/tmp/a")).endswith(b"/x")


def test_a_link_that_grows_ends() -> None:
    assert len(resolve(b"/tmp/a", (b"/tmp/a", b"/tmp/a/a/a"))) < 1_000


def test_what_changed_is_told_once() -> None:
    paths = PathMap()
    paths.link(b"/tmp/a", b"/etc")
    paths.link(b"/tmp/a", b"/etc")
    assert paths.changes == 1


def test_the_number_of_links_is_bounded_and_what_is_forgotten_is_counted() -> None:
    paths = PathMap()
    for number in range(66_000):
        paths.link(b"/tmp/%d" % number, b"/usr")
    assert paths.forgotten > 0


@given(st.binary(max_size=200).filter(lambda b: b"\0" not in b))
def test_any_bytes_give_an_absolute_path_without_dots(raw: bytes) -> None:
    normal = resolve(b"/" + raw, (b"/a", b"/b/.."), (b"/b", b"a"))
    assert normal.startswith(b"/")
    assert b".." not in normal.split(b"/")


@given(st.text("abc./", max_size=30))
def test_lexical_agrees_with_the_standard_library(path: str) -> None:
    expected = os.path.normpath("/" + path.lstrip("/"))
    assert lexical(b"/" + path.encode()) == expected.encode()
