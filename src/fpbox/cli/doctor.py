# SPDX-License-Identifier: Apache-2.0
"""``fpbox doctor``."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict

import click

from fpbox.doctor import Check, examine

_COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}


@click.command("doctor")
@click.option("--mqtt", metavar="URL", envvar="FPBOX_MQTT", help="Also see whether this broker answers.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(mqtt: str | None, form: str) -> int:
    """Check engine, kernel, tracer, images and broker, and say how to mend each.

    Exit code 1 when something is missing that a run needs.
    """
    checks = asyncio.run(examine(mqtt))
    if form == "json":
        click.echo(json.dumps([asdict(check) for check in checks], indent=2))
    else:
        for check in checks:
            _show(check)
    return int(any(check.level == "fail" for check in checks))


def _show(check: Check) -> None:
    click.echo(f"{click.style(f'{check.level:<5}', fg=_COLOURS[check.level])} {check.name:<13} {check.found}")
    if check.mend and check.level != "ok":
        click.echo(f"      {'':<13} {check.mend}")
