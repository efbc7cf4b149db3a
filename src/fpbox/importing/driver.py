# SPDX-License-Identifier: Apache-2.0
"""Imports distributions, one after another, each alone in a process. fpbox appends the call of main()."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from site import getsitepackages
from typing import Any

TAIL = 2048
POLL_S = 0.1

# Python is started without `site`: what its hooks do would be done in every distribution's process.
# What was replaced is told by where it was written; to import it beforehand would change what is seen.
PROGRAM = """
import atexit, sys, site, importlib
{first}
sys.path[:] = [p for p in sys.path if p] + {paths!r}
if {prefix!r}: sys.prefix = sys.exec_prefix = {prefix!r}
del getattr(sys, "orig_argv", [])[1:], {word}
def watch():
    from os import stat
    from types import FunctionType
    modules, told = sys.modules, set()
    def written(thing):
        if type(thing) is FunctionType: return thing.__code__.co_filename
        home = (thing if isinstance(thing, type) else type(thing)).__module__
        return getattr(modules[home], "__file__", "") or "" if home in modules else "unknown"
    def tell(name):
        home, _, inner = name.partition(":")
        thing = home = modules.get(home)
        for part in inner.split("."): thing = getattr(thing, part, None)
        place = written(thing)
        if name in told or place in ("", getattr(home, "__file__", "")) or place[0] == "<": return
        told.add(name)
        by = "".join(c if c.isascii() and (c.isalnum() or c in "@._/-") else "_" for c in place[:512])
        while ".." in by: by = by.replace("..", ".")
        stat("/replaced/in-python/" + name.replace(":", ".") + "/" + by)
    def look():
        for name in {watched!r}:
            try: tell(name)
            except Exception: pass
    return look
look = watch(); atexit.register(look)
def load():
    failed = 0
    for hook in {hooks!r}:
        if hook.endswith(".pth"): site.addpackage({site!r}, hook, set())
    for name in {modules!r}:
        try: importlib.import_module(name)
        except BaseException as e:
            failed = 1; print(type(e).__name__ + ": " + str(e)[:500], file=sys.stderr)
    look()
    sys.exit(failed)
load()
"""
WATCHED = """
builtins:open builtins:input builtins:__import__ builtins:exec builtins:eval builtins:compile
os:system os:popen os:execve os:posix_spawn
subprocess:Popen subprocess:run subprocess:call subprocess:check_call subprocess:check_output
socket:socket socket:create_connection socket:getaddrinfo ssl:SSLContext getpass:getpass
http.client:HTTPConnection http.client:HTTPConnection.connect http.client:HTTPConnection.request
http.client:HTTPConnection.send urllib.request:urlopen urllib.request:OpenerDirector.open
requests.sessions:Session.request requests.sessions:Session.send httpx._client:Client.send
urllib3.connectionpool:HTTPConnectionPool.urlopen aiohttp.client:ClientSession._request
"""
"""Functions that open, ask, start or send something, each behind the module in which it is written."""
FIRST = "told = {{}}; exec(open({!r}).read(), told); told['pretend'](told['FACTS']); del told"
"""Has Python say that it runs on another system, by a program that is there for it."""


def alone() -> bool:
    """Tell whether no other process of this user is there."""
    try:
        os.kill(-1, 0)
    except ProcessLookupError:
        return True
    return False


def end_all() -> None:
    """End every other process of this user."""
    try:
        os.kill(-1, signal.SIGKILL)
    except ProcessLookupError:
        return


def read(fd: int) -> bytes:
    """Return what is there to be read, and nothing at the end or when there is nothing yet."""
    try:
        return os.read(fd, 65_536)
    except BlockingIOError:
        return b""


def search_paths(site: str, prefix: str) -> list[str]:
    """Return a site directory and what its .pth files add to it, without running anything of theirs.

    Outside virtual environments, the interpreter's own site directories come after it.
    """
    found = [site]
    outer = [] if prefix else [path for path in getsitepackages() if os.path.isdir(path)]  # noqa: PTH112
    for name in sorted(os.listdir(site)):  # noqa: PTH208 - pathlib would be imported for nothing
        if not name.endswith(".pth"):
            continue
        with open(f"{site}/{name}", encoding="utf-8", errors="replace") as file:  # noqa: PTH123 - likewise
            lines = file.read(65_536).splitlines()
        plain = (line.strip() for line in lines if not line.startswith(("import ", "import\t", "#")))
        paths = (os.path.join(site, line) for line in plain if line)  # noqa: PTH118
        found += [path for path in paths if os.path.isdir(path)]  # noqa: PTH112
    return list(dict.fromkeys([*found, *outer]))


def program(task: dict[str, Any], table: dict[str, Any], paths: list[str]) -> str:
    """Return the program that imports one distribution; its first word tells whose process it is."""
    customs = [hook.split(".")[0].split("/")[0] for hook in task["hooks"] if not hook.endswith(".pth")]
    body = PROGRAM.format(
        paths=paths,
        first=FIRST.format(table["runtime"]) if table["runtime"] else "",
        prefix=table["prefix"],
        word=task["word"],
        watched=WATCHED.split(),
        hooks=task["hooks"],
        site=task["site"],
        modules=[*customs, *task["modules"]],
    )
    return f"{task['word']}=0;{body}"


def load(task: dict[str, Any], table: dict[str, Any], paths: list[str]) -> dict[str, Any]:
    """Import one distribution and wait until it and all that it started have ended, or its time is over."""
    ends = time.monotonic() + table["timeout_s"]
    said, said_to = os.pipe()
    child = subprocess.Popen(
        [table["argv0"], "-S", "-c", program(task, table, paths)],
        executable=sys.executable,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=said_to,
        start_new_session=True,
    )
    os.close(said_to)
    tail = b""
    os.set_blocking(said, False)
    while (child.poll() is None or not alone()) and time.monotonic() < ends:
        select.select([said], [], [], POLL_S)
        piece = read(said)
        tail = (tail + piece)[-TAIL:]
        if not piece:
            time.sleep(POLL_S / 10)
    late = child.poll() is None
    tail = (tail + read(said))[-TAIL:]
    end_all()
    code = child.wait()
    os.close(said)
    return {
        "word": task["word"],
        "code": code if code >= 0 else None,
        "signal": signal.Signals(-code).name if code < 0 else None,
        "late": late,
        "error": tail.decode("latin-1"),
    }


def main(table: dict[str, Any]) -> None:
    """Import what the table names, and say how it went, a line for each."""
    os.unlink(__file__)  # noqa: PTH108 - pathlib would be imported for nothing
    paths = search_paths(table["site"], table["prefix"])
    for task in table["loads"]:
        said = load(task, table, paths)
        os.write(1, json.dumps(said).encode() + b"\n")
