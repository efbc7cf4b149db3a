# SPDX-License-Identifier: Apache-2.0
"""Runtimes that say they run on another system, so that what packages keep for it shows itself.

The box stays what it is. Node and Python answer packages' own code as they would there; a program of the
other system is not there, and that it was tried is seen. Windows has a ``cmd.exe`` that hands its line to sh.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fpbox.boxfile import BoxFile
from fpbox.machine.identity import Identity

NODE, PYTHON = "/usr/local/share/node/runtime.js", "/usr/local/share/python/runtime.py"
SHELL = "/usr/local/share/node/shell"
OURS = (NODE, PYTHON, SHELL)
"""Where what answers lies in the box, and what lifecycle scripts are run by."""
_RUNS = """\
#!/bin/sh
/bin/sh "$@"
exit 0
"""
"""Runs a lifecycle script and lets it have succeeded: honest ones fail where their part for it is missing."""
_SITES = (
    "/usr/lib/python3/dist-packages",
    *(
        f"{prefix}/lib/python3.{minor}/site-packages"
        for prefix in ("/usr/local", "/home/dev/.venv")
        for minor in range(10, 15)
    ),
)
"""Where the Pythons of the boxes look for files that they read at every start."""
_START = f"import sys; exec(compile(open({PYTHON!r}).read(), {PYTHON!r}, 'exec'), {{'__name__': 'site'}})\n"
_COMMAND = """\
#!/bin/sh
while :; do
    case $1 in
    /[A-Za-z]) shift ;;
    *) break ;;
    esac
done
line=$*
case $line in
'"'*'"') line=${line#'"'} line=${line%'"'} ;;
esac
exec sh -c "$line"
"""
_FOLDER = "[.ShellClassInfo]\r\n"


@dataclass(frozen=True, slots=True)
class System:
    """What runtimes say of a system.

    Attributes:
        title: for people.
        node: what Node answers, by name in `process` and `os`.
        python: the facts that foreign_site.py takes; `asked` are answers of `platform`, by function.
    """

    title: str
    node: Mapping[str, str]
    python: Mapping[str, object]


_CONSTANTS = {
    "CREATE_NEW_CONSOLE": 0x10, "CREATE_NEW_PROCESS_GROUP": 0x200, "CREATE_NO_WINDOW": 0x8000000,
    "DETACHED_PROCESS": 0x8, "STARTF_USESHOWWINDOW": 1, "SW_HIDE": 0,
}  # fmt: skip
"""Python's `subprocess` has them on Windows; Microsoft documents their values with CreateProcess."""
SYSTEMS = {
    "windows": System(
        "Windows",
        node={
            "platform": "win32",
            "type": "Windows_NT",
            "release": "10.0.22631",
            "version": "Windows 11 Pro",
            "EOL": "\r\n",
            "devNull": "\\\\.\\nul",
        },
        python={
            "python_platform": "win32",
            "os_name": "nt",
            "asked": {
                "system": "Windows",
                "release": "10",
                "version": "10.0.22631",
                "platform": "Windows-10-10.0.22631",
            },
            "constants": _CONSTANTS,
        },
    ),
    "macos": System(
        "macOS",
        node={
            "platform": "darwin",
            "type": "Darwin",
            "release": "24.3.0",
            "version": "Darwin Kernel Version 24.3.0",
            "EOL": "\n",
            "devNull": "/dev/null",
        },
        python={
            "python_platform": "darwin",
            "os_name": "posix",
            "asked": {
                "system": "Darwin",
                "release": "24.3.0",
                "version": "Darwin Kernel Version 24.3.0",
                "platform": "macOS-15.3-arm64-arm-64bit",
            },
        },
    ),
}


def environment(system: str, who: Identity) -> dict[str, str]:
    """Return the variables that there are on a system, and what has Node ask first."""
    found = {"NODE_OPTIONS": f"--require={NODE}", "npm_config_script_shell": SHELL}
    if system == "windows":
        found |= {
            "APPDATA": "~/AppData/Roaming",
            "LOCALAPPDATA": "~/AppData/Local",
            "TEMP": "/tmp",  # noqa: S108 - in the box
            "TMP": "/tmp",  # noqa: S108 - likewise
            "USERPROFILE": "~/",
            "USERNAME": who.user,
            "USERDOMAIN": who.host_name.upper(),
            "COMPUTERNAME": who.host_name.upper(),
            "SystemRoot": "C:\\Windows",
            "windir": "C:\\Windows",
            "ProgramFiles": "C:\\Program Files",
            "PROCESSOR_ARCHITECTURE": "AMD64",
        }
    return found


def files(system: str) -> tuple[BoxFile, ...]:
    """Return what has the runtimes answer as on a system."""
    chosen = SYSTEMS[system]
    found = [
        BoxFile(NODE, f"{_source('foreign.js')}main({json.dumps(chosen.node)});\n".encode()),
        BoxFile(SHELL, _RUNS.encode(), 0o755),
        BoxFile(PYTHON, f"{_source('foreign_site.py')}{_call(chosen.python)}".encode()),
        *(BoxFile(f"{site}/runtime.pth", _START.encode()) for site in _SITES),
    ]
    if system == "windows":
        found += [
            BoxFile("/usr/local/bin/cmd.exe", _COMMAND.encode(), 0o755),
            *(
                BoxFile(f"~/AppData/{folder}/desktop.ini", _FOLDER.encode())
                for folder in ("Local", "Roaming")
            ),
        ]
    return tuple(found)


def note(system: str) -> str:
    """Return the sentence for a report."""
    return f"Node and Python told packages' code that this is {SYSTEMS[system].title}, which the box is not"


def _source(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _call(facts: Mapping[str, object]) -> str:
    return f"FACTS = {facts!r}\nif __name__ == 'site':\n    main(FACTS)\n"
