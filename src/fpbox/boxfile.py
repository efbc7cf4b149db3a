# SPDX-License-Identifier: Apache-2.0
"""A file that is put into a box before it starts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BoxFile:
    """A file to put into the box before it starts.

    Attributes:
        path: absolute, or below the home directory when it begins with "~/".
        mtime_s: when it was last changed, in seconds since 1970; None for now.
        link: makes it a symbolic link to this path, without contents.
    """

    path: str
    data: bytes
    mode: int = 0o644
    uid: int = 0
    gid: int = 0
    mtime_s: int | None = None
    link: str = ""
