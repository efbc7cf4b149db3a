# SPDX-License-Identifier: Apache-2.0
"""The time of day that programs see when it is to be another."""

from __future__ import annotations

import time

import pytest

pytestmark = pytest.mark.tracer
YEAR_S = 365 * 86400
OF_DAY = (
    "real", "real_called", "coarse", "coarse_called", "of_day", "of_day_called", "time", "time_stored",
)  # fmt: skip


def check(results, shift_s):
    now = time.time() + shift_s
    for name in (*OF_DAY, *({"time_called"} & results.keys())):
        assert abs(int(results[name]) - now) < 30, name
    for name in ("tai", "tai_called"):
        assert abs(int(results[name]) - now) < 90, name
    for name in ("monotonic", "monotonic_called"):
        assert abs(int(results[name]) - time.monotonic()) < 30, name
    assert results["nowhere"] == "EFAULT"
    assert results["nothing"] == "ok"
    assert results["no_clock"] == "EINVAL"


def sound(trace):
    assert trace.code == 0, trace.complaint
    assert trace.end.lost == 0
    assert not trace.notes
    return trace


@pytest.mark.parametrize("shift_s", [YEAR_S, -YEAR_S, 1, 36500 * 86400])
def test_every_way_of_asking_gets_the_other_time(tracer, programs, shift_s):
    check(sound(tracer(programs["clocks"], "all", clock_s=shift_s)).results, shift_s)


def test_it_is_the_real_time_without(tracer, programs):
    check(sound(tracer(programs["clocks"], "all")).results, 0)


def test_children_and_threads_have_it_too(tracer, programs):
    check(sound(tracer(programs["clocks"], "forked", clock_s=YEAR_S)).results, YEAR_S)


def test_a_program_that_another_starts_has_it_too(tracer, programs):
    clocks = programs["clocks"]
    check(sound(tracer(clocks, "run", clocks, "all", clock_s=YEAR_S)).results, YEAR_S)


@pytest.mark.parametrize(
    "command",
    [
        ("date", "+%s"),
        ("perl", "-e", "print time"),
        ("bash", "-c", 'printf "%(%s)T"'),
        ("sh", "-c", "exec date +%s"),
        ("sh", "-c", "true; date +%s"),
    ],
)
def test_programs_that_are_linked_dynamically_have_it(tracer, command):
    trace = sound(tracer(*command, clock_s=YEAR_S))
    assert abs(int(trace.stdout) - time.time() - YEAR_S) < 30


def test_the_time_does_not_go_back_and_is_not_an_event(tracer, programs):
    trace = sound(tracer(programs["clocks"], "often", "20000", clock_s=YEAR_S))
    assert trace.results == {"back": "0"}
    assert not [event for event in trace.own() if "time" in event.call]
    assert trace.end.quiet >= 20000


@pytest.mark.parametrize("value", ["soon", "1d", "--5", "3153600001", "-3153600001", ""])
def test_what_is_no_shift_is_refused(tracer, value):
    trace = tracer("true", clock_s=value)
    assert trace.code == 125
    assert "clock_s" in trace.complaint
