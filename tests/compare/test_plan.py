# SPDX-License-Identifier: Apache-2.0
"""Which runs a comparison is made of."""

from __future__ import annotations

import pytest

from fpbox.compare import plan


def names(
    personas: tuple[str, ...] = (), ways: tuple[str, ...] = (), repeats: int = 1
) -> list[tuple[str, int]]:
    return [(one.name, number) for one, number in plan(personas, ways, repeats).rounds()]


def test_by_itself_it_is_a_developer_twice_and_a_ci_job() -> None:
    assert names() == [("developer", 0), ("developer", 1), ("ci", 0)]


def test_the_first_persona_is_repeated() -> None:
    assert names(("server", "ci", "server"), repeats=2) == [
        ("server", 0),
        ("server", 1),
        ("server", 2),
        ("ci", 0),
    ]


def test_ways_change_the_first_persona_in_one_thing_each() -> None:
    ways = (
        "ci",
        "home",
        "user",
        "user=jdoe",
        "host=build-07",
        "zone=Asia/Tokyo",
        "clock=30d",
        "system=windows",
        "seed",
    )
    assert names(ways=ways)[2:] == [
        ("developer+ci", 0), ("developer+empty-home", 0), ("developer+user", 0), ("developer+user=jdoe", 0),
        ("developer+host=build-07", 0), ("developer+zone=Asia/Tokyo", 0), ("developer+clock=30d", 0),
        ("developer+system=windows", 0), ("developer, another seed", 0),
    ]  # fmt: skip


def test_the_variables_of_a_ci_job_are_turned_over() -> None:
    assert names(("ci",), ("ci",))[-1] == ("ci+no-ci", 0)
    assert names(("developer+ci",), ("ci",))[-1] == ("developer+ci+no-ci", 0)


@pytest.mark.parametrize(
    ("personas", "ways", "said"),
    [
        (("ci",), (), "nothing would differ"),
        (("ci", "ci"), (), "nothing would differ"),
        ((), ("moon",), "'moon'"),
        ((), ("ci=1",), "'ci=1'"),
        ((), ("host",), "'host'"),
        ((), ("zone",), "'zone'"),
        ((), ("clock",), "'clock'"),
        ((), ("system",), "'system'"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    personas: tuple[str, ...], ways: tuple[str, ...], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        plan(personas, ways, 1)
