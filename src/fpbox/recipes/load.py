# SPDX-License-Identifier: Apache-2.0
"""Recipe files into recipes, and all of ours into one catalogue."""

from __future__ import annotations

import difflib
import errno
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from fpbox.errors import UsageError
from fpbox.model import Action, Importance
from fpbox.recipes.document import Document, error_at, read
from fpbox.recipes.glob import GlobError, Globs, expand
from fpbox.recipes.recipe import Clause, Correlation, Example, Place, Recipe, Step, Steps
from fpbox.recipes.schema import NEEDS, TACTICS, recipe_schema
from fpbox.recipes.shorthand import ShorthandError, parse_sight

_Values = dict[str, Any]
_ERRNOS = tuple(errno.errorcode.values())
_PREVALENCE = "prevalence.yaml"
_FAMILIAR = "familiar.yaml"
_RELEASES = "releases.yaml"
_SERVICES = "services.yaml"
_LISTS = (_RELEASES, _SERVICES, _FAMILIAR)
_PATHS = {"object": "objects", "not_object": "not_objects", "exe": "exes", "not_exe": "not_exes",
          "unless_with": "unless_with"}  # fmt: skip
_WORDS = {"call": "calls", "command": "commands", "not_command": "not_commands", "detail": "details",
          "host": "hosts", "method": "methods", "target": "targets",
          "phase": "phases", "not_phase": "not_phases",
          "by": "by", "not_by": "not_by", "below": "below", "not_below": "not_below"}  # fmt: skip
_SETS = {"result": "results", "flags": "flags", "address": "addresses", "port": "ports",
         "not_port": "not_ports"}  # fmt: skip
_AS_IS = ("outside", "familiar", "min_seconds", "beyond_control", "min_distinct", "min_count", "bits")


@dataclass(frozen=True)
class Catalogue:
    """Recipes, each id once.

    Attributes:
        familiar: names of hosts that popular packages fetch from, for clauses with the key `familiar`.
        releases: those among them where only who runs the host sees who asks.
        services: those among them that take error reports or usage statistics.
    """

    recipes: tuple[Recipe, ...]
    familiar: Globs = Globs.words(())  # noqa: RUF009 - it does not change
    releases: Globs = Globs.words(())  # noqa: RUF009 - as above
    services: Globs = Globs.words(())  # noqa: RUF009 - as above

    @cached_property
    def by_id(self) -> dict[str, Recipe]:
        """Recipes by their id."""
        return {recipe.id: recipe for recipe in self.recipes}

    def get(self, name: str) -> Recipe:
        """Return one recipe.

        Raises:
            UsageError: there is none of this name.
        """
        if name in self.by_id:
            return self.by_id[name]
        near = difflib.get_close_matches(name, self.by_id, n=3)
        hint = f"Did you mean {' or '.join(near)}?" if near else "fpbox recipes list shows all there are."
        raise UsageError(f"there is no recipe named {name!r}", hint)

    def with_recipes(self, recipes: Iterable[Recipe], checked: frozenset[str] | None = None) -> Catalogue:
        """Return a catalogue that has these too; one with a known id takes the other's place.

        Args:
            recipes: what to add.
            checked: ids of the recipes that are held against the others; all by default.

        Raises:
            RecipeError: two of them have the same id, or a correlation names what does not exist.
        """
        added: dict[str, Recipe] = {}
        for recipe in recipes:
            if recipe.id in added:
                raise error_at(
                    f"{recipe.id!r} is there twice, also in {added[recipe.id].place.file}", recipe.place
                )
            added[recipe.id] = replace(recipe, overrides=recipe.overrides or recipe.id in self.by_id)
        merged = self.by_id | added
        for recipe in merged.values():
            if checked is None or recipe.id in checked:
                _check_refs(recipe, merged)
        return replace(self, recipes=tuple(merged.values()))


@cache
def load_catalogue() -> Catalogue:
    """Return the recipes that come with fpbox, with what is known of their prevalence."""
    folder = files("fpbox.recipes") / "catalogue"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".yaml"))
    recipes = [
        recipe
        for name in names
        if name not in (_PREVALENCE, *_LISTS)
        for recipe in load_file((folder / name).read_text("utf-8"), name)
    ]
    known = _prevalence((folder / _PREVALENCE).read_text("utf-8"))
    releases, services, others = (_hosts((folder / name).read_text("utf-8"), name) for name in _LISTS)
    familiar = Globs.words((*releases, *services, *others))
    return Catalogue((), familiar, Globs.words(releases), Globs.words(services)).with_recipes(
        replace(recipe, prevalence=known[recipe.id][0], prevalence_source=known[recipe.id][1])
        if recipe.id in known
        else recipe
        for recipe in recipes
    )


