# SPDX-License-Identifier: Apache-2.0
"""Recipe files: what is wrong with them, and where."""

from __future__ import annotations

import pytest

from fpbox.errors import RecipeError, UsageError
from fpbox.model import Importance
from fpbox.recipes import load_catalogue, load_file
from fpbox.recipes.shorthand import ShorthandError, parse_sight
from recipe_text import GOOD


def test_a_good_file_is_read():
    (recipe,) = load_file(GOOD, "good.yaml")
    assert recipe.id == "sample"
    assert recipe.importance is Importance.MEDIUM
    assert recipe.clauses[0].name == "one"
    assert not recipe.intent


def test_a_file_may_hold_several():
    listed = "".join(
        f"- {GOOD.replace('sample', name).replace(chr(10), chr(10) + '  ').rstrip()}\n" for name in ("a", "b")
    )
    assert [recipe.id for recipe in load_file(listed, "x.yaml")] == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing",
        "a",
        "7",
        "[]",
        "- 1",
        "\t",
        "\x00",
        "a: b: c",
        "--- a\n--- b",
        "!!python/object:os.system {}",
    ],
)
def test_what_is_no_recipe_gives_one_clear_error(text):
    with pytest.raises(RecipeError):
        load_file(text, "bad.yaml")


def test_a_step_of_a_correlation_takes_any_or_all():
    correlated = GOOD.replace(
        "observe:\n  - name: one\n    action: open\n    object: /a\n", "correlate: {steps: [STEP]}\n"
    )
    (recipe,) = load_file(correlated.replace("STEP", "{all: [a, b]}"), "x.yaml")
    assert recipe.correlation.steps[0].at_least == 2


def test_a_correlation_of_what_does_not_exist_is_refused():
    correlated = GOOD.replace(
        "observe:\n  - name: one\n    action: open\n    object: /a\n", "correlate: {steps: [{any: REF}]}\n"
    )
    for ref, says in (
        ("nothing", "no recipe of that name"),
        ("'os_fingerprint:nothing'", "no clause of that name"),
    ):
        with pytest.raises(RecipeError, match=says) as caught:
            load_catalogue().with_recipes(load_file(correlated.replace("REF", ref), "x.yaml"))
        assert (caught.value.line, caught.value.column) == (10, 27)


def test_what_may_not_come_before_is_asked_of_an_order_and_of_what_exists():
    correlated = GOOD.replace(
        "observe:\n  - name: one\n    action: open\n    object: /a\n",
        "correlate: {steps: [{any: vm_check}], MORE}\n",
    )
    with pytest.raises(RecipeError, match="only goes with 'ordered: true'"):
        load_file(correlated.replace("MORE", "unless_before: vm_check"), "x.yaml")
    made = load_file(correlated.replace("MORE", "ordered: true, unless_before: nothing"), "x.yaml")
    with pytest.raises(RecipeError, match="no recipe of that name"):
        load_catalogue().with_recipes(made)


def test_a_recipe_of_one_s_own_takes_the_place_of_ours():
    mine = load_file(GOOD.replace("id: sample", "id: vm_check"), "x.yaml")
    merged = load_catalogue().with_recipes(mine)
    assert merged.get("vm_check").title == "A sample"
    assert len(merged.recipes) == len(load_catalogue().recipes)


def test_an_unknown_recipe_is_answered_with_those_that_are_near():
    with pytest.raises(UsageError, match="os_fingerprint"):
        load_catalogue().get("os_fingerprnt")


@pytest.mark.parametrize("line", ["", "look /etc", "call", "evade", "Open /x"])
def test_observations_in_short_form_must_have_it(line):
    with pytest.raises(ShorthandError):
        parse_sight(line)


def test_an_observation_in_short_form():
    sight = parse_sight("exec /usr/bin/uname uname -a = missing x3 ! truncated")
    assert (sight.object, sight.detail, sight.result, sight.count, sight.flags) == (
        "/usr/bin/uname", ("uname", "-a"), "missing", 3, {"truncated"},
    )  # fmt: skip
