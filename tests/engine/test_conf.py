# SPDX-License-Identifier: Apache-2.0
"""The tracer's configuration says what was asked for, and nothing can be smuggled into it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.engine import BoxSpec, ImageRef
from fpbox.engine.conf import config_text
from fpbox.errors import UsageError

IMAGE = ImageRef("x:1", "sha256:0", "given")


def parsed(raw: bytes) -> list[tuple[str, bytes]]:
    """Read the format as docs/wire.md describes it."""
    lines = []
    for line in raw.removesuffix(b"\n").split(b"\n"):
        key, _, value = line.partition(b" ")
        out, at = bytearray(), 0
        while at < len(value):
            if value[at : at + 1] == b"\\":
                out += {b"n": b"\n", b"\\": b"\\"}[value[at + 1 : at + 2]]
                at += 2
            else:
                out += value[at : at + 1]
                at += 1
        lines.append((key.decode(), bytes(out)))
    return lines


def values(raw: bytes, key: str) -> list[bytes]:
    return [value for name, value in parsed(raw) if name == key]


ARGUMENT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(
    st.lists(ARGUMENT, min_size=1), st.dictionaries(st.from_regex(r"[A-Z_]{1,8}", fullmatch=True), ARGUMENT)
)
def test_arguments_and_variables_come_out_as_they_went_in(arguments: list[str], env: dict[str, str]) -> None:
    raw = config_text(BoxSpec(IMAGE, tuple(arguments)), env, "/home/dev/a b")
    assert values(raw, "arg") == [argument.encode() for argument in arguments]
    assert values(raw, "env") == [f"{name}={value}".encode() for name, value in env.items()]
    assert values(raw, "cwd") == [b"/home/dev/a b"]


def test_a_newline_in_an_argument_adds_no_key() -> None:
    raw = config_text(BoxSpec(IMAGE, ("sh", "x\nuid 0")), {"A": "b\nuid 0"}, "/")
    assert values(raw, "uid") == [b"1000"]


def test_bytes_that_are_no_text_arrive_as_they_are() -> None:
    argument = b"\xff\xfe".decode("utf-8", "surrogateescape")
    assert values(config_text(BoxSpec(IMAGE, (argument,)), {}, "/"), "arg") == [b"\xff\xfe"]


def test_limits_are_given_in_milliseconds() -> None:
    spec = BoxSpec(IMAGE, ("true",), linger_s=0.25, time_limit_s=90, level="standard", keep_env=("A", "B"))
    raw = config_text(spec, {}, "/")
    assert values(raw, "linger_ms") == [b"250"]
    assert values(raw, "time_limit_ms") == [b"90000"]
    assert values(raw, "level") == [b"standard"]
    assert values(raw, "skip_sleep") == [b"none"]
    assert values(raw, "keep_env") == [b"A", b"B"]
    assert b"/.dockerenv" in values(raw, "hide")


def test_a_nul_byte_is_refused() -> None:
    with pytest.raises(UsageError, match="NUL"):
        config_text(BoxSpec(IMAGE, ("a\0b",)), {}, "/")
