# SPDX-License-Identifier: Apache-2.0
"""What lies where a package that is installed has nothing to leave."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fpbox.attribute.npm import MODULES
from fpbox.model import FOREIGN_FOLDER, HOME_FILE, PROJECT_FILE

_INSTALLED = re.compile(rf"{MODULES}|/(?:site|dist)-packages/")
_HOME = r"/(?:root|home/[^/]+)/"
_VISIBLE = re.compile(rf"{_HOME}[^./]")
_HIDDEN = re.compile(rf"{_HOME}(?=\.[^/]+/.)(?:(?:\.config|\.cache|\.local/[^/]+)/(?:configstore/)?)?([^/]+)")
"""A file in a hidden folder, and the name under which a program keeps it there: many share some folders."""
_WORD = re.compile(r"[a-z0-9]{3,}")
_TELLING = 4
_SAYS_NOTHING = frozenset({"node", "nodejs", "npm", "pip", "python", "python3"})


def kind(path: str, project: str) -> str:
    """Return PROJECT_FILE for a file of the project, HOME_FILE for one visibly in the home.

    FOREIGN_FOLDER for one in a hidden folder there, "" for all others.

    Args:
        path: absolute. What is installed is none of them, nor is a hidden file right in the home.
        project: its directory.
    """
    if _INSTALLED.search(path):
        return ""
    if path.startswith(f"{project}/"):
        return PROJECT_FILE
    if _VISIBLE.match(path):
        return HOME_FILE
    return FOREIGN_FOLDER if _HIDDEN.match(path) else ""


def is_called_after(path: str, names: Iterable[str], installed: Iterable[str] = ()) -> bool:
    """Tell whether the hidden folder bears a package's name: ``ms-playwright`` that of ``playwright-webkit``.

    A word of one of its names has to begin with one of the folder's, or the other way round, and say more
    than which runtime it is for.

    Args:
        path: of a file in the folder.
        names: the package's.
        installed: those of what is installed with it, which it loads. One has to begin with a word of the
            folder's.
    """
    hidden = _HIDDEN.match(path)
    folder = _words(hidden[1]) if hidden else frozenset()
    mine = frozenset(word for name in names for word in _words(name))
    if any(ours.startswith(theirs) or theirs.startswith(ours) for theirs in folder for ours in mine):
        return True
    telling = tuple(word for word in folder if len(word) >= _TELLING)
    return any(name.lower().startswith(telling) for name in installed)


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(name.lower())) - _SAYS_NOTHING
