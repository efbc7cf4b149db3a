# SPDX-License-Identifier: Apache-2.0
"""Recipes: what probing and worse look like, and the matcher that finds it in a stream of events."""

from fpbox.recipes.baseline import Baseline
from fpbox.recipes.control import CONTROL_COMMANDS
from fpbox.recipes.load import Catalogue, load_catalogue, load_file
from fpbox.recipes.matcher import Matcher
from fpbox.recipes.recipe import Recipe
from fpbox.recipes.schema import recipe_schema

__all__ = [
    "CONTROL_COMMANDS",
    "Baseline",
    "Catalogue",
    "Matcher",
    "Recipe",
    "load_catalogue",
    "load_file",
    "recipe_schema",
]
