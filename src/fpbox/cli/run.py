# SPDX-License-Identifier: Apache-2.0
"""``fpbox run COMMAND...``."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import Any

import click

from fpbox.cli.options import recipes_option
from fpbox.errors import UsageError
from fpbox.model import Level
from fpbox.network.hosts import of_flag
from fpbox.settings import Output, Settings

_UNITS = {"": 1.0, "ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_SIZES = {"": 1, "b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_FORMATS = ("json", "jsonl")


class _Duration(click.ParamType[Any]):
    name = "TIME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        match = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s|m|h|)", str(value).strip())
        if not match:
            self.fail(f"{value!r} is no time; write 30, 90s, 5m or 1h", param, ctx)
        return float(match[1]) * _UNITS[match[2]]


class _Size(click.ParamType[Any]):
    name = "SIZE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        match = re.fullmatch(r"(\d+)([bkmg]?)(?:ib|b)?", str(value).strip().lower())
        if not match:
            self.fail(f"{value!r} is no size; write 512m or 4g", param, ctx)
        return int(match[1]) * _SIZES[match[2]]


class _OutputFile(click.ParamType[Any]):
    name = "FORMAT=FILE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Output:
        if isinstance(value, Output):
            return value
        kind, _, file = str(value).partition("=")
        if kind not in _FORMATS or not file:
            self.fail(f"{value!r}: write {' or '.join(f'{f}=FILE' for f in _FORMATS)}", param, ctx)
        if file == "-" and kind == "jsonl":
            self.fail("the record goes to a file; use json=- for standard output", param, ctx)
        return Output(kind, file)


class _Host(click.ParamType[Any]):
    name = "HOST[:PORT]"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            of_flag(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)
        return str(value)


_LEVELS = [level.value for level in Level if level is not Level.NONE] + ["none"]


@click.command(
    "run",
    help="""Run COMMAND in an instrumented container and report what it did.

\b
fpbox run npm install
fpbox run --network none -o json=report.json npm rebuild
fpbox run pip install -r requirements.txt
fpbox run --import npm install""",
    context_settings={"allow_interspersed_args": False},
    epilog="""\b