def _hosts(text: str, name: str) -> list[str]:
    patterns = {"type": "array", "items": {"type": "string"}}
    found: list[str] = Document(name).value(read(text, name), patterns, "")
    return found


def _prevalence(text: str) -> dict[str, tuple[float, str]]:
    entry = {
        "type": "object",
        "properties": {
            "recipe": {"type": "string"},
            "value": {"type": "number", "minimum": 0, "maximum": 1},
            "source": {"type": "string"},
        },
        "required": ["recipe", "value", "source"],
    }
    entries = Document(_PREVALENCE).value(read(text, _PREVALENCE), {"type": "array", "items": entry}, "")
    return {item["recipe"]: (float(item["value"]), item["source"]) for item in entries}


def load_file(text: str, name: str) -> list[Recipe]:
    """Read one recipe file.

    Args:
        text: YAML: one recipe, or a list of them.
        name: the file's name, for errors.

    Raises:
        RecipeError: it is wrong; carries line and column, and says what is allowed.
    """
    document = Document(name)
    values = document.value(read(text, name), recipe_schema(), "")
    recipes: dict[str, Recipe] = {}
    for item in values if isinstance(values, list) else [values]:
        if item["id"] in recipes:
            line = recipes[item["id"]].place.line
            raise document.error(f"{item['id']!r} is there twice, also in line {line}", item, "id")
        recipes[item["id"]] = _recipe(item, document)
    return list(recipes.values())


def _recipe(values: _Values, document: Document) -> Recipe:
    examples = values.get("examples", {})
    known = values.get("prevalence", {"value": 0.0, "source": ""})
    return Recipe(
        place=document.place(values, "id"),
        id=values["id"],
        title=values["title"],
        description=values["description"].strip(),
        tactic=values["tactic"],
        technique=values["technique"],
        category=values["category"],
        method=values["method"],
        importance=Importance(values["importance"]),
        bits=float(values["bits"]["value"]),
        why_bits=values["bits"]["why"].strip(),
        intent=values.get("intent", False),
        clauses=tuple(_clauses(values.get("observe", []), document)),
        correlation=_correlation(values["correlate"], document) if "correlate" in values else None,
        means=values["means"].strip(),
        matters=values["matters"].strip(),
        steps=Steps(**{key: text.strip() for key, text in values["steps"].items()}),
        matches=tuple(_example(item, document) for item in examples.get("match", [])),
        misses=tuple(_example(item, document) for item in examples.get("miss", [])),
        min_distinct=values.get("min_distinct", 1),
        references=tuple(values.get("references", ())),
        prevalence=float(known["value"]),
        prevalence_source=known["source"],
    )


def _many(value: Any) -> list[Any]:  # noqa: ANN401 - a value of the schema, or a list of them
    return value if isinstance(value, list) else [value]


def _clauses(items: list[_Values], document: Document) -> Iterator[Clause]:
    seen: set[str] = set()
    for number, item in enumerate(items):
        clause = _clause(item, f"clause{number + 1}", document)
        if clause.name in seen:
            raise document.error(f"the clause {clause.name!r} is there twice", item, "name")
        seen.add(clause.name)
        yield clause


def _clause(values: _Values, name: str, document: Document) -> Clause:
    given: _Values = {field: values[field] for field in _AS_IS if field in values}
    for field, target in (_PATHS | _WORDS).items():
        if field in values:
            _check_globs(values, field, document)
            given[target] = (Globs.paths if field in _PATHS else Globs.words)(_many(values[field]))
    for field, target in _SETS.items():
        if field in values:
            given[target] = frozenset(_many(values[field]))
    if "importance" in values:
        given["importance"] = Importance(values["importance"])
    actions = frozenset(Action(action) for action in _many(values["action"]))
    _check_clause(values, actions, document)
    return Clause(name=values.get("name", name), actions=actions, **given)


def _check_globs(values: _Values, field: str, document: Document) -> None:
    for number, pattern in enumerate(_many(values[field])):
        try:
            expand(pattern)
        except GlobError as error:
            raise document.error(str(error), values, field, number) from error


