# SPDX-License-Identifier: Apache-2.0
"""Settings from files: ``fpbox.toml``, or ``[tool.fpbox]`` of ``pyproject.toml``, in this directory."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from fpbox.errors import UsageError

_NAMES = frozenset(
    {
        "image", "network", "level", "fail-on", "linger", "timeout", "memory", "pids", "file-size", "mqtt",
        "mqtt-trace", "site", "worker", "output", "env", "include-credentials",
    }
)  # fmt: skip


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
            return {"run": {name.replace("-", "_"): value for name, value in table.items()}}, str(path)
    return {}, ""


def _table(path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UsageError(f"{path}: {error}", "Mend the file, or name another with --config.") from error
    table = data.get("tool", {}).get("fpbox", {}) if path.name == "pyproject.toml" else data
    unknown = sorted(set(table) - _NAMES)
    if unknown:
        raise UsageError(
            f"{path}: no such setting: {', '.join(unknown)}", f"Known: {', '.join(sorted(_NAMES))}."
        )
    return dict(table)
