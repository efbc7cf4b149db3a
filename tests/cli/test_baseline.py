# SPDX-License-Identifier: Apache-2.0
"""``fpbox baseline list`` and ``show``, on control runs in a cache of their own."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from fpbox.cli.baseline import command
from fpbox.control import Control, cache, kept
from fpbox.errors import UsageError
from fpbox.recipes import Baseline

DIGEST = "sha256:" + "ab" * 32
PROGRAMS = [
    {"program": "node", "role": "", "seen": ["open /proc/meminfo"], "lookups": [], "calls": {"uname": 2},
     "resolving": {}},
    {"program": "uv", "role": "", "seen": ["open /etc/os-release", "open \x1b[31m"], "lookups": ["socket x"],
     "calls": {}, "resolving": {"uname": 3}},
]  # fmt: skip


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def control():
    baseline = Baseline.from_data({"fpbox_baseline": 2, "hosts": ["registry.example"], "programs": PROGRAMS})
    made = Control("box/one:1", DIGEST, "deep", "programs", "2026-01-02T03:04:05Z", 7, (), baseline)
    cache.store(made)
    cache.store(Control("box/one:1", DIGEST, "deep", "managers", "2026-01-02T03:04:05Z", 1, ("npm", "uv")))
    return made


def run(*arguments: str) -> str:
    return CliRunner().invoke(command, arguments, catch_exceptions=False, standalone_mode=False).output


def test_what_is_kept_is_read_again(control):
    again = cache.load(replace(control, baseline=Baseline(), commands=0, taken=""))
    assert again is not None
    assert (again.commands, again.taken, again.baseline.hosts) == (7, control.taken, {"registry.example"})
    assert again.baseline.to_data() == control.baseline.to_data()


@pytest.mark.parametrize("change", [{"digest": "sha256:cd"}, {"level": "standard"}, {"part": "npm"}])
def test_another_image_level_or_part_is_taken_anew(control, change):
    assert cache.load(replace(control, **change)) is None


def test_another_script_is_taken_anew(control, monkeypatch):
    monkeypatch.setitem(cache._SCRIPTS, "programs", "exit 0")
    assert cache.load(control) is None
    assert [one.part for one in kept()] == ["managers"]


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"schema": "fpbox.control/1"}', b"\xff"])
def test_what_cannot_be_read_is_taken_anew(control, content):
    control.path.write_bytes(content)
    assert cache.load(control) is None
    assert [one.part for one in kept()] == ["managers"]


@pytest.mark.usefixtures("control")
def test_the_list_names_image_part_time_and_counts():
    lines = run("list").splitlines()
    assert lines[1].split() == ["box/one:1", "deep", "managers", "2026-01-02T03:04:05Z", "1", "0"]
    assert lines[2].split() == ["box/one:1", "deep", "programs", "2026-01-02T03:04:05Z", "7", "2"]
    assert json.loads(run("list", "--json"))[1]["programs"] == ["node", "uv"]


@pytest.mark.usefixtures("control")
def test_showing_gives_the_most_calls_of_one_process():
    assert "uname 2" in run("show")
    assert "uname 3" in run("show", "--image", DIGEST[:20])


@pytest.mark.usefixtures("control")
def test_one_program_is_shown_with_all_it_does_and_nothing_for_the_terminal_to_act_on():
    said = run("show", "--program", "uv")
    assert "open /etc/os-release" in said
    assert "socket x (when it looks a name up)" in said
    assert "\x1b" not in said
    assert "meminfo" not in said


@pytest.mark.usefixtures("control")
def test_json_holds_everything_and_counts():
    (shown,) = json.loads(run("show", "--program", "node", "--json"))
    assert shown["digest"] == DIGEST
    assert shown["programs"][0]["does"] == ["open /proc/meminfo"]
    assert shown["programs"][0]["calls"] == {"uname": 2}


@pytest.mark.parametrize("arguments", [("list",), ("show",)])
def test_nothing_kept_is_an_error_with_advice(arguments):
    with pytest.raises(UsageError, match="fpbox baseline take"):
        run(*arguments)


@pytest.mark.usefixtures("control")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--image", "other"), "those of box/one:1"),
        (("--program", "ruby"), "It knows node, uv"),
    ],
)
def test_an_unknown_name_is_an_error_that_says_which_are_known(arguments, said):
    with pytest.raises(UsageError, match=said):
        run("show", *arguments)
