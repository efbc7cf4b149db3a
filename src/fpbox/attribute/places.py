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


def is_called_after(path: str, names: Iterable[str]) -> bool:
    """Tell whether the hidden folder bears one of the names: ``ms-playwright`` that of ``playwright-webkit``.

    A word of each has to begin with one of the other, and say more than which runtime it is for.
    """
    hidden = _HIDDEN.match(path)
    folder = _words(hidden[1]) if hidden else frozenset()
    return any(
        ours.startswith(theirs) or theirs.startswith(ours)
        for theirs in folder
        for name in names
        for ours in _words(name)
    )


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(name.lower())) - _SAYS_NOTHING
