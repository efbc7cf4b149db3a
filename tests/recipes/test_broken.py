# SPDX-License-Identifier: Apache-2.0
"""Broken recipe files: each is refused with its place and what to do, structure also by the schema."""

from __future__ import annotations

import math
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from fpbox.errors import RecipeError
from fpbox.own import read_file
from fpbox.recipes import load_catalogue, load_file, recipe_schema
from recipe_text import GOOD

OBSERVE = "observe:\n  - name: one\n    action: open\n    object: /a\n"
LISTED = "- " + GOOD.replace("\n", "\n  ").rstrip() + "\n"
SCHEMA = jsonschema.Draft202012Validator(recipe_schema())


def new(old: str, text: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, text)


def clause(line: str, action: str = "open") -> str:
    """A file whose clause has another third line, line 13."""
    return new("    action: open\n    object: /a", f"    action: {action}\n    {line}")


def joined(text: str) -> str:
    """A file with a correlation, on line 10, in place of its clause."""
    return new(OBSERVE, f"correlate: {text}\n")


def example(text: str) -> str:
    """A file with examples, on line 17."""
    return f"{GOOD}examples: {{match: [{text}]}}\n"


STRUCTURE = [
    # a name that is not known, at every level
    (new("category: test", "colour: red"), 6, 1, "a recipe has no 'colour'; allowed are id, title, desc"),
    (new("importance:", "importnace:"), 8, 1, "did you mean 'importance'?"),
    (new("bits: {value", "bits: {vlue"), 9, 8, "bits has no 'vlue'; did you mean 'value'?"),
    (clause("objct: /a"), 13, 5, "observe[0] has no 'objct'; did you mean 'object'?"),
    (new("teach: t", "teech: t"), 16, 56, "steps has no 'teech'; did you mean 'teach'?"),
    (joined("{stps: [{any: a}]}"), 10, 13, "correlate has no 'stps'; did you mean 'steps'?"),
    (joined("{steps: [{any: a, at_last: 2}]}"), 10, 30, "did you mean 'at_least'?"),
    (f"{GOOD}examples: {{matches: []}}\n", 17, 12, "examples has no 'matches'; did you mean 'match'?"),
    (example("{run: x, lang: sh, see: [stat /a]}"), 17, 39, "did you mean 'sees'?"),
    (f"{GOOD}prevalence: {{vale: 1, source: x}}\n", 17, 14, "'vale'; did you mean 'value'?"),
    # another type than it must be, at every level
    ("just text\n", 1, 1, "a recipe must be a mapping, not 'just text'"),
    ("7\n", 1, 1, "a recipe must be a mapping, not '7'"),
    ("~\n", 1, 1, "a recipe must be a mapping, not '~'"),
    ("- 7\n", 1, 3, "a recipe must be a mapping, not '7'"),
    (new("A sample", "[A]"), 2, 8, "title must be text, not a list"),
    (new("A sample", "{a: b}"), 2, 8, "title must be text, not a mapping"),
    (new("A sample", ""), 2, 7, "title must be text; nothing is there"),
    (new("A sample", "yes"), 2, 8, "title must be text; put 'yes' in quotes"),
    (new("A sample", "2024-01-01"), 2, 8, "title must be text; put '2024-01-01' in quotes"),
    (new("T1082", "1082"), 5, 12, "technique must be text; put '1082' in quotes"),
    (new("bits: {value: 10, why: because}", "bits: 10"), 9, 7, "bits must be a mapping, not '10'"),
    (new("value: 10", "value: ten"), 9, 15, "bits.value must be a number, not 'ten'"),
    (f"{GOOD}intent: maybe\n", 17, 9, "intent must be true or false, not 'maybe'"),
    (f"{GOOD}min_distinct: true\n", 17, 15, "min_distinct must be a whole number, not 'true'"),
    (f"{GOOD}references: x\n", 17, 13, "references must be a list, not 'x'"),
    (f"{GOOD}references: [1]\n", 17, 14, "references[0] must be text; put '1' in quotes"),
    (f"{GOOD}examples: {{match: }}\n", 17, 19, "examples.match must be a list; nothing is there"),
    (f"{GOOD}examples: {{match: {{run: x}}}}\n", 17, 19, "examples.match must be a list, not a mapping"),
    (new(OBSERVE, "observe: {action: open}\n"), 10, 10, "observe must be a list, not a mapping"),
    (new(OBSERVE, "observe: open\n"), 10, 10, "observe must be a list, not 'open'"),
    (new(OBSERVE, "observe:\n"), 10, 9, "observe must be a list; nothing is there"),
    (new(OBSERVE, "observe: [open]\n"), 10, 11, "observe[0] must be a mapping, not 'open'"),
    (clause("object: {x: y}"), 13, 13, "observe[0].object must be text, not a mapping"),
    (clause("object: [/a, 7]"), 13, 18, "observe[0].object[1] must be text; put '7' in quotes"),
    (clause("object: [/a, [/b]]"), 13, 18, "observe[0].object[1] must be text, not a list"),
    (clause("port: http", "connect"), 13, 11, "observe[0].port must be a whole number, not 'http'"),
    (clause("port: 1.5", "connect"), 13, 11, "observe[0].port must be a whole number, not '1.5'"),
    (clause("beyond_control: 1", "call"), 13, 21, "must be true or false, not '1'"),
    (joined("[a]"), 10, 12, "correlate must be a mapping, not a list"),
    (joined("{steps: [{any: a}], ordered: 1}"), 10, 41, "correlate.ordered must be true or false, not '1'"),
    (joined("{steps: [{any: a, at_least: two}]}"), 10, 40, "at_least must be a whole number, not 'two'"),
    # a choice that there is not, another form
    (new("medium", "grave"), 8, 13, "importance: 'grave' is not one of info, low, medium, high, critical"),
    (new("medium", "[medium]"), 8, 13, "importance: a list is not one of info"),
    (new("tactic: discovery", "tactic: Discovery"), 4, 9, "tactic: 'Discovery' is not one of reconn"),
    (new("T1082", "T108"), 5, 12, "technique 'T108' must have the form of T1082 or T1552.001"),
    (new("T1082", "T1082.1"), 5, 12, "must have the form of T1082 or T1552.001"),
    (new("id: sample", "id: Sample"), 1, 5, "id 'Sample' must have the form of os_fingerprint"),
    (new("name: one", "name: One"), 11, 11, "observe[0].name 'One' must have the form of host_name"),
    (new("action: open", "action: opens"), 12, 13, "action: 'opens' is not one of open, write, remove, stat"),
    (new("action: open", "action: [open, 7]"), 12, 20, "action[1]: '7' is not one of open, write, remove"),
    (clause("address: publik", "connect"), 13, 14, "'publik' is not one of loopback"),
    (clause("flags: [mutated, mutatd]"), 13, 22, "flags[1]: 'mutatd' is not one of mutated"),
    (clause("result: fine"), 13, 13, "'fine' must have the form of ok or missing or EPERM"),
    (joined("{steps: [{any: [a, 'B C']}]}"), 10, 31, "the form of os_fingerprint or os_fing"),
    (example("{run: x, lang: ruby, sees: [stat /a]}"), 17, 35, "'ruby' is not one of sh, python, node, c"),
    # nothing where something must be
    ("[]\n", 1, 1, "must not be empty"),
    (new("A sample", "''"), 2, 8, "title must not be empty"),
    (new("A sample", "'  '"), 2, 8, "title must not be empty"),
    (new("why: because", "why: ' '"), 9, 24, "bits.why must not be empty"),
    (new(OBSERVE, "observe: []\n"), 10, 10, "observe must not be empty"),
    (new("action: open", "action: []"), 12, 13, "observe[0].action must not be empty"),
    (clause("object: []"), 13, 13, "observe[0].object must not be empty"),
    (clause("object: ''"), 13, 13, "observe[0].object must not be empty"),
    (joined("{steps: []}"), 10, 20, "correlate.steps must not be empty"),
    (joined("{steps: [{any: []}]}"), 10, 27, "correlate.steps[0].any must not be empty"),
    (example("{run: x, lang: sh, sees: []}"), 17, 45, "examples.match[0].sees must not be empty"),
    # keys that must be there, or that do not go together
    (new("means: It means.\n", ""), 1, 1, "the recipe lacks 'means'"),
    (new("id: sample\n", ""), 1, 1, "the recipe lacks 'id'"),
    (LISTED + LISTED.replace("  matters: It matters.\n", ""), 17, 3, "the recipe lacks 'matters'"),
    (new(", why: because", ""), 9, 7, "bits lacks 'why'"),
    (new("review: r, ", ""), 16, 8, "steps lacks 'review'"),
    (new("    action: open\n", ""), 11, 5, "observe[0] lacks 'action'"),
    (joined("{ordered: true}"), 10, 12, "correlate lacks 'steps'"),
    (example("{run: x, lang: sh}"), 17, 20, "examples.match[0] lacks 'sees'"),
    (f"{GOOD}prevalence: {{value: .5}}\n", 17, 13, "prevalence lacks 'source'"),
    (f"{GOOD}correlate: {{steps: [{{any: a}}]}}\n", 17, 12, "has 'observe' and 'correlate'; keep one"),
    (new(OBSERVE, ""), 1, 1, "the recipe lacks 'observe' or 'correlate'"),
    (joined("{steps: [{any: a, all: b}]}"), 10, 35, "correlate.steps[0] has 'any' and 'all'; keep one"),
    (joined("{steps: [{techniques: 2}]}"), 10, 21, "correlate.steps[0] lacks 'any' or 'all'"),
    (joined("{steps: [{all: [a, b], at_least: 2}]}"), 10, 45, "at_least only goes with 'any'"),
    (joined("{steps: [{any: a}]}") + "min_distinct: 2\n", 14, 15, "min_distinct only goes with 'observe'"),
    (clause("command: uname"), 13, 14, "'command' only goes with the action exec"),
    (clause("outside: true"), 13, 14, "'outside' only goes with the action bind or connect or dns or send"),
    (clause("port: 1", "[connect, open]"), 13, 11, "'port' only goes with the action bind or connect"),
    (clause("min_seconds: 3"), 13, 18, "'min_seconds' only goes with the action sleep"),
    # figures out of range
    (new("value: 10", "value: -1"), 9, 15, "bits.value must be at least 0, not '-1'"),
    (new("value: 10", "value: 129"), 9, 15, "bits.value must be at most 128, not '129'"),
    (new("value: 10", "value: .inf"), 9, 15, "bits.value must be a finite number"),
    (clause("bits: -2"), 13, 11, "observe[0].bits must be at least 0"),
    (clause("min_distinct: 0"), 13, 19, "observe[0].min_distinct must be at least 1, not '0'"),
    (clause(f"min_count: 1{'0' * 400}"), 13, 16, "observe[0].min_count must be at most 1000000"),
    (clause("port: 70000", "connect"), 13, 11, "observe[0].port must be at most 65535, not '70000'"),
    (clause("not_port: [1, -1]", "connect"), 13, 19, "observe[0].not_port[1] must be at least 0"),
    (joined("{steps: [{any: a}], within_s: -1}"), 10, 42, "correlate.within_s must be at least 0"),
    (f"{GOOD}prevalence: {{value: 1.5, source: x}}\n", 17, 21, "prevalence.value must be at most 1"),
    (clause(f"object: '/{'a' * 5000}'"), 13, 13, "observe[0].object may have 4096 characters"),
]  # fmt: skip
"""What the schema refuses as well."""

