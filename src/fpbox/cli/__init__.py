# SPDX-License-Identifier: Apache-2.0
"""The command line: one file per command, each loaded only when it is used, so that ``--help`` is quick."""

from __future__ import annotations

import sys
import traceback
from importlib import import_module
from typing import Any

import click

from fpbox.cli.config import load_settings_file
from fpbox.collector import collect_rarely
from fpbox.errors import FpboxError

_COMMANDS = {
    "run": "Run a dependency install in an instrumented container.",
    "compare": "Run it several times under different circumstances, and show what differs.",
    "explain": "Show why packages of a finished run have their scores.",
    "recipes": "List, show and check recipes.",
    "baseline": "Show or take again the control run.",
    "doctor": "Check what fpbox needs and say how to mend it.",
    "gc": "Remove what an interrupted run left behind.",
}


class _Lazy(click.Group):
    """Imports a command's module when the command is used, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"fpbox.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib import metadata  # noqa: PLC0415 - 10 ms that no other command need pay

        click.echo(f"fpbox {metadata.version('fpbox')}")
        ctx.exit()


@click.group(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Try: fpbox run npm install",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version."
)
@click.option(
    "--config",
    metavar="FILE",
    envvar="FPBOX_CONFIG",
    type=click.Path(exists=True, dir_okay=False),
    help="Settings file (default: fpbox.toml, or [tool.fpbox] in pyproject.toml, of this directory).",
)
@click.pass_context
def cli(ctx: click.Context, config: str | None) -> None:
    """See what a dependency does to your machine when you install it."""
    ctx.default_map, ctx.obj = load_settings_file(config)


def main(argv: list[str] | None = None) -> None:
    """Entry point: run the command line and end the process with its exit code."""
    collect_rarely()
    try:
        result: Any = cli.main(args=argv, prog_name="fpbox", standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except FpboxError as error:
        click.echo(f"fpbox: {error}", err=True)
        sys.exit(error.exit_code)
    except Exception:  # noqa: BLE001 - the outermost edge: exit status 1 would pass for the command's own
        traceback.print_exc()
        click.echo("fpbox: this is a mistake in fpbox; please report what stands above", err=True)
        sys.exit(FpboxError.exit_code)
    sys.exit(result if isinstance(result, int) else 0)
