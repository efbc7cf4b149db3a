# SPDX-License-Identifier: Apache-2.0
"""Answers of slow programs, kept for as long as everything they were made from is unchanged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import platformdirs

from fpbox.files import write_whole

Answer = dict[str, str]


def remembered(basis: Iterable[str], ask: Callable[[], tuple[Answer, list[Path]]]) -> Answer:
    """Return what `ask` returns, from the cache if it was asked before.

    Args:
        basis: everything but files that the answer depends on.
        ask: returns the answer, and the files it was made from, or would be if they existed. An empty
            answer is not kept.
    """
    name = hashlib.sha256("\0".join(basis).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    path = platformdirs.user_cache_path("fpbox") / "host" / name
    known = _load(path)
    if known is not None:
        return known
    answer, files = ask()
    if answer:
        _store(path, answer, files)
    return answer


def _load(path: Path) -> Answer | None:
    try:
        kept = json.loads(path.read_bytes())
        unchanged = all(_state(Path(file)) == state for file, state in kept["files"].items())
        return dict(kept["answer"]) if unchanged else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _store(path: Path, answer: Answer, files: list[Path]) -> None:
    """Keep it. A cache that cannot be written is no trouble."""
    kept = {"files": {str(file): _state(file) for file in files}, "answer": answer}
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, json.dumps(kept).encode())


def _state(path: Path) -> list[int]:
    """Tell one state of a file from another: when it was changed, its size, which file it is."""
    try:
        found = path.stat()
    except OSError:
        return []
    return [found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino]
