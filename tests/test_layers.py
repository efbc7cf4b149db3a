# SPDX-License-Identifier: Apache-2.0
"""The layers of the package: nothing imports upwards, and what is to be pure is pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "fpbox"
LAYERS = (
    {"model", "interest", "errors", "resources", "settings", "files", "tasks", "boxfile", "collector"},
    {"trace", "attribute", "recipes", "score", "machine", "network", "sealed"},
    {"compare"},
    {"session", "engine", "stream", "report"},
    {
        "control",
        "importing",
        "stopping",
        "ending",
        "tape",
        "outputs",
        "trickle",
        "watching",
        "doctor",
        "examples",
        "own",
        "personas",
        "sealing",
    },
    {"judge"},
    {"run"},
    {"comparing"},
    {"cli"},
)
PURE = {
    "model",
    "interest",
    "trace",
    "attribute",
    "recipes",
    "score",
    "machine",
    "sealed",
    "compare",
    "session",
    "settings",
    "judge",
}
IMPURE = {
    "asyncio",
    "socket",
    "subprocess",
    "threading",
    "requests",
    "docker",
    "aiofiles",
    "aiomqtt",
    "urllib",
    "http",
}


def files() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def part(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(name: str) -> int:
    return next(number for number, names in enumerate(LAYERS) if name in names)


@pytest.mark.parametrize("path", [f for f in files() if part(f) != "__init__"], ids=str)
def test_nothing_imports_upwards(path: Path) -> None:
    own = layer(part(path))
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "fpbox" and len(parts) > 1 and any(parts[1] in names for names in LAYERS):
            assert layer(parts[1]) <= own, f"{path.name} imports {name}"


@pytest.mark.parametrize("path", [f for f in files() if part(f) in PURE], ids=str)
def test_pure_parts_do_no_io(path: Path) -> None:
    assert not {name.split(".")[0] for name in imports(path)} & IMPURE


def test_help_imports_nothing_heavy() -> None:
    heavy = {"fpbox.engine", "fpbox.run", "fpbox.stream", "fpbox.recipes"}
    assert not set(imports(SOURCE / "cli" / "__init__.py")) & heavy
