# SPDX-License-Identifier: Apache-2.0
"""Personas that are changed in one thing."""

from __future__ import annotations

import pytest

from fpbox.errors import UsageError
from fpbox.machine import BUILT_IN, Machine, foreign, split
from fpbox.personas import persona_for

NOW_S = 1_790_000_000


def made(name: str, seed: str = "s") -> Machine:
    return Machine.make(seed, persona_for(name), NOW_S, "webapp")


@pytest.mark.parametrize("name", ["developer+ci", "ci+no-ci", "server+empty-home", "developer+user=jdoe"])
def test_a_change_is_part_of_the_personas_name(name: str) -> None:
    assert made(name).persona == name


def test_ci_adds_a_jobs_variables_and_keeps_the_person() -> None:
    plain, varied = made("developer"), made("developer+ci")
    assert varied.who == plain.who
    assert {"CI", "GITHUB_ACTIONS", "NPM_TOKEN"} <= dict(varied.env).keys()
    assert dict(plain.env).items() <= dict(varied.env).items()
    assert varied.workdir == made("ci").workdir
    assert {file.path for file in plain.files()} <= {file.path for file in varied.files()}


def test_no_ci_takes_them_away_and_keeps_the_person() -> None:
    plain, varied = made("ci"), made("ci+no-ci")
    assert varied.who == plain.who
    assert not {"CI", "GITHUB_ACTIONS", "NPM_TOKEN"} & dict(varied.env).keys()


@pytest.mark.parametrize("name", list(BUILT_IN))
def test_an_empty_home_holds_nothing_and_changes_nothing_else(name: str) -> None:
    plain, varied = made(name), made(f"{name}+empty-home")
    assert varied.who == plain.who
    assert varied.env == plain.env
    assert varied.home_files == ()
    assert not [one for one in varied.values if one.where.startswith("~/")]
    assert {one.kind for one in varied.values} >= {"host_name", "machine_id"}


@pytest.mark.parametrize("name", list(BUILT_IN))
def test_another_user_is_another_name_on_the_same_machine(name: str) -> None:
    plain, varied = made(name), made(f"{name}+user")
    assert varied.user != plain.user
    assert (varied.host_name, varied.who.machine_id) == (plain.host_name, plain.who.machine_id)
    assert made(f"{name}+user").user == varied.user
    assert made(f"{name}+user=jdoe").user == "jdoe"
    assert made(f"{name}+host=build-07").host_name == "build-07"
    assert made(f"{name}+zone=Asia/Tokyo").who.time_zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("clock", "shift_s"),
    [
        ("30d", 30 * 86_400),
        ("-12h", -12 * 3_600),
        ("2026-09-27", 6 * 86_400),
        ("2026-09-21T00:00", -(NOW_S % 86_400)),
        ("2026-09-22T00:00", 86_400 - NOW_S % 86_400),
    ],
)
def test_another_clock_moves_all_that_has_an_age(clock: str, shift_s: int) -> None:
    plain, varied = made("developer"), made(f"developer+clock={clock}")
    assert varied.clock_s == shift_s
    assert varied.who == plain.who
    latest, moved = (max(file.mtime_s or 0 for file in one.home_files) for one in (plain, varied))
    assert moved <= NOW_S + shift_s
    assert abs(moved - latest - shift_s) <= 86_400


def test_another_system_is_what_the_runtimes_say_and_the_rest_stays() -> None:
    plain, windows, macos = (made(f"developer{more}") for more in ("", "+system=windows", "+system=macos"))
    assert windows.who == macos.who == plain.who
    assert windows.values == plain.values
    assert (plain.system, windows.system, macos.system) == ("", "windows", "macos")
    variables = dict(windows.env)
    assert variables["COMPUTERNAME"] == windows.host_name.upper()
    assert variables["APPDATA"] == "~/AppData/Roaming"
    assert dict(plain.env).items() <= variables.items()
    assert "APPDATA" not in dict(macos.env)
    more = [
        {file.path for file in one.files()} - {file.path for file in plain.files()}
        for one in (windows, macos)
    ]
    assert [sorted(path for path in paths if path.endswith(("cmd.exe", "runtime.js"))) for paths in more] == [
        ["/usr/local/bin/cmd.exe", foreign.NODE],
        [foreign.NODE],
    ]


def test_a_name_ends_where_the_changes_begin() -> None:
    assert split("developer+ci+user=jdoe") == ("developer", ("ci", "user=jdoe"))
    assert split("./a+b.yaml+ci") == ("./a+b.yaml", ("ci",))
    assert split("ci") == ("ci", ())


@pytest.mark.parametrize(
    "name",
    [
        "developer+moon",
        "developer+ci=yes",
        "developer+user=Jörg",
        "developer+host=a b",
        "developer+host",
        "developer+zone=../x",
        "developer+clock=soon",
        "developer+clock",
        "developer+clock=30",
        "developer+clock=3601d",
        "developer+clock=2027-02-30",
        "developer+clock=9999-01-01",
        "developer+system",
        "developer+system=beos",
    ],
)
def test_what_cannot_be_changed_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        persona_for(name)
