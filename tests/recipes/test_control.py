# SPDX-License-Identifier: Apache-2.0
"""The control run's commands."""

from __future__ import annotations

import subprocess

import pytest

from fpbox.recipes import CONTROL_COMMANDS

COMMANDS = sorted({command for commands in CONTROL_COMMANDS.values() for command in commands})


@pytest.mark.parametrize("manager", ["npm", "pypi"])
def test_each_manager_starts_its_runtimes_bare(manager):
    commands = CONTROL_COMMANDS[manager]
    assert ("sh", "-c", ":") in commands
    assert ("python3", "-c", "0") in commands
    assert (("node", "-e", "0") in commands) is (manager == "npm")


@pytest.mark.parametrize("command", [c for c in COMMANDS if c[:2] == ("sh", "-c")], ids=lambda c: c[2][:40])
def test_shell_commands_can_be_parsed(command):
    subprocess.run(["sh", "-n", "-c", command[2]], check=True)


@pytest.mark.parametrize(
    "command", [c for c in COMMANDS if c[:2] == ("python3", "-c")], ids=lambda c: c[2][:40]
)
def test_python_commands_can_be_compiled(command):
    compile(command[2], "control", "exec")


def test_nothing_is_reached():
    names = [word for command in COMMANDS for word in " ".join(command).split() if "https://" in word]
    assert names
    assert all(".invalid" in name for name in names)
