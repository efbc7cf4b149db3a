# SPDX-License-Identifier: Apache-2.0
"""Writing files."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path


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