OTHER = [
    # YAML itself
    ("", 1, 1, "the file is empty; it must hold a recipe or a list of recipes"),
    ("# nothing\n", 1, 1, "the file is empty"),
    (new("A sample", "'A sample"), 17, 1, "a quoted scalar, which begins at 2:8; close the quotes"),
    (new("why: because}", "why: because"), 10, 8, "a flow mapping, which begins at 9:7; close the brackets"),
    (new("A sample", "A: b"), 2, 9, "put text that holds ': ' in quotes"),
    (new("    action", "   action"), 12, 4, "indent what belongs together alike"),
    (new("    action", "\taction"), 12, 1, "indent with spaces"),
    (new("  - name", "  -\tname"), 11, 4, "indent with spaces"),
    (new("A sample", "A \0 sample"), 2, 10, 'the character U+0000; write "\\u0000", in double quotes'),
    (new("A sample", "Ä \x07 sample"), 2, 10, "the character U+0007"),
    (new("A sample", '"\\ud800"'), 2, 11, "not YAML: found invalid Unicode"),
    (new("A sample", "&a A sample"), 2, 8, "anchors (&name) are not allowed"),
    (new("A sample", "*a"), 2, 8, "aliases (*name) are not allowed in recipes; write the value out"),
    (new("A sample", "!!python/object:os.system x"), 2, 8, "tags (!name) are not allowed"),
    (new("{value: 10", "{<<: {value: 3}, value: 10"), 9, 8, "bits has no '<<'; allowed are value, why"),
    (f"{GOOD}---\n{GOOD}", 17, 1, "a file is one document: write a list of recipes"),
    (f"%NO\n---\n{GOOD}", 1, 4, "not YAML: found unknown directive name"),
    (new("title: A sample", "7: A"), 2, 1, "a recipe has no '7'"),
    (new("title: A sample", "? [a]\n: b"), 2, 3, "a recipe has a list for a key; keys are names"),
    (new("A sample", "[" * 50 + "]" * 50), 2, 27, "nested more than 20 deep"),
    (new("A sample", "[" * 50_000), 2, 1007, "nesting depth; no recipe needs that"),
    ("#\n" * (1 << 19) + "#", (1 << 19) + 1, 1, "which end here; split it"),
    # the same thing twice
    (new("A sample", "A\ntitle: B"), 3, 1, "the recipe has 'title' twice; keep one"),
    (new("value: 10", "value: 10, value: 11"), 9, 19, "bits has 'value' twice; keep one"),
    (clause("action: stat"), 13, 5, "observe[0] has 'action' twice; keep one"),
    (clause("object: /a\n  - name: one\n    action: stat"), 14, 11, "the clause 'one' is there twice"),
    (LISTED * 2, 17, 7, "'sample' is there twice, also in line 1"),
    (joined("{steps: [{any: [a, a]}]}"), 10, 31, "'a' is there twice; keep one"),
    # patterns, and what only the other values tell
    (clause("object: '/{a'"), 13, 13, "'/{a' has a brace without its partner"),
    (clause("not_object: [/ok, '/a}']"), 13, 23, "'/a}' has a brace without its partner"),
    (clause("command: [a, b, '{c']", "exec"), 13, 21, "'{c' has a brace without its partner"),
    (clause(f"object: '/{'{a,b}' * 10}'"), 13, 13, "more than 512 patterns; write ** or split it"),
    (clause(f"object: '/{'{a,b,c,d}' * 99}'"), 13, 13, "{a,b,...' stands for more than 512 patterns"),
    (clause("result: [ok, EPREM]"), 13, 18, "there is no errno 'EPREM'; did you mean EPERM"),
    (clause("result: EXYZZY"), 13, 13, "there is no errno 'EXYZZY'; see errno(3)"),
    (joined("{steps: [{any: [a, b], at_least: 3}]}"), 10, 45, "at_least is 3, but the step names 2 recipes"),
    (joined("{steps: [{any: [a, 'a:b'], techniques: 2}]}"), 10, 51, "is 2, but the step names 1 recipe"),
    (example("{run: x, lang: sh, sees: [stat /a, look /b]}"), 17, 55, "'look /b' is no observation; write"),
    (example("{run: x, lang: sh, sees: [call]}"), 17, 46, "name the call, e.g. call/uname"),
    (example(f"{{run: x, lang: sh, sees: [stat /a, x{'9' * 5000} ! a b]}}"), 17, 55, "is no observation"),
    # figures that JSON has not, and text that Python's patterns let through
    (new("value: 10", "value: .nan"), 9, 15, "bits.value must be a finite number"),
    (clause("min_seconds: .nan", "sleep"), 13, 18, "observe[0].min_seconds must be a finite number"),
    (joined("{steps: [{any: a}], within_s: .nan}"), 10, 42, "correlate.within_s must be a finite number"),
    (f"{GOOD}prevalence: {{value: .nan, source: x}}\n", 17, 21, "prevalence.value must be a finite number"),
    (new("value: 10", f"value: 1{'0' * 5000}"), 9, 15, "bits.value must be a number"),
    (f"{GOOD}min_distinct: 2.0\n", 17, 15, "min_distinct must be a whole number, not '2.0'"),
    (new("T1082", '"T1082\\n"'), 5, 12, "must have the form of T1082 or T1552.001"),
]  # fmt: skip


