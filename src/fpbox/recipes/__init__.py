# SPDX-License-Identifier: Apache-2.0
"""Recipes: what probing and worse look like, and the matcher that finds it in a stream of events."""

from fpbox.recipes.baseline import Baseline, Habits
from fpbox.recipes.control import PARTS, PROGRAMS, Part, presence_script
from fpbox.recipes.load import Catalogue, load_catalogue, load_file
from fpbox.recipes.matcher import Matcher
from fpbox.recipes.recipe import Recipe
from fpbox.recipes.schema import recipe_schema

__all__ = [
    "PARTS",
    "PROGRAMS",
    "Baseline",
    "Catalogue",
    "Habits",
    "Matcher",
    "Part",
    "Recipe",
    "load_catalogue",
    "load_file",
    "presence_script",
    "recipe_schema",
]
