# SPDX-License-Identifier: Apache-2.0
"""A user's own recipes: folders of files that add to fpbox's, or take the place of those with the same id."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path

from fpbox.errors import RecipeError, UsageError
from fpbox.recipes import Catalogue, Recipe, load_catalogue, load_file

_SUFFIXES = frozenset({".yaml", ".yml"})
_MAX_FILES = 2_000
_MAX_BYTES = 4 << 20
_MAX_NAMED = 10


def read_file(path: Path) -> list[Recipe]:
    """Read one file of recipes.

    Raises:
        RecipeError: it cannot be read, or is wrong; says where.
    """
    try:
        if path.exists() and not path.is_file():
            raise RecipeError("is no file", file=str(path))
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
        text = data[:_MAX_BYTES].decode()
    except OSError as error:
        raise RecipeError(f"cannot be read: {error.strerror}", file=str(path)) from error
    except UnicodeDecodeError as error:
        place = _place(data, error.start)
        raise RecipeError(
            "not UTF-8; save it as UTF-8", file=str(path), line=place[0], column=place[1]
        ) from error
    if len(data) > _MAX_BYTES:
        raise RecipeError(f"a recipe file may have {_MAX_BYTES >> 20} MiB; split this one", file=str(path))
    return [replace(recipe, origin=str(path)) for recipe in load_file(text, str(path))]


def _place(data: bytes, offset: int) -> tuple[int, int]:
    """Return line and column of a byte, from 1."""
    before = data[:offset]
    return before.count(b"\n") + 1, offset - before.rfind(b"\n")


def files_in(folder: Path) -> list[Path]:
    """Return the recipe files that lie in a folder.

    Raises:
        UsageError: it is no folder, or there are none in it, or too many.
    """
    try:
        found = sorted(islice((one for one in folder.iterdir() if one.suffix in _SUFFIXES), _MAX_FILES + 1))
    except OSError as error:
        raise UsageError(f"{folder}: the folder of recipes cannot be read: {error.strerror}") from error
    if not found:
        raise UsageError(f"{folder}: there are no recipes", "Name a folder that holds *.yaml files.")
    if len(found) > _MAX_FILES:
        raise UsageError(f"{folder}: more than {_MAX_FILES} recipe files", "Put several recipes in one file.")
    return found


def catalogue_with(folders: Iterable[Path]) -> Catalogue:
    """Return fpbox's recipes and those of some folders. A later folder's take the place of an earlier one's.

    Raises:
        UsageError: a folder cannot be used. RecipeError: a file is wrong; says where.
    """
    catalogue = load_catalogue()
    for folder in folders:
        recipes = [recipe for path in files_in(folder) for recipe in read_file(path)]
        catalogue = catalogue.with_recipes(recipes)
    return catalogue


def check(paths: Iterable[Path]) -> dict[Path, list[Recipe] | RecipeError]:
    """Read recipe files that are used together; return the recipes of each, or what is wrong with it."""
    found: dict[Path, list[Recipe] | RecipeError] = {}
    for path in paths:
        try:
            found[path] = read_file(path)
        except RecipeError as error:
            found[path] = error
    good = {path: recipes for path, recipes in found.items() if isinstance(recipes, list)}
    for path, recipes in good.items():
        others = {one.id: one for other, more in good.items() if other != path for one in more}
        try:
            load_catalogue().with_recipes(
                (*others.values(), *recipes), checked=frozenset(one.id for one in recipes)
            )
        except RecipeError as error:
            found[path] = error
    return found


def notes(catalogue: Catalogue) -> tuple[str, ...]:
    """Say which recipes are not fpbox's own, and which of those took another's place."""
    own = [recipe for recipe in catalogue.recipes if recipe.origin]
    if not own:
        return ()
    said = [f"{len(own)} recipes of your own were used"]
    overriding = [f"{recipe.id} ({recipe.origin})" for recipe in own if recipe.overrides]
    if overriding:
        more = f" and {len(overriding) - _MAX_NAMED} more" if len(overriding) > _MAX_NAMED else ""
        said.append(f"in place of fpbox's own recipes: {', '.join(overriding[:_MAX_NAMED])}{more}")
    return tuple(said)
