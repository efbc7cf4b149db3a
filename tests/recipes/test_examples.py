# SPDX-License-Identifier: Apache-2.0
"""Every example of every recipe, run in a box under the tracer; and what is said of wrong examples."""

from __future__ import annotations

import asyncio
import os

import pytest
from click.testing import CliRunner

from fpbox.cli.recipes import command
from fpbox.examples import cases_of, run_examples
from fpbox.recipes import load_catalogue, load_file
from fpbox.recipes.shorthand import line_of, parse_sight

CATALOGUE = load_catalogue()
CASES = list(cases_of(CATALOGUE.recipes))

MINE = """
id: mine
title: t
description: d
tactic: discovery
technique: T1082
category: c
method: m
importance: low
bits: {value: 1, why: w}
observe: [{action: open, object: /etc/issue}]
means: m
matters: m
steps: {review: r, policy: p, dependency: d, watch: w, teach: t, audit: a}
examples:
  match:
    - {run: cat /etc/issue; rm -rf ~/* ~/.x; echo x > ~/.x, lang: sh, sees: [open /etc/issue]}
    - {run: stat /etc/issue, lang: sh, sees: [open /etc/issue]}
    - {run: "int main( {", lang: c, sees: [open /etc/issue]}
  miss:
    - {run: cat /etc/issue, lang: sh, sees: [open /etc/issue]}
    - {run: "test ! -e ~/.x", lang: sh, sees: [stat /home/dev/.x = missing]}
    - {run: "printf(", lang: python, sees: [open /app/main.py]}
    - {run: "open('/etc/hostname').read()", lang: python, sees: [open /etc/hostname]}
"""


@pytest.fixture(scope="module")
def results():
    jobs = os.cpu_count() or 2
    found = asyncio.run(run_examples(CASES, CATALOGUE, jobs, print))
    return {result.case.name: result for result in found}


@pytest.mark.docker
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_example_does_what_its_recipe_says(results, case):
    result = results[case.name]
    assert result.wrong == "", (result.saw, result.said)


@pytest.mark.docker
def test_wrong_examples_are_told_from_right_ones_each_in_a_box_as_if_it_were_alone():
    recipes = load_file(MINE, "mine.yaml")
    cases = list(cases_of(recipes))
    found = asyncio.run(run_examples(cases, CATALOGUE.with_recipes(recipes), 1, print))
    assert {result.case.name: result.wrong for result in found} == {
        "mine match 1": "",
        "mine match 2": "does not raise the recipe",
        "mine match 3": "cannot be started",
        "mine miss 1": "raises the recipe",
        "mine miss 2": "",
        "mine miss 3": "failed (status 1), so that it shows nothing",
        "mine miss 4": "",
    }
    by_name = {result.case.name: result for result in found}
    assert "stat/statx /etc/issue" in by_name["mine match 2"].saw
    assert "SyntaxError" in by_name["mine miss 3"].said


@pytest.mark.docker
def test_the_command_runs_the_examples_of_the_recipes_it_is_given():
    result = CliRunner().invoke(command, ["test", "ssh_keys", "-v"], standalone_mode=False)
    lines = result.stdout.splitlines()
    recipe = CATALOGUE.get("ssh_keys")
    assert result.return_value == 0
    assert len(lines) == len(recipe.matches) + len(recipe.misses)
    assert lines[0].startswith("ssh_keys match 1 (")
    assert "0 wrong" in result.stderr


@pytest.mark.parametrize(
    "line",
    [
        "open /etc/os-release",
        "stat /.dockerenv = missing",
        "exec /usr/bin/uname uname -a",
        "call/uname",
        "connect tcp://240.0.0.1:443",
        "evade/prctl (0x4) ! mutated",
        "dns exfil.example",
    ],
)
def test_an_observation_is_written_down_as_it_is_read(world, line):
    assert line_of(world.see(line)) == line
    assert parse_sight(line_of(world.see(line))) == parse_sight(line)
