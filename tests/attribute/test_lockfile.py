# SPDX-License-Identifier: Apache-2.0
"""The way from the project to a package, by npm's lockfile."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.attribute import npm_via
from fpbox.attribute.lockfile import MAX_VIA


def lock(packages, **more):
    return json.dumps({"lockfileVersion": 3, "packages": packages, **more}).encode()


def test_the_shortest_of_several_ways_is_given():
    raw = lock(
        {
            "": {"dependencies": {"a": "1", "b": "1"}},
            "node_modules/a": {"dependencies": {"c": "1"}},
            "node_modules/c": {"dependencies": {"evil": "1"}},
            "node_modules/b": {"optionalDependencies": {"evil": "1"}},
            "node_modules/evil": {},
        }
    )
    assert npm_via(raw, "app", "node_modules/evil") == ("app", "b", "evil")


def test_an_absolute_path_will_do():
    raw = lock({"": {"dependencies": {"@s/a": "1"}}, "node_modules/@s/a": {}})
    assert npm_via(raw, "app", "/home/dev/project/node_modules/@s/a") == ("app", "@s/a")


def test_nested_installations_resolve_as_node_does():
    raw = lock(
        {
            "": {"dependencies": {"a": "1", "b": "1"}},
            "node_modules/a": {"dependencies": {"b": "2"}},
            "node_modules/a/node_modules/b": {"dependencies": {"c": "1"}},
            "node_modules/b": {},
            "node_modules/c": {},
        }
    )
    assert npm_via(raw, "app", "node_modules/a/node_modules/b") == ("app", "a", "b")
    assert npm_via(raw, "app", "node_modules/c") == ("app", "a", "b", "c")
    assert npm_via(raw, "app", "node_modules/b") == ("app", "b")


def test_linked_directories_and_their_dependencies_are_followed():
    raw = lock(
        {
            "": {"dependencies": {"kit": "file:packages/kit"}},
            "node_modules/kit": {"resolved": "packages/kit", "link": True},
            "node_modules/probe": {"resolved": "packages/probe", "link": True},
            "packages/kit": {"dependencies": {"probe": "file:../probe"}},
            "packages/probe": {"version": "1.0.2"},
        }
    )
    for path in ("packages/probe", "node_modules/probe"):
        assert npm_via(raw, "app", path) == ("app", "kit", "probe")


def test_workspaces_hang_on_the_project_and_other_links_do_not():
    raw = lock(
        {
            "": {"workspaces": ["ws/*"], "dependencies": {"kit": "file:kit"}},
            "node_modules/alpha": {"resolved": "ws/alpha", "link": True},
            "node_modules/kit": {"resolved": "kit", "link": True},
            "node_modules/deep": {"resolved": "deep", "link": True},
            "ws/alpha": {"devDependencies": {"tool": "1"}},
            "kit": {"dependencies": {"deep": "file:../deep"}},
            "deep": {},
            "node_modules/tool": {},
        }
    )
    assert npm_via(raw, "app", "ws/alpha") == ("app", "alpha")
    assert npm_via(raw, "app", "node_modules/tool") == ("app", "alpha", "tool")
    assert npm_via(raw, "app", "deep") == ("app", "kit", "deep")


def test_development_dependencies_count_for_the_project_only():
    raw = lock(
        {
            "": {"devDependencies": {"a": "1"}},
            "node_modules/a": {"devDependencies": {"b": "1"}},
            "node_modules/b": {},
        }
    )
    assert npm_via(raw, "app", "node_modules/a") == ("app", "a")
    assert npm_via(raw, "app", "node_modules/b") == ()


def test_the_hidden_lockfile_has_no_project_and_still_gives_the_way():
    raw = lock(
        {
            "node_modules/a": {"dependencies": {"b": "1"}},
            "node_modules/b": {"dependencies": {"c": "1"}},
            "node_modules/c": {},
        }
    )
    assert npm_via(raw, "app", "node_modules/c") == ("app", "a", "b", "c")


def test_cycles_end():
    raw = lock(
        {
            "": {"dependencies": {"a": "1"}},
            "node_modules/a": {"dependencies": {"b": "1", "a": "1"}},
            "node_modules/b": {"dependencies": {"a": "1"}},
            "node_modules/x": {"dependencies": {"y": "1"}},
            "node_modules/y": {"dependencies": {"x": "1"}},
            "node_modules/self": {"resolved": "node_modules/self", "link": True},
        }
    )
    assert npm_via(raw, "app", "node_modules/b") == ("app", "a", "b")
    assert npm_via(raw, "app", "node_modules/y") == ()
    assert npm_via(raw, "app", "node_modules/self") == ()


def test_a_chain_of_50000_is_cut_in_the_middle():
    packages = {f"node_modules/p{n}": {"dependencies": {f"p{n + 1}": "1"}} for n in range(50_000)}
    raw = lock({"": {"dependencies": {"p0": "1"}}, **packages})
    via = npm_via(raw, "app", "node_modules/p49999")
    assert len(via) == MAX_VIA
    assert via[:2] == ("app", "p0")
    assert via[-1] == "p49999"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"{",
        b"[" * 200_000,
        b'{"packages": []}',
        b'{"packages": {"": 1, "node_modules/a": null}}',
        b'{"packages": {"": {"dependencies": ["a"], "workspaces": {"packages": 7}}, "node_modules/a": {}}}',
        b'{"packages": {"": {"dependencies": {"a": 3}}, "node_modules/a": {"link": true, "resolved": 4}}}',
        b'{"lockfileVersion": 1, "dependencies": {"a": {"version": "1"}}}',
    ],
)
def test_what_is_no_lockfile_gives_no_way_or_a_plain_one(raw):
    assert npm_via(raw, "app", "node_modules/a") in {(), ("app", "a")}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
PATHS = st.sampled_from(
    ["", "node_modules/a", "node_modules/b", "node_modules/a/node_modules/b", "ws/a", "../a", "/"]
)
ENTRIES = st.fixed_dictionaries(
    {},
    optional={
        "dependencies": st.dictionaries(st.sampled_from(["a", "b", "../a", ""]), JSON, max_size=3) | JSON,
        "workspaces": JSON,
        "link": JSON,
        "resolved": PATHS | JSON,
        "version": JSON,
    },
)


@given(packages=st.dictionaries(PATHS, ENTRIES | JSON, max_size=6), path=PATHS)
def test_any_lockfile_gives_a_bounded_way_that_starts_at_the_project(packages, path):
    via = npm_via(lock(packages), "app", path)
    assert len(via) <= MAX_VIA
    assert via == () or via[0] == "app"


def test_names_in_a_lockfile_are_shown_in_plain_ascii():
    raw = lock({"": {"dependencies": {"a\u202e\n": "1"}}, "node_modules/a\u202e\n": {}})
    assert npm_via(raw, "app", "node_modules/a\u202e\n") == ("app", "a\\u202e\\x0a")
