# SPDX-License-Identifier: Apache-2.0
"""Records an install with strace and prints it as a fixture: what the tracer would tell, without host paths.

    python tests/attribute/record.py [--scrub PATH=NAME ...] -- npm install > NAME.jsonl

Each line is ["root"|"fork"|"exec", image, parent, pid, exe, argv, cwd, env] or ["open"|"write", image, path].
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from fpbox.attribute import KEEP_ENV

CALLS = "execve,clone,clone3,fork,vfork,chdir,open,openat"
ADDRESS = re.compile(r"https?://[^\s\"']*")
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
OF_INTEREST = re.compile(r"\.(tar\.gz|zip|whl|tgz)$|/(METADATA|PKG-INFO)$")
MAX_WORDS = 9


def strings(text: str) -> list[str]:
    """Return the quoted strings of a line of strace."""
    return [
        ast.literal_eval("b" + found).decode("utf-8", "backslashreplace") for found in STRING.findall(text)
    ]


def calls(trace: str) -> Iterator[tuple[int, str, str, int]]:
    """Yield (pid, call, arguments, result) of successful calls, with interrupted lines put together."""
    pending: dict[int, str] = {}
    for line in trace.splitlines():
        number, _, rest = line.partition(" ")
        pid, rest = int(number), rest.strip()
        if rest.endswith("<unfinished ...>"):
            pending[pid] = rest.removesuffix("<unfinished ...>")
            continue
        rest = re.sub(r"^<\.\.\. \w+ resumed>", lambda _, pid=pid: pending.pop(pid, ""), rest)
        found = re.match(r"(\w+)\((.*)\)\s*=\s*(\d+)", rest)
        if found:
            yield pid, found[1], found[2], int(found[3])


def program(path: str, argv: list[str], cwd: str) -> tuple[str, list[str]]:
    """Follow "#!" lines as the kernel does: the program that runs, and its arguments."""
    for _ in range(4):
        full = Path(cwd, path)
        try:
            head = full.open("rb").read(256)
        except OSError:
            return str(full), argv
        if not head.startswith(b"#!"):
            return str(full.resolve()), argv
        words = head[2:].split(b"\n")[0].decode().strip().split(None, 1)
        argv, path = [*words, path, *argv[1:]], words[0]
    return path, argv


class Recording:
    """Turns calls into lines of a fixture."""

    def __init__(self, start: str) -> None:
        self.start = start
        self.images = 0
        self.parents: dict[int, int] = {}
        self.leaders: dict[int, int] = {}
        self.image: dict[int, int] = {}
        self.exe: dict[int, str] = {}
        self.cwd: dict[int, str] = {}

    def lines(self, trace: str) -> Iterator[list[object]]:
        """Yield the fixture's lines. A child may be seen before the call that made it returns."""
        rest = []
        for pid, call, arguments, result in calls(trace):
            if call in {"fork", "vfork", "clone", "clone3"}:
                (self.leaders if "CLONE_THREAD" in arguments else self.parents)[result] = pid
            else:
                rest.append((pid, call, arguments))
        for number, call, arguments in rest:
            pid = self._leader(number)
            yield from self._begin(pid)
            yield from self._call(pid, call, arguments)

    def _leader(self, pid: int) -> int:
        while pid in self.leaders:
            pid = self.leaders[pid]
        return pid

    def _begin(self, pid: int) -> Iterator[list[object]]:
        if pid in self.cwd:
            return
        if pid not in self.parents:
            self.cwd[pid] = self.start
            return
        parent = self._leader(self.parents[pid])
        yield from self._begin(parent)
        self.cwd[pid], self.exe[pid] = self.cwd[parent], self.exe.get(parent, "")
        yield self._line("fork", pid, self.image.get(parent, 0), [], {})

    def _line(self, kind: str, pid: int, parent: int, argv: list[str], env: dict[str, str]) -> list[object]:
        self.images += 1
        self.image[pid] = self.images
        return [kind, self.images, parent, pid, self.exe[pid], argv, self.cwd[pid], env]

    def _call(self, pid: int, call: str, arguments: str) -> Iterator[list[object]]:
        if call == "execve":
            path, _, rest = arguments.partition(", [")
            words, _, variables = rest.partition("], [")
            self.exe[pid], argv = program(strings(path)[0], strings(words), self.cwd[pid])
            env = dict(item.split("=", 1) for item in strings(variables) if "=" in item)
            kept = {name: value for name, value in env.items() if name in KEEP_ENV}
            yield self._line(
                "exec" if pid in self.image else "root", pid, self.image.get(pid, 0), argv[:MAX_WORDS], kept
            )
            return
        paths = strings(arguments)
        path = os.path.normpath(Path(self.cwd[pid], paths[0])) if paths else ""
        if call == "chdir" and path:
            self.cwd[pid] = path
        elif OF_INTEREST.search(path) and "site-packages" not in path and pid in self.image:
            writes = re.search("O_WRONLY|O_RDWR|O_CREAT", arguments)
            yield ["write" if writes else "open", self.image[pid], path]


def main() -> int:
    """Run the command, print the fixture, return the command's exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--scrub", action="append", default=[], help="PATH=NAME: how a path of this host is to be shown"
    )
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    scrub = [*(item.partition("=") for item in options.scrub), (str(Path.cwd()), "=", "/srv/app")]
    scrub += [(str(Path.home()), "=", "/home/dev")]
    with tempfile.NamedTemporaryFile("r", errors="replace") as trace:
        strace = ["strace", "-f", "-v", "-s", "65536", "-e", f"trace={CALLS}", "-o", trace.name]
        done = subprocess.run([*strace, *options.command], stdout=sys.stderr, check=False)
        for line in Recording(str(Path.cwd())).lines(trace.read()):
            text = json.dumps(line, separators=(",", ":"))
            for path, _, name in scrub:
                text = text.replace(path, name)
            sys.stdout.write(ADDRESS.sub("https://registry.example/", text) + "\n")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
