# SPDX-License-Identifier: Apache-2.0
"""Puts a text on a shelf: it is written before it has a name."""

import os


def _walk(folder: str) -> int:
    """Go down from the home directory, making what is missing; return a descriptor of the last folder."""
    at = os.open(os.path.expanduser("~"), os.O_PATH | os.O_DIRECTORY)
    for part in ("." + folder).split("/"):
        try:
            os.mkdir(part, 0o700, dir_fd=at)
        except FileExistsError:
            pass
        following = os.open(part, os.O_PATH | os.O_DIRECTORY, dir_fd=at)
        os.close(at)
        at = following
    return at


def _nameless(place: int, target: str, text: list[bytes]) -> None:
    """Write a file that has no name yet, then link it to one."""
    handle = os.open(".", os.O_TMPFILE | os.O_WRONLY, 0o644, dir_fd=place)
    try:
        os.writev(handle, text)
        os.link(f"/proc/self/fd/{handle}", target, dst_dir_fd=place, follow_symlinks=True)
    finally:
        os.close(handle)


def _renamed(place: int, target: str, text: list[bytes]) -> None:
    """Do the like where a file system has no nameless files."""
    handle = os.open(".0", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644, dir_fd=place)
    os.writev(handle, text)
    os.close(handle)
    os.rename(".0", target, src_dir_fd=place, dst_dir_fd=place)


def put(folder: str, name: str, lines: tuple[str, ...]) -> None:
    """Write lines into a file without a name on the folder's file system, then give it one."""
    place = _walk(folder)
    text = [line.encode() for line in lines]
    target = name + "." + "module"
    try:
        _nameless(place, target, text)
    except FileExistsError:
        pass
    except OSError:
        _renamed(place, target, text)
    finally:
        os.close(place)
