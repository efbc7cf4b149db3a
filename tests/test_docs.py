# SPDX-License-Identifier: Apache-2.0
"""Generated pages are those that the code makes today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import scoring
from fpbox.cli.recipes import command
from fpbox.errors import UsageError
from fpbox.recipes import load_catalogue, recipe_schema
from fpbox.recipes.pages import INDEX, UNSEEN, pages

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = pages(load_catalogue())
REGENERATE = "run ci/docs (with PYTHON=... where there is no .venv) and commit what it writes"


def test_the_pages_of_recipes_are_those_of_today() -> None:
    there = {file.name: file.read_text("utf-8") for file in (DOCS / "recipes").iterdir()}
    stale = sorted(name for name in there.keys() | PAGES.keys() if there.get(name) != PAGES.get(name))
    assert stale == [], REGENERATE


def test_the_scoring_page_has_the_figures_of_today() -> None:
    text = scoring.PAGE.read_text("utf-8")
    assert scoring.updated(text) == text, REGENERATE


def test_the_index_leads_to_every_page() -> None:
    links = set(re.findall(r"\]\(([^)/]+\.md)\)", PAGES[INDEX]))
    assert links == PAGES.keys() - {INDEX}


def named(schema: dict[str, Any]) -> Iterator[str]:
    """Give every key and every choice that a schema allows."""
    for key, inner in schema.get("properties", {}).items():
        yield key
        yield from named(inner)
    yield from schema.get("enum", ())
    for inner in (schema.get("items"), *schema.get("anyOf", ())):
        if inner:
            yield from named(inner)


def test_the_page_of_the_language_documents_every_key_and_choice() -> None:
    page = (DOCS / "recipe-language.md").read_text("utf-8")
    known = set(named(recipe_schema()))
    assert {"observe", "not_exe", "tactic", "open", "metadata", "critical", "discovery"} <= known
    undocumented = {name for name in known if not re.search(rf"`{name}`|\b{name}: |`{name}: ", page)}
    assert undocumented == set()


@pytest.mark.parametrize("file", sorted(DOCS.rglob("*.md")), ids=lambda file: file.name)
def test_links_between_pages_lead_somewhere(file: Path) -> None:
    for link in re.findall(r"\]\((?!https?:|#)([^)#]+)[^)]*\)", file.read_text("utf-8")):
        assert (file.parent / link).exists(), link


def test_a_page_says_all_there_is_to_say() -> None:
    recipe = load_catalogue().get("os_fingerprint")
    text = PAGES["os_fingerprint.md"]
    assert all(example.run.strip() in text for example in (*recipe.matches, *recipe.misses))
    assert all(f"- {clause.name.replace('_', chr(92) + '_')} (" in text for clause in recipe.clauses)
    assert "## What to do" in text
    assert "environment variables" in PAGES[UNSEEN]


def test_a_recipe_cannot_bring_markup_of_its_own_into_a_page(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "a.yaml").write_text("""
{title: "<script>|x", description: "a\\n# [b](c)", tactic: discovery, technique: T1082,
 category: "|", method: m, importance: low, bits: {value: 1, why: w}, observe: [{action: open, object: /a}],
 means: m, matters: m, id: odd, steps: {review: r, policy: p, dependency: d, watch: w, teach: t, audit: a},
 examples: {match: [{run: "echo '```'", lang: sh, sees: [open /a]}]}}
""")
    CliRunner().invoke(
        command, ["docs", str(tmp_path / "out"), "--recipes", str(mine)], catch_exceptions=False
    )
    text = (tmp_path / "out" / "odd.md").read_text()
    assert "# \\<script\\>\\|x\n" in text
    assert "a \\# \\[b\\](c)" in text
    assert "````sh\necho '```'\n````" in text


def test_pages_of_recipes_that_are_no_more_are_removed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "old.md").write_text("")
    CliRunner().invoke(command, ["docs", str(out)], catch_exceptions=False)
    assert {file.name for file in out.iterdir()} == PAGES.keys()
    (out / "code.py").write_text("")
    with pytest.raises(UsageError, match="holds other things"):
        CliRunner().invoke(command, ["docs", str(out)], catch_exceptions=False)
