# SPDX-License-Identifier: Apache-2.0
"""``fpbox gc``."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict

import click

from fpbox.engine import Engine, Removed


@click.command("gc")
@click.option(
    "--all", "everything", is_flag=True, help="Also remove what is in use, or was made on another machine."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(*, everything: bool, form: str) -> int:
    """Remove the containers that an interrupted run left behind.

    Every run does the same when it begins.
    """
    removed = asyncio.run(_collect(everything=everything))
    if form == "json":
        click.echo(json.dumps([asdict(item) for item in removed], indent=2))
        return 0
    for item in removed:
        click.echo(f"removed {item.name}")
    if not removed:
        click.echo("nothing is left behind", err=True)
    return 0


async def _collect(*, everything: bool) -> list[Removed]:
    async with await Engine.connect() as engine:
        return await engine.gc(everything=everything)
