# SPDX-License-Identifier: Apache-2.0
"""What is said early of most names in a directory is no less than what is said of each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fpbox.attribute import Attributor
from fpbox.interest import Interest, Usual
from fpbox.model import Action
from fpbox.recipes import Matcher, load_catalogue
from fpbox.recipes.glob import expand

CATALOGUE = load_catalogue()
ACTIONS = (Action.OPEN, Action.STAT, Action.READLINK, Action.LIST, Action.WRITE, Action.REMOVE)
FILLINGS = ("", "x", "x/y", "package.json", "é", ".env", "index.js")
PLACES = (
    "/home/u/app/node_modules/a/index.js",
    "/home/u/app/node_modules/a/package.json",
    "/home/u/app/package.json",
    "/v/lib/python3.11/site-packages/a/b.py",
    "/v/lib/python3.11/site-packages/a-1.dist-info",
    "/v/lib/python3.11/site-packages/a-1.dist-info/METADATA",
    "/v/lib/python3.11/site-packages/a.pth",
    "/v/lib/python3.11/site-packages/a.pth.old",
    "/v/lib/python3.11/site-packages/usercustomize/__init__.py",
    "/tmp/pip-req-build-x/a",
    "/tmp/pip-x",
    "/tmp/a-1.0.tar.gz",
    "/tmp/a.tar.gz/x",
)


def paths() -> Iterator[str]:
    """Give paths that patterns of the recipes fit, nearly fit, and others."""
    yield from PLACES
    for recipe in CATALOGUE.recipes:
        for clause in recipe.clauses:
            for globs in (clause.objects, clause.not_objects, clause.unless_with):
                for pattern in (one for each in (globs.patterns if globs else ()) for one in expand(each)):
                    for filling in FILLINGS:
                        made = pattern.replace("**", filling).replace("*", filling).replace("?", "q")
                        if made.startswith("/"):
                            yield made
                            yield f"{made}x"


def said(usual: Usual | None, name: str) -> Interest | None:
    """Return what is said of a name; None if it has to be asked about by itself."""
    return usual.interest if usual is not None and usual.holds(name.encode()) else None


def told_early(of: Matcher | Attributor, action: Action) -> list[tuple[str, Interest]]:
    """Return the paths of which their directory tells, with what it tells: a good part of all."""
    found = []
    for path in dict.fromkeys(paths()):
        folder, _, name = path.rpartition("/")
        interest = said(of.usual(action, folder), name)
        if interest is not None:
            found.append((path, interest))
    assert len(found) > 1000
    return found


@pytest.mark.parametrize("action", ACTIONS)
def test_recipes_want_no_more_than_is_said_of_the_directory(action: Action) -> None:
    matcher = Matcher(CATALOGUE)
    for path, interest in told_early(matcher, action):
        for call in ("openat", "chmod", "mknod"):
            assert matcher.wants(action, call, path) <= interest, path


@pytest.mark.parametrize("action", ACTIONS)
def test_attribution_wants_no_more_than_is_said_of_the_directory(action: Action) -> None:
    attributor = Attributor()
    for path, interest in told_early(attributor, action):
        assert attributor.wants(action, path) <= interest, path


def test_most_of_what_an_install_does_is_told_by_its_directory() -> None:
    matcher, attributor = Matcher(CATALOGUE), Attributor()
    for of, action, path, interest in (
        (matcher, Action.STAT, "/app/node_modules/a/index.js", Interest.NOBODY),
        (matcher, Action.WRITE, "/app/node_modules/a/index.d.ts", Interest.PACKAGES),
        (attributor, Action.WRITE, "/app/node_modules/a/index.js", Interest.PACKAGES),
        (attributor, Action.WRITE, "/v/lib/python3.11/site-packages/a/b.py", Interest.NOBODY),
    ):
        folder, _, name = path.rpartition("/")
        assert said(of.usual(action, folder), name) is interest, path
