# SPDX-License-Identifier: Apache-2.0
"""What came of running each package, where that is not simply a recording of an install that went well."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parent / "outcomes.yaml"
_WHY = 160
_TELLING = (
    r"npm error (notarget .*)",
    r"npm error (Unsupported .*)",
    r"gyp ERR! stack (Error: .*)",
    r"(fatal error: .*)",
    r"(CMake Error.*)",
    r"(ERROR: (?:No matching|Ignored|Could not|Failed to build|Package).*)",
    r"\b((?:ModuleNotFound|Import|Attribute|Type|Value|FileNotFound|Runtime|OS)Error: .*)",
    r"(?:npm error )?(Error: .*)",
    r"npm error (code .*)",
    r"(error: .*)",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one package.

    Attributes:
        kept: a recording is there.
        why: what was in the way, in the words of the package manager; "" when nothing was.
    """

    kept: bool
    why: str = ""


def read(path: Path = FILE) -> dict[str, Outcome]:
    """Return what was written, by the packages' keys."""
    if not path.exists():
        return {}
    return {key: Outcome(**one) for key, one in (yaml.safe_load(path.read_bytes()) or {}).items()}


def write(outcomes: dict[str, Outcome], path: Path = FILE) -> None:
    """Write those that something was in the way of."""
    told = {key: asdict(one) for key, one in sorted(outcomes.items()) if one.why}
    path.write_text(yaml.safe_dump(told, width=1000))


def outcome(exit_code: int | None, said: str, trouble: Iterable[str], *, ran: bool) -> Outcome:
    """Judge a run that was recorded.

    Args:
        exit_code: the command's own.
        said: the end of what it wrote.
        trouble: why the trace is not whole.
        ran: code of a package ran.
    """
    if cut := "; ".join(trouble):
        return Outcome(kept=False, why=_short(f"the trace is not whole: {cut}"))
    if exit_code:
        return Outcome(kept=ran, why=_short(f"exit {exit_code}: {_telling(said)}"))
    return Outcome(kept=ran, why="" if ran else "no code of the package runs when it is installed")


def _telling(said: str) -> str:
    """Return the line that says most."""
    for pattern in _TELLING:
        if match := re.search(pattern, said):
            return match[1]
    return next((line for line in reversed(said.splitlines()) if line.strip()), "")


def _short(text: str) -> str:
    """Return one line of printable ASCII."""
    plain = "".join(char if " " <= char <= "~" else " " for char in text)
    return " ".join(plain.split())[:_WHY]
