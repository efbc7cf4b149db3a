# SPDX-License-Identifier: Apache-2.0
"""Machines that look large or small. What the tracer answers: tests/probes/exact/test_size.py."""

from __future__ import annotations

import re

import pytest

from fpbox.errors import UsageError
from fpbox.machine import Machine
from fpbox.machine.size import SIZES
from fpbox.personas import persona_for

NOW_S = 1_790_000_000


def made(name: str) -> Machine:
    return Machine.make("s", persona_for(name), NOW_S, "webapp")


@pytest.mark.parametrize("name", list(SIZES))
def test_the_files_agree_with_each_other(name: str) -> None:
    size, files = SIZES[name], made(f"developer+size={name}").kernel_files(disguise=False)
    memory = {key: int(value) for key, value in re.findall(r"(?m)^(\w+): +(\d+) kB$", files["/proc/meminfo"])}
    assert memory["MemTotal"] == size.memory_kb
    assert memory["MemFree"] + memory["Buffers"] + memory["Cached"] <= memory["MemTotal"]
    assert 0 < memory["MemFree"] <= memory["MemAvailable"] < memory["MemTotal"]
    up, idle = map(float, files["/proc/uptime"].split())
    assert int(up) == size.uptime_s
    assert 0 < idle <= up * size.processors
    total, *each = [
        [int(word) for word in line.split()[1:]]
        for line in files["/proc/stat"].splitlines()
        if line.startswith("cpu")
    ]
    assert len(each) == size.processors
    assert total == [sum(column) for column in zip(*each, strict=True)]
    assert abs(sum(each[0]) - size.uptime_s * 100) < 5
    assert f"btime {NOW_S - size.uptime_s}\n" in files["/proc/stat"]
    last = files["/sys/devices/system/cpu/online"].strip().rpartition("-")[2]
    assert int(last) == size.processors - 1


def test_the_rest_of_the_machine_stays() -> None:
    plain, large = made("developer"), made("developer+size=large")
    assert (large.who, large.values, large.env) == (plain.who, plain.values, plain.env)
    assert large.files() == plain.files()
    assert set(plain.kernel_files(disguise=False)) < set(large.kernel_files(disguise=False))
    assert plain.size is None


def test_the_start_goes_by_the_machines_clock() -> None:
    machine = made("developer+size=small+clock=30d")
    assert f"btime {NOW_S + 30 * 86_400 - SIZES['small'].uptime_s}\n" in machine.size_files["/proc/stat"]


def test_a_size_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="huge"):
        made("developer+size=huge")
