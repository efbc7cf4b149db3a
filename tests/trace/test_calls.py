# SPDX-License-Identifier: Apache-2.0
"""The table of traced calls: read as the tracer reads it, and right about the kernel's numbers."""

from __future__ import annotations

import errno
import re
import subprocess
from pathlib import Path

import pytest

from fpbox.model import Action
from fpbox.trace.calls import CALLS, CallClass, table_checksum

ROOT = Path(__file__).resolve().parents[2]
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
# A call that goes by two names, or that the generic header knows by another.
OTHER_NAMES = {"newfstatat": "fstatat"}


def numbers_of(header: Path) -> dict[str, int]:
    found = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text())
    return {name: int(number) for name, number in found}


@pytest.mark.parametrize("arch", HEADERS)
def test_numbers_are_those_of_the_kernels_headers(arch):
    if not HEADERS[arch].exists():
        pytest.skip(f"no kernel headers for {arch}")
    known = numbers_of(HEADERS[arch])
    for call in CALLS[2:]:
        right = known.get(call.name, known.get(OTHER_NAMES.get(call.name, "")))
        if right is not None:
            assert call.numbers.get(arch) == right, call.name
        elif arch in call.numbers:
            assert call.numbers[arch] > 450, call.name


def test_the_first_rows_are_those_without_a_number():
    assert [call.name for call in CALLS[:2]] == ["foreign_abi", "unknown_call"]
    assert not any(call.numbers for call in CALLS[:2])
    assert all(call.numbers for call in CALLS[2:])


def test_what_is_denied_says_with_what():
    for call in CALLS:
        assert (call.errno != 0) == (call.call_class in {CallClass.DENY, CallClass.REFUSE}), call.name
    answers = {call.name: call.errno for call in CALLS}
    assert answers["io_uring_setup"] == errno.ENOSYS
    assert answers["mount"] == errno.EPERM


def test_what_would_break_programs_is_never_traced():
    spared = {
        "read",
        "write",
        "close",
        "fork",
        "vfork",
        "wait4",
        "waitid",
        "mmap",
        "dup",
        "rt_sigreturn",
    }
    assert not spared & {call.name for call in CALLS}
    assert [call.condition for call in CALLS if call.name == "clone"] == ["bits"]


def test_of_waits_only_those_with_a_limit_are_held():
    """Of a futex waiting with a limit (0 and 9, FUTEX_WAIT and its BITSET), of epolls what lasts for long."""
    rows = [call for call in CALLS if call.decoder in {"epoll", "futex"}]
    futexes = {(call.condition, call.argument, call.low, call.high) for call in rows if call.name == "futex"}
    assert futexes == {("timed", 1, 0x7F, 0), ("timed", 1, 0x7F, 9)}
    limits = {(call.condition, call.low) for call in rows if call.name != "futex"}
    assert limits == {("range", 1001), ("pointer", 0)}
    assert {call.name for call in rows} == {"futex", "epoll_wait", "epoll_pwait", "epoll_pwait2"}


def test_the_stat_family_is_what_level_deep_adds():
    deep = {call.name for call in CALLS if call.deep}
    assert {"stat", "lstat", "newfstatat", "statx", "getdents64"} <= deep
    assert not deep & {"open", "openat", "execve", "access", "readlink"}


def test_rows_behind_one_that_takes_everything_would_never_be_met():
    done: set[str] = set()
    for call in CALLS[2:]:
        assert call.name not in done, call.name
        if call.condition == "any":
            done.add(call.name)


def test_actions_are_the_models():
    assert {call.action for call in CALLS} <= set(Action)
    assert {call.name for call in CALLS if call.action is Action.EXEC} == {"execve", "execveat"}


def test_the_compiler_sees_the_same_table(tmp_path):
    source = tmp_path / "checksum.c"
    source.write_text(
        '#include <stdio.h>\n#include "table.h"\n'
        'int main(void) { printf("%u %zu", table_checksum(), table_rows); }\n'
    )
    sources = [source, ROOT / "src/init/table.c", ROOT / "src/init/util.c"]
    program = tmp_path / "checksum"
    includes = [f"-I{ROOT / 'seccomp'}", f"-I{ROOT / 'src/init'}"]
    subprocess.run(["gcc", "-std=c11", *includes, "-o", str(program), *map(str, sources)], check=True)
    said = subprocess.run([str(program)], check=True, capture_output=True, text=True).stdout.split()
    assert [int(word) for word in said] == [table_checksum(), len(CALLS)]
