# SPDX-License-Identifier: Apache-2.0
"""Clauses that look at requests, which only the gateway of a sealed run sees."""

from __future__ import annotations

import pytest

from fpbox.errors import RecipeError
from fpbox.model import Action, Event, Process, Scope
from fpbox.recipes import Matcher
from fpbox.recipes.load import Catalogue, load_file
from gateway import EVIL
from recipe_text import GOOD

SENT = ("POST", "hooks.example", "/v1/send?to=me", "12", "200")


def requested(detail: tuple[str, ...] = SENT, flags: frozenset[str] = frozenset()) -> Event:
    process = Process(2, 1, 20, 1, "/usr/bin/node", ("node", "x.js"), "/app")
    name = f"https://{detail[1]}{detail[2]}"
    return Event(
        1, 1, process, Scope(EVIL, "postinstall"), Action.REQUEST, "request", name, flags=flags, detail=detail
    )


def recipe_text(clause: str) -> str:
    head, _, rest = GOOD.partition("observe:\n")
    return f"{head}observe: [{{{clause}}}]\n{rest[rest.index('means:') :]}"


def raised(clause: str, event: Event) -> bool:
    recipe = load_file(recipe_text(clause), "x.yaml")
    matcher = Matcher(Catalogue(()).with_recipes(recipe))
    matcher.observe(event)
    return bool(matcher.findings())


@pytest.mark.parametrize(
    "clause",
    [
        "action: request", "action: request, host: '*.example'", "action: request, method: [PUT, POST]",
        "action: request, target: '/v1/*'", "action: request, object: 'https://hooks.example/**'",
        "action: request, host: hooks.example, method: POST, target: '*to=me'",
    ],
)  # fmt: skip
def test_a_clause_takes_a_request_that_fits(clause):
    assert raised(clause, requested())


@pytest.mark.parametrize(
    "clause",
    [
        "action: request, host: example", "action: request, method: GET", "action: request, target: /v1",
        "action: request, object: 'http://**'", "action: connect", "action: request, flags: carries_identity",
    ],
)  # fmt: skip
def test_a_clause_leaves_a_request_that_does_not(clause):
    assert not raised(clause, requested())


def test_a_clause_asks_for_what_a_request_carries():
    event = requested(flags=frozenset({"carries_credential"}))
    assert raised("action: request, flags: carries_credential", event)
    assert not raised("action: request, flags: carries_identity", event)


@pytest.mark.parametrize("key", ["host", "method", "target"])
def test_what_only_requests_have_goes_with_no_other_action(key):
    with pytest.raises(RecipeError, match=f"'{key}' only goes with the action request"):
        load_file(recipe_text(f"action: connect, {key}: x"), "x.yaml")
