# SPDX-License-Identifier: Apache-2.0
"""``fpbox recipes``."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from fpbox.cli.recipes import command
from fpbox.errors import UsageError
from fpbox.recipes import load_catalogue

RECIPES = load_catalogue().recipes
HEADINGS = (
    "What it means",
    "Why it matters in a pipeline",
    "1. Review the change",
    "2. Hold it against policy",
    "3. Check the dependency",
    "4. Watch more closely",
    "5. Teach",
    "6. Audit",
    "What matches",
    "Examples that match",
    "Examples that do not",
)


def run(*arguments: str):
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def test_the_list_names_every_recipe():
    shown = run("list").stdout
    assert all(recipe.id in shown for recipe in RECIPES)


def test_the_list_can_be_of_one_tactic():
    shown = run("list", "--tactic", "discovery").stdout
    assert "os_fingerprint" in shown
    assert "ssh_keys" not in shown
    with pytest.raises(UsageError, match="There are"):
        run("list", "--tactic", "snooping")


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.id)
def test_every_recipe_has_a_full_page(recipe):
    shown = run("show", recipe.id).stdout
    for heading in (*HEADINGS, recipe.technique, recipe.title):
        assert heading in shown


def test_check_tells_the_good_from_the_bad(tmp_path):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    bad.write_text("id: x\ntitel: y\n")
    good.write_text("""
id: mine
title: t
description: d
tactic: discovery
technique: T1082
category: c
method: m
importance: low
bits: {value: 1, why: w}
observe: [{action: open, object: /a}]
means: m
matters: m
steps: {review: r, policy: p, dependency: d, watch: w, teach: t, audit: a}
""")
    result = CliRunner().invoke(command, ["check", str(good), str(bad)], standalone_mode=False)
    assert result.return_value == 2
    assert f"{good}: mine: good" in result.stdout
    assert f"{bad}:2:1: a recipe has no 'titel'; did you mean 'title'?" in result.stderr
    assert CliRunner().invoke(command, ["check", str(good)], standalone_mode=False).return_value == 0


def test_check_says_when_a_file_cannot_be_read(tmp_path):
    raw = tmp_path / "raw.yaml"
    raw.write_bytes(b"\xff\xfe")
    result = CliRunner().invoke(
        command, ["check", str(raw), str(tmp_path / "none.yaml")], standalone_mode=False
    )
    assert result.return_value == 2
    assert "not UTF-8" in result.stderr
    assert "cannot be read" in result.stderr


def test_the_schema_is_json():
    assert json.loads(run("schema").stdout)["$schema"].startswith("https://json-schema.org/")
