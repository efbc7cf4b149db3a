# SPDX-License-Identifier: Apache-2.0
"""Reading and writing files."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path


def head(path: Path, limit: int) -> bytes:
    """Return the first `limit` bytes of a regular file; nothing of what is none or cannot be read."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(limit)
    except OSError:
        return b""


def write_whole(path: Path, document: bytes) -> None:
    """Write a file whole or not at all: who reads it meanwhile finds the old one or the new one.

    Raises:
        OSError: it cannot be written.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        part.write_bytes(document)
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink()
