# SPDX-License-Identifier: Apache-2.0
"""Folders of a user's own recipes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from fpbox.cli import cli
from fpbox.errors import RecipeError, UsageError
from fpbox.own import catalogue_with, notes, read_file
from fpbox.recipes import load_catalogue

TEXT = """\
id: sample
title: A sample
description: For tests.
tactic: discovery
technique: T1082
category: test
method: test
importance: medium
bits: {value: 10, why: because}
observe: [{action: open, object: /a}]
means: It means.
matters: It matters.
steps: {review: r, policy: p, dependency: d, watch: w, teach: t, audit: a}
"""
JOIN = TEXT.replace(
    "observe: [{action: open, object: /a}]", "correlate: {steps: [{any: [REF, egress_attempt]}]}"
)


def folder(tmp_path: Path, name: str = "mine", **files: str) -> Path:
    made = tmp_path / name
    made.mkdir()
    for stem, text in files.items():
        (made / f"{stem}.yaml").write_text(text)
    return made


def test_recipes_of_one_s_own_add_to_ours_and_take_their_place(tmp_path: Path) -> None:
    mine = folder(tmp_path, a=TEXT, b=TEXT.replace("id: sample", "id: vm_check"))
    catalogue = catalogue_with([mine])
    assert len(catalogue.recipes) == len(load_catalogue().recipes) + 1
    assert [catalogue.get(name).overrides for name in ("sample", "vm_check", "ssh_keys")] == [
        False,
        True,
        False,
    ]
    assert catalogue.get("vm_check").origin == str(mine / "b.yaml")
    assert notes(catalogue) == (
        "2 recipes of your own were used",
        f"in place of fpbox's own recipes: vm_check ({mine / 'b.yaml'})",
    )
    assert notes(catalogue_with([])) == ()


def test_a_later_folder_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    first = folder(tmp_path, "first", a=TEXT)
    second = folder(tmp_path, "second", a=TEXT.replace("A sample", "Another"))
    assert catalogue_with([first, second]).get("sample").title == "Another"


def test_a_recipe_may_join_one_of_another_file(tmp_path: Path) -> None:
    mine = folder(tmp_path, a=JOIN.replace("id: sample", "id: joint").replace("REF", "sample"), b=TEXT)
    assert catalogue_with([mine]).get("joint").correlation


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a": TEXT, "b": TEXT}, "b.yaml:1:5: 'sample' is there twice, also in"),
        (
            {"a": JOIN.replace("REF", "os_fingerprnt")},
            "a.yaml:10:28: sample joins 'os_fingerprnt': there is no recipe",
        ),
        (
            {"a": JOIN.replace("REF", "'vm_check:x'")},
            "a.yaml:10:28: sample joins 'vm_check:x': vm_check.yaml has no",
        ),
        ({"a": JOIN.replace("REF", "'tactic:discovry'")}, "did you mean discovery?"),
        ({"a": JOIN.replace("REF", "probe_then_egress")}, "a correlation cannot be joined"),
        ({"a": TEXT.replace("open", "opens")}, "a.yaml:10:20: observe[0].action: 'opens' is not one of"),
        ({}, "there are no recipes"),
    ],
)
def test_what_is_wrong_in_a_folder_is_told_with_its_place(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    with pytest.raises(UsageError) as caught:
        catalogue_with([folder(tmp_path, **files)])
    assert said in str(caught.value)


def test_a_recipe_that_joins_what_an_override_left_out_is_named(tmp_path: Path) -> None:
    mine = folder(tmp_path, a=TEXT.replace("id: sample", "id: vm_check"))
    other = folder(tmp_path, "other", b=JOIN.replace("REF", "'vm_check:hypervisor'"))
    with pytest.raises(UsageError, match=r"a\.yaml has no clause of that name; there are clause1"):
        catalogue_with([mine, other])


def test_files_that_are_none_or_too_large_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "huge.yaml").write_bytes(b"#" * (5 << 20))
    (tmp_path / "raw.yaml").write_bytes(b"a: b\nid: \xff")
    for name, said in (
        ("pipe", "is no file"),
        ("huge", "split"),
        ("raw", "raw.yaml:2:5: not UTF-8"),
        ("no", "read"),
    ):
        with pytest.raises(RecipeError, match=said):
            read_file(tmp_path / f"{name}.yaml")


def test_the_command_line_takes_a_folder_from_options_variables_and_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder(tmp_path, b=TEXT.replace("id: sample", "id: vm_check"))
    shown = [
        CliRunner().invoke(cli, ["recipes", "show", "vm_check", "--recipes", "mine"]),
        CliRunner().invoke(cli, ["recipes", "show", "vm_check"], env={"FPBOX_RECIPES": "mine"}),
    ]
    (tmp_path / "fpbox.toml").write_text('recipes = ["mine"]\n')
    shown.append(CliRunner().invoke(cli, ["recipes", "show", "vm_check"]))
    for one in shown:
        assert "mine/b.yaml:1, in place of fpbox's own recipe of this name" in one.stdout
    assert "A sample" in CliRunner().invoke(cli, ["recipes", "list"]).stdout


def test_check_reads_files_together(tmp_path: Path) -> None:
    mine = folder(tmp_path, a=JOIN.replace("id: sample", "id: joint").replace("REF", "sample"), b=TEXT)
    result = CliRunner().invoke(cli, ["recipes", "check", str(mine)], standalone_mode=False)
    assert result.return_value == 0
    assert result.stdout == f"{mine}/a.yaml: joint: good\n{mine}/b.yaml: sample: good\n"
    alone = CliRunner().invoke(cli, ["recipes", "check", f"{mine}/a.yaml"], standalone_mode=False)
    assert alone.return_value == 2
    assert "a.yaml:10:28: joint joins 'sample'" in alone.stderr


def test_check_tells_of_every_file_that_is_wrong(tmp_path: Path) -> None:
    mine = folder(
        tmp_path, a=TEXT, b=TEXT, c=TEXT.replace("id: sample", "id: Sample"), d=JOIN.replace("REF", "x")
    )
    result = CliRunner().invoke(cli, ["recipes", "check", str(mine)], standalone_mode=False)
    assert result.return_value == 2
    assert result.stdout == ""
    assert [line.split(": ")[0].rsplit("/", 1)[-1] for line in result.stderr.splitlines()] == [
        "a.yaml:1:5", "b.yaml:1:5", "c.yaml:1:5", "d.yaml:1:5",
    ]  # fmt: skip
