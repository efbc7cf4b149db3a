# SPDX-License-Identifier: Apache-2.0
"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path

import click

recipes_option = click.option(
    "--recipes",
    multiple=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="FPBOX_RECIPES",
    help="Recipes of your own: they add to fpbox's, or take the place of those with the same id. Repeatable.",
)
