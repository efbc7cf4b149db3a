# SPDX-License-Identifier: Apache-2.0
"""Has Python say that it runs on another system. fpbox appends FACTS, and the call of main().

Python runs this at every start. Only what a project's own code asks is answered so: when the first of it
runs, modules that look at the system themselves are loaded already, and `setup()` builds for what is there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

BEFORE = (
    "asyncio", "ctypes", "getpass", "http.client", "multiprocessing", "pathlib", "platform", "shutil",
    "signal", "socket", "ssl", "subprocess", "tempfile", "threading", "urllib.request", "uuid", "webbrowser",
    "zipfile",
)  # fmt: skip
"""Modules that would be others, or fail, on the other system."""
INSTALLED = ("site-packages/", "dist-packages/", "lib/python")
BUILDS = ("_in_process.py", "setup.py")
"""What one of the words ends with by which a build is started: setup.py is then read, and run as a text."""
SETUP = "setup"
ABSENT = object()
Changed = list[tuple[object, str, object]]


def pretend(facts: dict[str, Any]) -> Changed:
    """Answer as the other system would; return what was changed: (object, name, what it was)."""
    for name in BEFORE:
        try:
            import_module(name)
        except ImportError:
            continue
    os, platform, subprocess = (import_module(name) for name in ("os", "platform", "subprocess"))
    changed: Changed = []

    def change(thing: object, name: str, value: object) -> None:
        changed.append((thing, name, getattr(thing, name, ABSENT)))
        setattr(thing, name, value)

    change(sys, "platform", facts["python_platform"])
    change(os, "name", facts["os_name"])
    for name, value in facts["asked"].items():
        change(platform, name, lambda *_args, _value=value, **_given: _value)
    if facts["os_name"] == "nt":
        start = subprocess.Popen.__init__

        def started(self: object, *args: object, **given: object) -> None:
            for name in ("creationflags", "startupinfo"):
                given.pop(name, None)
            start(self, *args, **given)

        change(subprocess.Popen, "__init__", started)
        for name, value in facts["constants"].items():
            change(subprocess, name, value)
        change(subprocess, "STARTUPINFO", type("STARTUPINFO", (), {"dwFlags": 0, "wShowWindow": 0}))
        change(os, "startfile", lambda path, *_args: subprocess.Popen([path]))
    return changed


def take_back(changed: Changed) -> None:
    """Answer as what is there."""
    while changed:
        thing, name, value = changed.pop()
        if value is ABSENT:
            delattr(thing, name)
        else:
            setattr(thing, name, value)


def until_setup(changed: Changed) -> None:
    """Take it back when what builds begins."""

    def wrapped(real: Callable[..., object]) -> Callable[..., object]:
        def setup(*args: object, **given: object) -> object:
            take_back(changed)
            return real(*args, **given)

        return setup

    for name in ("setuptools", "distutils.core"):
        module = sys.modules.get(name)
        if module is not None:
            setattr(module, SETUP, wrapped(getattr(module, SETUP)))


def main(facts: dict[str, Any]) -> None:
    """Wait for the project's own code."""
    os = import_module("os")
    try:
        here = os.getcwd().rstrip("/") + "/"
    except OSError:
        return
    builds = any(word.endswith(BUILDS) for word in sys.orig_argv)
    state = {"read": False, "done": False}

    def is_own(code: object) -> bool:
        name = str(getattr(code, "co_filename", ""))
        if name.startswith(here):
            return not any(part in name[len(here) :] for part in INSTALLED)
        return state["read"] and name in ("<string>", "setup.py")

    def seen(event: str, args: tuple[object, ...]) -> None:
        if builds and event == "open" and str(args[0]).endswith("/setup.py"):
            state["read"] = True
        elif event == "exec" and not state["done"] and is_own(args[0]):
            state["done"] = True
            until_setup(pretend(facts))

    sys.addaudithook(seen)
