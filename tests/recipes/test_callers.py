# SPDX-License-Identifier: Apache-2.0
"""Clauses that ask who did it: the acting process' command line, and those above it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

from fpbox.cli.recipes import command
from fpbox.recipes import Catalogue, Matcher, load_file
from fpbox.recipes.callers import CommandLines
from fpbox.recipes.glob import Globs
from fpbox.recipes.pages import pages

RECIPE = """
{id: sample, title: t, description: d, tactic: discovery, technique: T1082, category: c, method: m,
 importance: medium, bits: {value: 1, why: w}, means: m, matters: m,
 steps: {review: r, policy: p, dependency: d, watch: w, teach: t, audit: a},
 observe: [{action: [open, exec], object: [/etc/*, /usr/bin/*], CONDITIONS}]}
"""


def catalogue(conditions: str) -> Catalogue:
    return Catalogue(()).with_recipes(load_file(RECIPE.replace("CONDITIONS", conditions), "sample.yaml"))


def rises(world, conditions: str, line: str = "open /etc/passwd", image: int = 4) -> bool:
    """Tell whether a script of Python, started by a shell that npm's node started, is found."""
    world.process(1, "/usr/local/bin/node", "node", "/usr/lib/npm-cli.js", "install")
    world.process(2, "/usr/bin/dash", "sh", "-c", "python3 probe.py --all", parent=1)
    world.process(3, "/usr/bin/dash", "sh", "-c", "python3 probe.py --all", parent=2, kind="fork")
    world.process(4, "/usr/bin/python3.11", "python3", "probe.py", "--all", parent=3)
    return bool(Matcher(catalogue(conditions)).observe(world.see(line, image=image)))


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ("by: 'python3* *'", True),
        ("by: 'python3.11 probe.py --all'", True),
        ("by: ['curl *', '{python*,node} probe.py *']", True),
        ("by: 'python3.11'", False),
        ("by: 'probe.py*'", False),
        ("by: '/usr/bin/python*'", False),
        ("by: 'sh -c *'", False),
        ("not_by: 'python* setup.py*'", True),
        ("not_by: 'python* probe.py*'", False),
        ("by: 'python*', not_by: '* --all'", False),
        ("below: 'dash -c *'", True),
        ("below: 'node *npm-cli.js install'", True),
        ("below: ['curl *', 'node *']", True),
        ("below: 'python*'", False),
        ("below: 'sh -c *'", True),
        ("by: 'python3 *'", True),
        ("not_by: 'python3.11 *'", False),
        ("not_by: 'python3 *'", False),
        ("not_below: 'node *'", False),
        ("not_below: 'python*'", True),
        ("not_below: 'dash -c *setup.py*'", True),
        ("by: 'python*', below: 'dash *', not_below: 'make*'", True),
        ("by: 'node*', below: 'dash *'", False),
    ],
)
def test_a_clause_holds_for_those_it_names(world, conditions, expected):
    assert rises(world, conditions) is expected


def test_an_exec_is_by_the_program_that_called(world):
    assert rises(world, "by: 'dash -c *'", "exec /usr/bin/whoami whoami", 3)
    assert not rises(world, "by: whoami", "exec /usr/bin/whoami whoami", 3)


def test_a_root_has_nothing_above_it(world):
    assert not rises(world, "below: '*'", image=1)
    assert rises(world, "not_below: '*'", image=1)


def test_each_image_is_looked_at_once(world):
    asked = []
    lines = CommandLines(Globs(("x",), lambda _: asked.append))
    rises(world, "by: x")
    for _ in range(3):
        for image in (1, 2, 3, 4):
            assert not lines.match(world.processes[image])
            assert not lines.match_above(world.processes[image])
    assert sorted(asked) == [
        "dash -c python3 probe.py --all",
        "dash -c python3 probe.py --all",
        "node /usr/lib/npm-cli.js install",
        "python3 probe.py --all",
        "python3.11 probe.py --all",
        "sh -c python3 probe.py --all",
        "sh -c python3 probe.py --all",
    ]


def test_a_process_without_arguments_has_its_program_s_name(world):
    world.process(9, "/usr/bin/env")
    bare = replace(world.processes[9], argv=())
    assert CommandLines(Globs.words(["env"])).match(bare)


def test_who_did_it_is_looked_at_only_when_all_else_holds(world, monkeypatch):
    asked = []
    monkeypatch.setattr(CommandLines, "match", lambda _, process: bool(asked.append(process.image)))
    assert not rises(world, "by: '*', result: EPERM")
    assert asked == []
    assert not rises(world, "by: '*'")
    assert asked == [4]


def test_memory_for_images_is_bounded(world, monkeypatch):
    monkeypatch.setattr("fpbox.recipes.callers._MAX_KNOWN", 10)
    lines = CommandLines(Globs.words(["sh -c 7*"]))
    found = [n for n in range(100) if lines.match(world.process(n, "/bin/sh", "sh", "-c", str(n)))]
    assert found == [7, *range(70, 80)]
    assert len(lines._known) <= 10


def test_what_a_clause_asks_stands_on_the_recipe_s_page(tmp_path):
    conditions = "by: 'curl *', not_by: [wget, tar], below: 'sh -c *', not_below: make"
    text = RECIPE.replace("CONDITIONS", conditions)
    said = "by command curl *, not by command wget | tar, below sh -c *, not below make"
    assert said in re.sub(r"\\(.)", r"\1", pages(catalogue(conditions))["sample.md"])
    (tmp_path / "mine.yaml").write_text(text)
    shown = CliRunner().invoke(command, ["show", "sample", "--recipes", str(tmp_path)]).stdout
    assert said in " ".join(shown.split())
