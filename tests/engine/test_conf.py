# SPDX-License-Identifier: Apache-2.0
"""The tracer's configuration says what was asked for, and nothing can be smuggled into it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.engine import BoxSpec, ImageRef
from fpbox.engine.conf import config_text
from fpbox.errors import UsageError
from fpbox.machine import BUILT_IN, Machine
from fpbox.machine.hardware import BOOT_ID
from fpbox.machine.size import SIZES

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


def machine() -> Machine:
    return Machine.make("seed", BUILT_IN["developer"], 1_790_000_000, "app")


def test_a_machines_boot_id_is_always_answered_and_its_hardware_in_a_disguise() -> None:
    made = machine()
    plain = config_text(BoxSpec(IMAGE, ("true",), machine=made), {}, "/")
    assert values(plain, "answer") == [f"{BOOT_ID} {made.who.boot_id}\n".encode()]
    assert values(plain, "cpu") == []
    disguised = config_text(BoxSpec(IMAGE, ("true",), machine=made, disguise=True), {}, "/")
    answers = dict(value.split(b" ", 1) for value in values(disguised, "answer"))
    assert answers == {
        path.encode(): text.encode() for path, text in made.kernel_files(disguise=True).items()
    }
    assert b"GenuineIntel model name=" in b"\n".join(values(disguised, "cpu"))
    assert values(disguised, "cpu_hide") == [b"hypervisor"]


def test_a_size_is_told_where_the_persona_has_one() -> None:
    large = replace(BUILT_IN["developer"], size=SIZES["large"])
    made = Machine.make("seed", large, 1_790_000_000, "app")
    raw = config_text(BoxSpec(IMAGE, ("true",), machine=made), {}, "/")
    told = {key: values(raw, key) for key in ("processors", "memory_kb", "uptime_s")}
    assert told == {"processors": [b"64"], "memory_kb": [b"268435456"], "uptime_s": [b"3568868"]}
    assert b"/proc/meminfo" in {value.split(b" ", 1)[0] for value in values(raw, "answer")}
    plain = config_text(BoxSpec(IMAGE, ("true",), machine=machine()), {}, "/")
    assert not any(values(plain, key) for key in told)


def test_without_a_machine_nothing_is_answered() -> None:
    raw = config_text(BoxSpec(IMAGE, ("true",), disguise=True), {}, "/")
    assert {"answer", "cpu", "cpu_hide"}.isdisjoint(key for key, _ in parsed(raw))


def test_only_an_open_network_has_addresses_closed() -> None:
    closed = {
        network: values(config_text(BoxSpec(IMAGE, ("true",), network=network), {}, "/"), "close")
        for network in ("open", "none", "container:gateway")
    }
    assert b"169.254.0.0/16" in closed["open"]
    assert closed["none"] == closed["container:gateway"] == []
