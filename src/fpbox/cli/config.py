# SPDX-License-Identifier: Apache-2.0
"""Settings from files: ``fpbox.toml``, or ``[tool.fpbox]`` of ``pyproject.toml``, in this directory."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from fpbox.errors import UsageError

_NAMES = frozenset(
    {
        "image", "project", "no-project", "include-credentials", "network", "allow-host",
        "tls-termination", "level", "fail-on", "linger",
        "timeout", "memory", "pids", "file-size", "env", "mqtt", "mqtt-trace", "site", "worker", "output",
        "quiet", "recipes", "import", "import-timeout", "import-limit", "skip-sleep",
        "machine", "persona", "seed", "disguise",
    }
)  # fmt: skip
_LISTS = frozenset({"allow-host", "env", "output", "recipes"})
_FLAGS = frozenset(
    {
        "no-project", "include-credentials", "mqtt-trace", "quiet", "import", "skip-sleep", "machine",
        "tls-termination", "disguise",
    }
)  # fmt: skip
_WITH_RECIPES = ("list", "show", "test")
_OF_RUN_ALONE = frozenset({"persona", "output"})
_PARAMETERS = {"allow-host": "allow_hosts", "import": "imports"}
_SHAPES = {
    "list": 'Write {0} = ["...", "..."].',
    "flag": "Write {0} = true, or leave it out.",
    "value": 'Write {0} = "...".',
}


def load_settings_file(config: str | None) -> tuple[dict[str, Any], str]:
    """Return click's default map and the name of the file it came from ("" when there is none).

    Raises:
        UsageError: the file is no TOML, or holds a setting that does not exist.
    """
    for path in [Path(config)] if config else [Path("fpbox.toml"), Path("pyproject.toml")]:
        if not path.is_file():
            continue
        table = _table(path)
        if table:
            return _defaults(table), str(path)
    return {}, ""


def _defaults(table: dict[str, Any]) -> dict[str, Any]:
    """Lay settings out by command."""
    own = {"recipes": table["recipes"]} if "recipes" in table else {}
    run = {_PARAMETERS.get(name, name.replace("-", "_")): value for name, value in table.items()}
    return {
        "run": run,
        "compare": {name: value for name, value in run.items() if name not in _OF_RUN_ALONE},
        "recipes": dict.fromkeys(_WITH_RECIPES, own),
    }


def _table(path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UsageError(f"{path}: {error}", "Mend the file, or name another with --config.") from error
    table = _own_part(data) if path.name == "pyproject.toml" else data
    if not isinstance(table, dict):
        raise UsageError(f"{path}: tool.fpbox is no table", "Write [tool.fpbox] and the settings below it.")
    unknown = sorted(set(table) - _NAMES)
    if unknown:
        raise UsageError(
            f"{path}: no such setting: {', '.join(unknown)}", f"Known: {', '.join(sorted(_NAMES))}."
        )
    for name, value in table.items():
        _check(path, name, value)
    return table


def _own_part(data: dict[str, Any]) -> object:
    """Return [tool.fpbox] of a pyproject.toml, which says many other things, too."""
    tool = data.get("tool")
    return tool.get("fpbox", {}) if isinstance(tool, dict) else {}


def _check(path: Path, name: str, value: object) -> None:
    """See that a value has the right shape; what it may be in detail is the option's business."""
    kind = "list" if name in _LISTS else "flag" if name in _FLAGS else "value"
    right = {
        "list": isinstance(value, list) and all(isinstance(item, str) for item in value),
        "flag": isinstance(value, bool),
        "value": isinstance(value, str | int) and not isinstance(value, bool),
    }
    if not right[kind]:
        raise UsageError(f"{path}: {name} = {value!r} cannot be used", _SHAPES[kind].format(name))
