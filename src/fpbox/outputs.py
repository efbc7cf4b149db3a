# SPDX-License-Identifier: Apache-2.0
"""The files a run writes: its folder, and the reports that were asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import platformdirs

from fpbox.errors import UsageError
from fpbox.files import write_whole
from fpbox.settings import Output

STDOUT = "-"
_DEVICES = "/dev"


def state_dir() -> Path:
    """Where records of runs are kept."""
    return platformdirs.user_state_path("fpbox")


def make_folder(folder: Path) -> None:
    """Make the folder of a run.

    Raises:
        UsageError: it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"the record of this run cannot be kept in {folder}: {error.strerror}",
            "Make room there, or set XDG_STATE_HOME to a directory that can be written.",
        ) from error


def tidy(folder: Path) -> None:
    """Remove the folder of a run that came to nothing: there is nothing in it but empty files."""
    try:
        kept = [path for path in folder.iterdir() if path.stat().st_size]
        if kept:
            return
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
    except OSError:
        return


def check(outputs: Iterable[Output]) -> None:
    """See before a run that its reports can be written after it.

    Raises:
        UsageError: one cannot.
    """
    for output in outputs:
        path = Path(output.file)
        if output.file == STDOUT or path.is_relative_to(_DEVICES):
            continue
        if path.is_dir():
            raise UsageError(f"-o {output.format}={path}: this is a directory", "Name a file in it.")
        if not path.parent.is_dir():
            raise UsageError(f"-o {output.format}={path}: there is no such directory", "Make it first.")
        if not os.access(path.parent, os.W_OK | os.X_OK):
            raise UsageError(
                f"-o {output.format}={path}: nothing can be written there", "Name a file elsewhere."
            )


def write(path: Path, document: bytes) -> str:
    """Write a file whole or not at all; return why not, or "" when it is there.

    What is no regular file (a pipe, /dev/fd/3) is written to as it is; a link goes on pointing where it did.
    """
    try:
        if path.is_relative_to(_DEVICES) or (path.exists() and not path.is_file()):
            path.write_bytes(document)
        else:
            write_whole(path.resolve() if path.is_symlink() else path, document)
    except OSError as error:
        return f"cannot write {path}: {error.strerror}"
    return ""
