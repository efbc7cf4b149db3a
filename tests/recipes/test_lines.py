# SPDX-License-Identifier: Apache-2.0
"""Command lines that builds are full of, and such as attacks are made of, against all recipes.

`ordinary.txt` holds lines as they stand in install scripts, makefiles and manifests of popular packages;
`telling.txt` a recipe's id, a bar, and a line that it has to take at high importance.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fpbox.model import Event, Importance
from fpbox.recipes import load_catalogue
from fpbox.recipes.index import Index

LINES = Path(__file__).parents[1] / "fixtures" / "lines"
ORDINARY = (LINES / "ordinary.txt").read_text("utf-8").splitlines()
TELLING = [line.split("|", 1) for line in (LINES / "telling.txt").read_text("utf-8").splitlines()]
INDEX = Index(load_catalogue().recipes)


def started(world, line: str) -> Iterator[Event]:
    """What is started for a line: a shell, and the first program of each of its parts."""
    yield replace(world.see("exec /bin/sh"), detail=("sh", "-c", line))
    for part in re.split(r"&&|\|\||;|\||&", line):
        try:
            words = shlex.split(part)
        except ValueError:
            words = part.split()
        if words:
            yield replace(world.see(f"exec /usr/bin/{words[0].rpartition('/')[2]}"), detail=tuple(words))


def weighty(one: Event) -> set[str]:
    """Recipes that take an event, and are of high importance by it alone."""
    rules = [rule for rule in INDEX.rules_for(one) if rule.fits(one) and rule.clause.min_distinct == 1]
    return {
        rule.recipe.id
        for rule in rules
        if (rule.clause.importance or rule.recipe.importance).rank >= Importance.HIGH.rank
    }


@pytest.mark.parametrize("line", ORDINARY)
def test_an_ordinary_line_is_of_no_high_importance(world, line):
    assert not set().union(*map(weighty, started(world, line)))


@pytest.mark.parametrize(("recipe", "line"), TELLING)
def test_a_line_that_attacks_are_made_of_is_taken(world, recipe, line):
    assert recipe in set().union(*map(weighty, started(world, line)))
