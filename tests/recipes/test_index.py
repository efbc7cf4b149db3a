# SPDX-License-Identifier: Apache-2.0
"""The index finds exactly the clauses that looking at every one of them finds."""

from __future__ import annotations

import random

import pytest

from fpbox.model import Action
from fpbox.recipes import index as index_module
from fpbox.recipes import load_catalogue, load_file
from fpbox.recipes.address import address_of, of_name
from fpbox.recipes.callers import command_line
from fpbox.recipes.glob import expand
from fpbox.recipes.index import NOBODY, Index, Look, Rule, _looks_at, _programs

RECIPES = load_catalogue().recipes
RULES = [
    Rule(recipe, clause, programs=_programs(clause), number=number)
    for number, (recipe, clause) in enumerate((one, clause) for one in RECIPES for clause in one.clauses)
]
CLAUSES = [(rule.recipe.id, rule.clause) for rule in RULES]
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


OBJECTS = objects()


def expected(action: Action, call: str, name: str) -> set[tuple[str, str]]:
    """Hold every clause against an object."""
    address = address_of(name) if action in (Action.CONNECT, Action.SEND, Action.BIND) else None
    if action is Action.DNS:
        address = of_name(name)
    return {
        (rule.recipe.id, rule.clause.name)
        for rule in RULES
        if action in rule.clause.actions and _looks_at(rule, action, call, name, address)
    }


@pytest.mark.parametrize("action", Action, ids=str)
def test_the_index_finds_what_a_search_through_all_finds(action):
    index = Index(RECIPES)
    calls = CALLS if action in (Action.CALL, Action.EVADE, Action.INSPECT, Action.ESCAPE) else CALLS[:1]
    for name in OBJECTS:
        for call in calls:
            found = [(rule.recipe.id, rule.clause.name) for rule in index.rules(action, call, name)]
            assert set(found) == expected(action, call, name), name
            assert len(found) == len(set(found))


@pytest.mark.parametrize("program", ["sh", "/bin/sh", "/usr/bin/curl", "./node", "x/", "/a/b/ps"])
def test_of_an_exec_clauses_are_left_whose_command_lines_begin_with_its_program(program):
    found = {rule.number for rule in Index(RECIPES).rules(Action.EXEC, "execve", program)}
    for rule in RULES:
        if Action.EXEC in rule.clause.actions and rule.clause.objects is None and rule.clause.commands:
            begins = program.rpartition("/")[2].startswith(_programs(rule.clause))
            assert (rule.number in found) == begins


def test_what_else_is_looked_at_is_told_apart_from_what_clauses_look_at():
    index = Index(RECIPES, (("/srv/**", (Action.STAT,)), ("/usr/local/etc/npmrc", Action)))
    assert index.look(Action.STAT, "stat", "/srv/a/b") == Look(watched=True)
    assert index.look(Action.LIST, "getdents64", "/srv/a/b") is NOBODY
    assert index.look(Action.READLINK, "readlink", "/usr/local/etc/npmrc").watched
    assert index.look(Action.OPEN, "openat", "/usr/local/etc/npmrc").beside


def test_what_is_remembered_of_objects_is_bounded(monkeypatch):
    monkeypatch.setattr(index_module, "_MAX_KNOWN", 8)
    index = Index(RECIPES)
    for number in range(50):
        assert index.rules(Action.SLEEP, "nanosleep", f"{number + 1_000}")
        index.rules(Action.SLEEP, "nanosleep", "9" * (5_000 + number))
        assert len(index._by_name) <= 8
    assert all(len(name) < 5_000 for _, _, name in index._by_name)


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
