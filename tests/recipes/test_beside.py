# SPDX-License-Identifier: Apache-2.0
"""Clauses that depend on what the same program opens beside."""

from __future__ import annotations

import pytest

from fpbox.model import Action, Importance
from fpbox.recipes import Matcher, load_catalogue

CATALOGUE = load_catalogue()
TOKENS = "package_registry_tokens"
THEFT = "credential_then_egress"
SOUGHT = "open /home/dev/.npmrc = missing"
GLOBAL = "open /usr/local/etc/npmrc"
EGRESS = "dns files.example"


def found(world, *lines: str) -> dict[str, Importance]:
    matcher = Matcher(CATALOGUE)
    for line in lines:
        matcher.observe(world.see(line))
    return {finding.recipe: finding.importance for finding in matcher.findings()[world.package]}


@pytest.mark.parametrize("lines", [(SOUGHT, GLOBAL, EGRESS), (GLOBAL, SOUGHT, EGRESS)])
def test_settings_gathered_in_either_order_are_medium_and_no_theft(world, lines):
    seen = found(world, *lines)
    assert seen[TOKENS] is Importance.MEDIUM
    assert THEFT not in seen


def test_settings_sought_alone_are_theft(world):
    seen = found(world, SOUGHT, EGRESS)
    assert seen[TOKENS] is Importance.MEDIUM
    assert THEFT in seen


def test_a_file_that_was_there_is_not_excused(world):
    assert THEFT in found(world, GLOBAL, SOUGHT.partition(" =")[0], EGRESS)


def test_what_is_opened_after_the_call_excuses_nothing(world):
    assert THEFT in found(world, SOUGHT, EGRESS, GLOBAL)


def test_what_is_opened_much_later_excuses_nothing(world):
    matcher = Matcher(CATALOGUE)
    matcher.observe(world.see(SOUGHT))
    world.wait_s(3)
    matcher.observe(world.see(GLOBAL))
    matcher.observe(world.see(EGRESS))
    assert THEFT in {finding.recipe for finding in matcher.findings()[world.package]}


def test_another_program_excuses_nothing(world):
    matcher = Matcher(CATALOGUE)
    matcher.observe(world.see(SOUGHT))
    matcher.observe(world.see(GLOBAL, image=2))
    matcher.observe(world.see(EGRESS))
    assert THEFT in {finding.recipe for finding in matcher.findings()[world.package]}


def test_only_a_program_of_npm_s_kind_is_excused(world):
    world.process(1, "/usr/bin/python3.11", "python3", "-c", "...")
    assert found(world, SOUGHT, GLOBAL)[TOKENS] is Importance.HIGH


def test_what_a_clause_names_beside_is_asked_for():
    assert Matcher(CATALOGUE).wants(Action.OPEN, "openat", "/usr/local/etc/npmrc")


def test_the_finding_comes_before_the_call_that_follows(world):
    matcher = Matcher(CATALOGUE)
    assert matcher.observe(world.see(SOUGHT)) == ()
    risen = [finding.recipe for finding in matcher.observe(world.see(EGRESS))]
    assert risen[0] == TOKENS
    assert THEFT in risen