def _check_clause(values: _Values, actions: frozenset[Action], document: Document) -> None:
    """Refuse what could never match."""
    for field, allowed in NEEDS.items():
        if field in values and not actions <= set(allowed):
            names = " or ".join(sorted(action.value for action in allowed))
            raise document.error(f"{field!r} only goes with the action {names}", values, field)
    for number, result in enumerate(_many(values.get("result", []))):
        if result.startswith("E") and result not in _ERRNOS:
            near = _near(result, _ERRNOS) if difflib.get_close_matches(result, _ERRNOS) else "see errno(3)"
            raise document.error(f"there is no errno {result!r}; {near}", values, "result", number)


def _correlation(values: _Values, document: Document) -> Correlation:
    steps = []
    for item in values["steps"]:
        kind = "any" if "any" in item else "all"
        refs = tuple(_many(item[kind]))
        _check_step(item, kind, refs, document)
        at_least = item.get("at_least", 1) if kind == "any" else len(refs)
        places = tuple(document.place(item, kind, number) for number in range(len(refs)))
        steps.append(Step(refs, at_least, item.get("techniques", 1), float(item.get("bits", 0)), places))
    return Correlation(
        tuple(steps),
        values.get("ordered", False),
        float(values.get("within_s", 0)),
        _unless_before(values, document),
    )


def _unless_before(values: _Values, document: Document) -> Step | None:
    if "unless_before" not in values:
        return None
    if not values.get("ordered"):
        raise document.error("'unless_before' only goes with 'ordered: true'", values, "unless_before")
    refs = tuple(_many(values["unless_before"]))
    return Step(refs, places=tuple(document.place(values, "unless_before", n) for n in range(len(refs))))


def _check_step(values: _Values, kind: str, refs: tuple[str, ...], document: Document) -> None:
    """Refuse a step that names one thing twice, or that could never be filled."""
    for number, ref in enumerate(refs):
        if ref in refs[:number]:
            raise document.error(f"{ref!r} is there twice; keep one", values, kind, number)
    recipes = {ref.partition(":")[0] for ref in refs}
    for key in ("at_least", "techniques"):
        if "tactic" not in recipes and values.get(key, 1) > len(recipes):
            many = f"{len(recipes)} recipe{'s' if len(recipes) > 1 else ''}"
            raise document.error(f"{key} is {values[key]}, but the step names {many}", values, key)


def _example(values: _Values, document: Document) -> Example:
    for number, sight in enumerate(values["sees"]):
        try:
            parse_sight(sight)
        except ShorthandError as error:
            raise document.error(str(error), values, "sees", number) from error
    return Example(values["run"], values["lang"], tuple(values["sees"]), values.get("note", ""))


def _check_refs(recipe: Recipe, known: dict[str, Recipe]) -> None:
    for step in _steps(recipe.correlation):
        for number, ref in enumerate(step.refs):
            wrong = _wrong_ref(ref, known, ours=not recipe.origin)
            if wrong:
                place = step.places[number] if step.places else Place(recipe.origin or recipe.id)
                raise error_at(f"{recipe.id} joins {ref!r}: {wrong}", place)


def _steps(correlation: Correlation | None) -> tuple[Step, ...]:
    if correlation is None:
        return ()
    return (*correlation.steps, *([correlation.unless_before] if correlation.unless_before else []))


def _wrong_ref(ref: str, known: dict[str, Recipe], *, ours: bool) -> str:
    """Say what is wrong with a reference. A user's recipe in the place of ours need not have its clauses."""
    name, _, rest = ref.partition(":")
    if name == "tactic":
        return "" if rest in TACTICS else f"there is no tactic of that name; {_near(rest, TACTICS)}"
    if name not in known:
        return f"there is no recipe of that name; {_near(name, known)}"
    if known[name].correlation is not None:
        return "a correlation cannot be joined; name what it joins"
    clauses = [one.name for one in known[name].clauses]
    if not rest or rest in clauses or (ours and known[name].overrides):
        return ""
    return f"{known[name].place.file} has no clause of that name; {_near(rest, clauses)}"


def _near(name: str, names: Iterable[str]) -> str:
    """Say what may have been meant."""
    names = list(names)
    near = difflib.get_close_matches(name, names, n=3)
    return f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names)}"
