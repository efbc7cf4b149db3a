# SPDX-License-Identifier: Apache-2.0
"""Recorded installs by real package managers, attributed again; and the table in docs/attribution.md."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from fpbox.attribute import KEEP_ENV, Attributor
from fpbox.model import UNATTRIBUTED, Action, Event, Process, Scope

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "attribute"
EXPECTED = json.loads((FIXTURES / "expected.json").read_text())
WEBAPP = Path(__file__).resolve().parents[2] / "examples" / "webapp" / "package-lock.json"
LOCKFILES = {
    **dict.fromkeys(("npm10", "npm11", "npm12", "npm11-rebuild"), FIXTURES / "npm11.package-lock.json"),
    "npm11-webapp": WEBAPP,
}


@dataclass
class Replay:
    attributor: Attributor = field(default_factory=Attributor)
    seen: dict[int, tuple[Process, Scope]] = field(default_factory=dict)

    def play(self, name: str) -> Replay:
        for line in (FIXTURES / f"{name}.jsonl").read_text().splitlines():
            kind, *rest = json.loads(line)
            if kind in {"open", "write"}:
                self.note(kind, *rest)
            else:
                self.image(kind, *rest)
        return self

    def image(self, kind, *rest):
        image, parent, pid, exe, argv, cwd, env = rest
        kept = tuple((key, value) for key, value in env.items() if key in KEEP_ENV)
        process = Process(image, parent, pid, 0, exe, tuple(argv), cwd, kept, kind)
        self.seen[image] = (process, self.attributor.image(process))

    def note(self, kind, image, path):
        process, scope = self.seen[image]
        action = Action.WRITE if kind == "write" else Action.OPEN
        self.attributor.note(Event(1, 1, process, scope, action, "openat", path))

    def rows(self):
        counts: Counter[tuple[str, tuple[str, ...], str, float]] = Counter()
        for process, scope in self.seen.values():
            if process.kind != "fork":
                final = self.attributor.final(scope.package)
                counts[final.purl, final.via, scope.phase, scope.confidence] += 1
        return sorted([purl, list(via), phase, sure, n] for (purl, via, phase, sure), n in counts.items())


def replay(name: str) -> Replay:
    played = Replay().play(name)
    if name in LOCKFILES:
        played.attributor.use_lockfile(LOCKFILES[name].read_bytes())
    return played


PAGE = Path(__file__).resolve().parents[2] / "docs" / "attribution.md"
_BEGIN, _END = "<!-- from the tests: begin -->\n", "<!-- from the tests: end -->\n"
TITLES = {
    "npm10": "npm 10, install",
    "npm11": "npm 11, install",
    "npm12": "npm 12, install",
    "npm11-webapp": "npm 11, the example in this repository",
    "npm11-git": "npm 11, git dependency",
    "npm11-rebuild": "npm 11, rebuild",
    "npm11-run": "npm 11, run of a script that runs another",
    "npm11-spoof": "npm 11, a script that sets npm's variables and starts an npm of its own",
    "npx11": "npx 11",
    "pnpm10": "pnpm 10, install",
    "yarn1": "yarn 1, install",
    "yarn4": "yarn 4, install",
    "bun": "bun, install",
    "pip-no-binary": "pip, source distributions from an index",
    "pip-sdist-files": "pip, archives",
    "pip-odd-archive-name": "pip, an archive with another name",
    "pip-local-directory": "pip, a directory",
    "pip-editable": "pip, editable",
    "pip-nested": "pip, a hook that runs pip",
    "pip-daemon": "pip, a hook that leaves a daemon behind",
    "pip-spoof": "pip, a hook that writes another's metadata",
    "pyproject-build": "build, a wheel",
    "uv": "uv, install",
    "poetry": "poetry, install",
}


def table() -> str:
    """What became of the processes of each recording, as Markdown."""
    lines = [
        "| recorded | packages that ran code | phases | processes theirs | the toolchain's | nobody's |",
        "|---|--:|---|--:|--:|--:|",
    ]
    lines += [_line(title, replay(name).rows()) for name, title in TITLES.items()]
    return "\n".join(lines) + "\n"


def _line(title: str, rows: list[list[object]]) -> str:
    counts: Counter[str] = Counter()
    for purl, _, _, _, count in rows:
        counts[str(purl)] += int(str(count))
    theirs = {purl: count for purl, count in counts.items() if purl.startswith("pkg:")}
    phases = ", ".join(sorted({str(phase) for purl, _, phase, _, _ in rows if purl in theirs}))
    rest = (counts["toolchain"], counts[UNATTRIBUTED.purl])
    return f"| {title} | {len(theirs)} | {phases} | {sum(theirs.values())} | {rest[0]} | {rest[1]} |"


def page_with_table() -> str:
    """Return docs/attribution.md as it ought to be."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(_BEGIN)
    return before + _BEGIN + table() + _END + rest.partition(_END)[2]


if __name__ == "__main__":
    PAGE.write_text(page_with_table(), encoding="utf-8")
