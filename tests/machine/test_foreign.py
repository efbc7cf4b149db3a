# SPDX-License-Identifier: Apache-2.0
"""What has the runtimes say that they run on another system. In a box: tests/e2e/test_foreign.py."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from fpbox.machine import foreign

SETUP = """
import json, os, platform, subprocess, sys
from distutils.core import setup
print(json.dumps([sys.platform, os.name, platform.system(), hasattr(subprocess, "STARTUPINFO")]))
setup()
"""
CORE = """
import json, os, platform, subprocess, sys
def setup():
    print(json.dumps([sys.platform, os.name, platform.system(), hasattr(subprocess, "STARTUPINFO")]))
"""
HERE = [sys.platform, "posix", "Linux", False]
WINDOWS = ["win32", "nt", "Windows", True]


def put(folder: Path, system: str) -> dict[str, Path]:
    """Lay what a box gets into a folder; return where, by the path in the box."""
    placed = {}
    for number, file in enumerate(foreign.files(system)):
        placed[file.path] = folder / str(number)
        placed[file.path].write_bytes(file.data)
        placed[file.path].chmod(file.mode)
    return placed


def python(program: str, folder: Path, *words: str) -> list[list[object]]:
    """Run a program in a folder; return the lines of JSON that it says."""
    command = (sys.executable, "-S", "-c", program, *words)
    said = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in said.splitlines()]


@pytest.mark.parametrize(
    ("word", "first"), [("/x/_in_process.py", WINDOWS), ("setup.py", WINDOWS), ("install", HERE)]
)
def test_a_build_script_is_told_so_until_it_calls_setup_and_pip_is_not(
    tmp_path: Path, word: str, first: list[object]
) -> None:
    runtime = put(tmp_path, "windows")[foreign.PYTHON]
    work = tmp_path / "work"
    work.mkdir()
    (tmp_path / "lib" / "distutils").mkdir(parents=True)
    (tmp_path / "lib" / "distutils" / "__init__.py").touch()
    (tmp_path / "lib" / "distutils" / "core.py").write_text(CORE)
    (work / "setup.py").write_text(SETUP)
    program = f"""
import sys
sys.path.insert(0, {str(tmp_path / "lib")!r})
import distutils.core
exec(compile(open({str(runtime)!r}).read(), "runtime", "exec"), {{"__name__": "site"}})
exec("1")
exec(open({str(work / "setup.py")!r}).read())
"""
    assert python(program, tmp_path, word) == [first, HERE]


def test_a_backend_in_the_project_is_told_so_and_what_is_installed_there_is_not(tmp_path: Path) -> None:
    runtime = put(tmp_path, "macos")[foreign.PYTHON]
    work = tmp_path / "work"
    (work / "env" / "site-packages").mkdir(parents=True)
    says = "import json, sys; print(json.dumps([sys.platform]))\n"
    (work / "env" / "site-packages" / "tool.py").write_text(says)
    (work / "backend.py").write_text(says)
    program = f"""
import sys
sys.path[:0] = [{str(work)!r}, {str(work / "env" / "site-packages")!r}]
exec(open({str(runtime)!r}).read(), {{"__name__": "site"}})
import tool, backend
"""
    assert python(program, work) == [[sys.platform], ["darwin"]]


@pytest.mark.parametrize(
    "words",
    [
        ("/d", "/s", "/c", '"echo one && echo two"'),
        ("/c", "echo one && echo two"),
        ("/C", "echo", "one", "&&", "echo", "two"),
    ],
)
def test_the_command_of_windows_hands_its_line_to_the_shell(tmp_path: Path, words: tuple[str, ...]) -> None:
    command = put(tmp_path, "windows")["/usr/local/bin/cmd.exe"]
    said = subprocess.run((str(command), *words), check=True, capture_output=True, text=True, timeout=20)
    assert said.stdout.split() == ["one", "two"]
