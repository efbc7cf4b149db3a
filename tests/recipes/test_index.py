# SPDX-License-Identifier: Apache-2.0
"""The index finds exactly the clauses that looking at every one of them finds."""

from __future__ import annotations

import random

import pytest

from fpbox.model import Action
from fpbox.recipes import load_catalogue, load_file
from fpbox.recipes.address import address_of
from fpbox.recipes.callers import command_line
from fpbox.recipes.glob import expand
from fpbox.recipes.index import Index, _looks_at, _programs

RECIPES = load_catalogue().recipes
CLAUSES = [(recipe.id, clause) for recipe in RECIPES for clause in recipe.clauses]
PATTERNS = sorted({
    one
    for _, clause in CLAUSES
    for pattern in (clause.objects.patterns if clause.objects else ())
    for one in expand(pattern)
})  # fmt: skip
ODD = [
    "",
    "/",
    "//",
    "a",
    "*",
    "/*",
    "/home",
    "/home/*",
    "/home/a/*/b",
    "x/y",
    ":",
    "tcp:",
    "unix:/run/x.sock",
]
CALLS = ("openat", "uname", "prctl")


def objects() -> list[str]:
    """Make objects out of every pattern: such as it matches, and some that are a little different."""
    chance = random.Random(7)  # noqa: S311 - no secret
    made = []
    for pattern in PATTERNS:
        filled = pattern.replace("**", chance.choice(["", "a", "b/c"]))
        filled = filled.replace("*", chance.choice(["x", "", ".y"])).replace("?", "z")
        made += [filled, f"{filled}/deeper", filled.rpartition("/")[0], f"/w{filled}", filled[:-1]]
    return sorted({*made, *ODD})


@pytest.mark.parametrize("action", Action, ids=str)
def test_the_index_finds_what_a_search_through_all_finds(action):
    index = Index(RECIPES)
    calls = CALLS if action in (Action.CALL, Action.EVADE, Action.INSPECT, Action.ESCAPE) else CALLS[:1]
    for name in objects():
        for call in calls:
            address = address_of(name) if action in (Action.CONNECT, Action.SEND, Action.BIND) else None
            expected = {
                (recipe, clause.name)
                for recipe, clause in CLAUSES
                if action in clause.actions
                and _looks_at(clause, action, call, name, address)
                and (action is not Action.EXEC or name.rpartition("/")[2].startswith(_programs(clause)))
            }
            found = [(rule.recipe.id, rule.clause.name) for rule in index.rules(action, call, name)]
            assert set(found) == expected, name
            assert len(found) == len(expected)


def test_a_command_that_fits_is_never_ruled_out_by_its_program():
    index = Index(RECIPES)
    for recipe, clause in CLAUSES:
        for pattern in clause.commands.patterns if clause.commands else ():
            for one in expand(pattern):
                program, *arguments = one.replace("*", "x").replace("?", "y").split(" ")
                name = f"/usr/bin/{program}"
                if (clause.objects and not clause.objects.match(name)) or not clause.commands.match(
                    command_line(name, (program, *arguments))
                ):
                    continue
                found = [
                    (rule.recipe.id, rule.clause.name) for rule in index.rules(Action.EXEC, "execve", name)
                ]
                assert "/" in program or (recipe, clause.name) in found, pattern


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("**/.env", "/a/b/.env"),
        ("**/.env", ".env"),
        ("**/*.pem", "/a/b.pem"),
        ("**/.env.*", "/a/.env.local"),
        ("**/x*", "/a/xy"),
        ("**/.git/**", "/a/.git/b/c"),
        ("**/a/*.x", "a/b.x"),
        ("/a/**", "/a/"),
        ("/a**", "/abc/d"),
        ("/a/b/c/d/e/f/g/h", "/a/b/c/d/e/f/g/h"),
        ("/a/b/c/d/e/f", "/a/b/c/d/e/f"),
        ("/*/b?/c", "/x/by/c"),
        ("/{a,b/c}/d", "/b/c/d"),
        ("unix:/run/*.sock", "unix:/run/x.sock"),
        ("{tcp,udp}://1.2.3.4:*", "udp://1.2.3.4:5"),
        ("*.example", "a.example"),
        ("/**", "/"),
    ],
)
def test_every_kind_of_pattern_is_found(pattern, name):
    (recipe,) = load_file(
        f"""
{{id: x, title: t, description: d, tactic: discovery, technique: T1082, category: c, method: m,
 importance: low, bits: {{value: 1, why: w}}, observe: [{{action: open, object: "{pattern}"}}],
 means: m, matters: m, steps: {{review: r, policy: p, dependency: d, watch: w, teach: t, audit: a}}}}
""",
        "x.yaml",
    )
    assert len(Index([recipe]).rules(Action.OPEN, "openat", name)) == 1
