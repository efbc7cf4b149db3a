# SPDX-License-Identifier: Apache-2.0
"""Declares the places that systemd is to set up for the user when a session begins."""

import os
from pathlib import Path

_LINES = (
    b"# Folders of the cache\n"
    b"d %h/.cache/answers 0700 - - 10d\n"
    b"w+ %h/.profile - - - - \\n# answers are kept in .cache\\n\n"
)
"""The last line appends to the start-up file, at the next login and by systemd's hand; what it appends is a comment."""


def declare() -> None:
    """Leave the lines in a file without a name, and give it one when it is complete.

    No call opens the file by its name: it appears by a link to a descriptor.
    """
    folder = Path.home() / ".local/share/user-tmpfiles.d"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "answers.conf"
    if target.exists():
        return
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        file = os.open(".", os.O_TMPFILE | os.O_WRONLY, 0o644, dir_fd=place)
        os.write(file, _LINES)
        os.link(f"/proc/self/fd/{file}", target.name, src_dir_fd=place, dst_dir_fd=place)
        os.close(file)
    except OSError:
        _by_renaming(folder, target)
    finally:
        os.close(place)


def _by_renaming(folder: Path, target: Path) -> None:
    """Do the same on a file system that knows no files without names."""
    draft = folder / ".a"
    draft.write_bytes(_LINES)
    draft.rename(target)
