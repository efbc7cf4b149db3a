# SPDX-License-Identifier: Apache-2.0
"""The control run's commands."""

from __future__ import annotations

import re
import subprocess

import pytest

from fpbox.recipes import PARTS, PROGRAMS, Part, presence_script

BY_NAME = {part.name: part for part in PARTS}
COMMANDS = sorted({command for part in PARTS for command in (*part.asks, *part.commands)})


def test_programs_come_first_and_are_started_bare():
    assert PARTS[0].name == PROGRAMS
    assert {("sh", "-c", ":"), ("python3", "-c", "0"), ("node", "-e", "0")} <= set(PARTS[0].commands)


@pytest.mark.parametrize("name", ["npm", "yarn", "pnpm", "bun", "pip", "uv", "poetry"])
def test_each_manager_has_a_part_that_starts_it_bare(name):
    assert (name, "--version") in BY_NAME[name].commands


def test_only_what_a_manager_is_asked_for_is_heard():
    part = Part("pip", (("echo", "silent"),), (("echo", "https://registry.example/"),))
    done = subprocess.run(["sh", "-c", part.script], check=True, capture_output=True)
    assert done.stdout == b"https://registry.example/\n"
    assert done.stderr == b""


def test_a_command_that_fails_or_is_missing_does_not_end_a_part():
    part = Part("pip", (("false",), ("no-such-program",)), (("no-such-program",), ("echo", "after")))
    assert subprocess.run(["sh", "-c", part.script], check=True, capture_output=True).stdout == b"after\n"


def test_managers_that_are_there_are_told(tmp_path):
    for name in ("uv", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    said = subprocess.run(
        ["/bin/sh", "-c", presence_script()], check=True, capture_output=True, env={"PATH": str(tmp_path)}
    )
    assert said.stdout.split() == [b"npm", b"uv"]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_part_s_script_can_be_parsed(part):
    subprocess.run(["sh", "-n", "-c", part.script], check=True)


@pytest.mark.parametrize("command", [c for c in COMMANDS if c[:2] == ("sh", "-c")], ids=lambda c: c[2][:40])
def test_shell_commands_can_be_parsed(command):
    subprocess.run(["sh", "-n", "-c", command[2]], check=True)


@pytest.mark.parametrize(
    "command", [c for c in COMMANDS if c[0] == "python3" and "-c" in c], ids=lambda c: c[-1][:40]
)
def test_python_commands_can_be_compiled(command):
    compile(command[-1], "control", "exec")


def test_nothing_is_reached():
    names = [name for command in COMMANDS for name in re.findall(r"https?://[^/\s'\"]+", " ".join(command))]
    assert names
    assert all(".invalid" in name for name in names)
