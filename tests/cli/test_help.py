# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from fpbox.cli import cli


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*above, name)
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)


@pytest.mark.parametrize("words", list(commands(cli)), ids=" ".join)
def test_the_help_of_each_command_is_laid_out_and_holds_no_layout_marks(words: tuple[str, ...]) -> None:
    said = CliRunner().invoke(cli, [*words, "--help"])
    assert said.exit_code == 0
    assert "\b" not in said.output
    assert r"\b" not in said.output
    examples = [line for line in said.output.splitlines() if line.count(f"fpbox {words[0]} ") > 1]
    assert not examples, "several examples run together in one line"