Exit codes: the command's own; 3 flagged; 4 inconclusive; 124 time limit;
125 fpbox or the engine failed; 126/127 the command cannot be run.""",
)
@click.option("--image", envvar="FPBOX_IMAGE", help="Run in this image (default: chosen by the command).")
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="FPBOX_PROJECT",
    default=".",
    show_default="this directory",
    help="Directory to copy into the box.",
)
@click.option("--no-project", is_flag=True, envvar="FPBOX_NO_PROJECT", help="Copy nothing in.")
@click.option(
    "--include-credentials",
    is_flag=True,
    envvar="FPBOX_INCLUDE_CREDENTIALS",
    help="Also copy .npmrc, .env, keys and the like.",
)
@click.option(
    "--network",
    type=click.Choice(["registry", "open", "none"]),
    default="registry",
    show_default=True,
    envvar="FPBOX_NETWORK",
    help="What the box can reach; registry seals it: the registries only, all else is played.",
)
@click.option(
    "--allow-host",
    "allow_hosts",
    type=_Host(),
    multiple=True,
    metavar="HOST[:PORT]",
    envvar="FPBOX_ALLOW_HOST",
    help="Let a sealed box reach this host, too. Repeatable.",
)
@click.option(
    "--tls-termination/--no-tls-termination",
    default=True,
    envvar="FPBOX_TLS_TERMINATION",
    help="End TLS in a sealed network by an authority of the run's own, so that what is inside is seen.",
)
@click.option(
    "--level",
    type=click.Choice(["deep", "standard"]),
    default="deep",
    show_default=True,
    envvar="FPBOX_LEVEL",
    help="standard leaves out the stat family.",
)
@click.option(
    "--fail-on",
    type=click.Choice(_LEVELS),
    default="high",
    show_default=True,
    envvar="FPBOX_FAIL_ON",
    help="Flag packages at or above this level; none reports only.",
)
@click.option(
    "--linger",
    type=_Duration(),
    default="5s",
    show_default=True,
    envvar="FPBOX_LINGER",
    help="Watch daemons this long after the command has ended.",
)
@click.option(
    "--timeout",
    type=_Duration(),
    default="30m",
    show_default=True,
    envvar="FPBOX_TIMEOUT",
    help="Time limit; 0 for none.",
)
@click.option(
    "--skip-sleep/--no-skip-sleep",
    default=True,
    show_default=True,
    envvar="FPBOX_SKIP_SLEEP",
    help="Answer sleeps and timers of more than a second in packages' scripts at once.",
)
@click.option(
    "--import",
    "imports",
    is_flag=True,
    envvar="FPBOX_IMPORT",
    help="Load the installed packages afterwards, each in a process of its own.",
)
@click.option(
    "--import-timeout",
    type=_Duration(),
    default="20s",
    show_default=True,
    envvar="FPBOX_IMPORT_TIMEOUT",
    help="How long each package may take to load.",
)
@click.option(
    "--import-limit",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    envvar="FPBOX_IMPORT_LIMIT",
    help="Load at most this many packages.",
)
@click.option(
    "--machine/--no-machine",
    default=True,
    envvar="FPBOX_MACHINE",
    help="Give the box an invented user, home directory and credentials (default: yes).",
)
@click.option(
    "--persona",
    metavar="NAME|FILE",
    default="developer",
    show_default=True,
    envvar="FPBOX_PERSONA",
    help="Whose machine it seems to be: developer, ci, server, or a YAML file of your own.",
)
@click.option(
    "--seed",
    default="",
    envvar="FPBOX_SEED",
    help="Make the same invented machine again: the seed is in the report.",
)
@click.option(
    "--disguise",
    is_flag=True,
    envvar="FPBOX_DISGUISE",
    help="Show the invented machine's processor, firmware, groups and mounts in place of the real ones.",
)
@click.option(
    "--memory", type=_Size(), default="4g", show_default=True, envvar="FPBOX_MEMORY", help="Memory limit."
)
@click.option(
    "--pids",
    type=click.IntRange(min=16),
    default=2048,
    show_default=True,
    envvar="FPBOX_PIDS",
    help="Limit on processes.",
)
@click.option(
    "--file-size",
    type=_Size(),
    default="4g",
    show_default=True,
    envvar="FPBOX_FILE_SIZE",
    help="Largest file that can be written.",
)
@click.option(
    "-e",
    "--env",
    multiple=True,
    metavar="NAME[=VALUE]",
    envvar="FPBOX_ENV",
    help="Set a variable in the box (without a value: as it is here).",
)
@click.option(
    "--mqtt",
    metavar="URL",
    envvar="FPBOX_MQTT",
    help="Publish to this broker: mqtt://[user:password@]host[:port].",
)
@click.option("--mqtt-trace", is_flag=True, envvar="FPBOX_MQTT_TRACE", help="Also publish every observation.")
@click.option(
    "--site", envvar="FPBOX_SITE", default="default", show_default=True, help="Site's name in MQTT topics."
)
@click.option("--worker", envvar="FPBOX_WORKER", help="Worker's name in MQTT topics (default: this host's).")
@click.option(
    "-o",
    "--output",
    type=_OutputFile(),
    multiple=True,
    envvar="FPBOX_OUTPUT",
    help="json=FILE or jsonl=FILE; - is standard output. Repeatable.",
)
@recipes_option
@click.option("-q", "--quiet", is_flag=True, envvar="FPBOX_QUIET", help="No progress; the report only.")
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
@click.pass_context
def command(ctx: click.Context, /, command: tuple[str, ...], **options: Any) -> int:  # noqa: ANN401 - click's values, of each option's type
    """Do what `fpbox run` is asked to, and return its exit code."""
    from fpbox.cli.interface import Interface  # noqa: PLC0415 - these take 150 ms, which --help need not pay
    from fpbox.run import run  # noqa: PLC0415

    quiet = bool(options["quiet"])
    settings = settings_of(command, options)
    if ctx.obj and not quiet:
        click.echo(f"fpbox: settings from {ctx.obj}", err=True)
    to_stdout = any(output.file == "-" for output in settings.outputs)
    return asyncio.run(run(settings, Interface(quiet=quiet, output_to_stderr=to_stdout)))


def settings_of(command: tuple[str, ...], options: dict[str, Any]) -> Settings:
    """Return the settings that options give.

    Raises:
        UsageError: they do not go together.
    """
    given = dict(options)
    for name in ("quiet", "no_project"):
        given.pop(name)
    fail_on = given.pop("fail_on")
    timeout = given.pop("timeout")
    project = None if options["no_project"] else given.pop("project")
    given.pop("project", None)
    return Settings(
        command=command,
        project=project,
        fail_on=None if fail_on == "none" else Level(str(fail_on)),
        time_limit_s=timeout or None,
        linger_s=given.pop("linger"),
        memory_bytes=given.pop("memory"),
        file_size_bytes=given.pop("file_size"),
        import_timeout_s=given.pop("import_timeout"),
        env=_environment(given.pop("env")),
        outputs=_outputs(given.pop("output")),
        **given,
    )


def _outputs(given: tuple[Output, ...]) -> tuple[Output, ...]:
    """Take each once; a run has one record."""
    outputs = tuple(dict.fromkeys(given))
    records = [output.file for output in outputs if output.format == "jsonl"]
    if len(records) > 1:
        raise UsageError(
            f"-o jsonl={records[1]}: a run has one record, and it goes to {records[0]}",
            "Name one file, and copy it afterwards.",
        )
    return outputs


def _environment(given: object) -> tuple[tuple[str, str], ...]:
    """Read NAME=VALUE pairs; a bare NAME takes the value it has here."""
    pairs: list[tuple[str, str]] = []
    for item in given if isinstance(given, tuple) else ():
        name, equals, value = item.partition("=")
        if not equals and name not in os.environ:
            raise UsageError(f"--env {name}: there is no such variable here", "Write --env NAME=VALUE.")
        pairs.append((name, value if equals else os.environ[name]))
    return tuple(pairs)