def identify(value: object) -> str:
    return value[:40] if isinstance(value, str) and "\n" not in value else ""


@pytest.mark.parametrize(("text", "line", "column", "says"), [*STRUCTURE, *OTHER], ids=identify)
def test_what_is_wrong_is_told_with_its_place_and_what_to_do(
    text: str, line: int, column: int, says: str
) -> None:
    with pytest.raises(RecipeError) as caught:
        load_file(text, "bad.yaml")
    message = str(caught.value)
    assert says in message
    assert message.startswith(f"bad.yaml:{line}:{column}: ")
    assert (caught.value.line, caught.value.column) == (line, column)
    assert len(message) < 400
    assert "\n" not in message


@pytest.mark.parametrize(("text", "line", "column", "says"), STRUCTURE, ids=identify)
def test_the_schema_refuses_the_same_structure(text: str, line: int, column: int, says: str) -> None:
    assert line
    assert column
    assert says
    assert not SCHEMA.is_valid(yaml.safe_load(text))


@pytest.mark.parametrize("data", [GOOD.encode() + b"\xff", GOOD.encode("utf-16")])
def test_a_file_that_is_not_utf_8_is_told_with_its_place(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "raw.yaml").write_bytes(data)
    with pytest.raises(RecipeError, match="not UTF-8; save it as UTF-8") as caught:
        read_file(tmp_path / "raw.yaml")
    assert (caught.value.line, caught.value.column) == ((1, 1) if data[0] == 0xFF else (17, 1))


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        LISTED,
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        f"%YAML 1.2\n---\n{GOOD}...\n",
        joined("{steps: [{any: ['tactic:discovery'], at_least: 3}], within_s: 1.5}"),
        clause("min_seconds: 3", "sleep"),
        clause("port: [1, 2]", "[connect, send]"),
    ],
)
def test_what_is_right_in_another_spelling_is_read_and_allowed_by_the_schema(text: str) -> None:
    assert [recipe.id for recipe in load_file(text, "good.yaml")] == ["sample"]
    assert SCHEMA.is_valid(yaml.safe_load(text))


@pytest.mark.parametrize("name", sorted({recipe.place.file for recipe in load_catalogue().recipes}))
def test_the_schema_allows_every_file_of_ours(name: str) -> None:
    text = (files("fpbox.recipes") / "catalogue" / name).read_text("utf-8")
    SCHEMA.validate(yaml.safe_load(text))


def keys(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every key of a schema with its own schema, through lists and choices."""
    for key, inner in schema.get("properties", {}).items():
        yield f"{path}.{key}", inner
        yield from keys(inner, f"{path}.{key}")
    for inner in (schema.get("items"), *schema.get("anyOf", ())):
        if inner:
            yield from keys(inner, path)


def test_the_schema_describes_every_key() -> None:
    found = dict(keys(recipe_schema()))
    assert {".id", ".observe.action", ".correlate.steps.any", ".examples.match.sees"} <= found.keys()
    assert [path for path, schema in found.items() if not schema.get("description")] == []


def test_every_bound_of_the_schema_is_finite() -> None:
    numbers = [schema for _, schema in keys(recipe_schema()) if schema.get("type") in ("number", "integer")]
    assert numbers
    for schema in numbers:
        assert math.isfinite(schema["minimum"])
        assert math.isfinite(schema["maximum"])
