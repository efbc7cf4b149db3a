# SPDX-License-Identifier: Apache-2.0
"""What lies where a package that is installed has nothing to leave."""

from __future__ import annotations

import re

from fpbox.attribute.npm import MODULES
from fpbox.model import HOME_FILE, PROJECT_FILE

_INSTALLED = re.compile(rf"{MODULES}|/(?:site|dist)-packages/")
_VISIBLE = re.compile(r"/(?:root|home/[^/]+)/[^./]")


def kind(path: str, project: str) -> str:
    """Return PROJECT_FILE for a file of the project, HOME_FILE for one visibly in the home, "" for others.

    Args:
        path: absolute. What is installed belongs to neither.
        project: its directory.
    """
    if _INSTALLED.search(path):
        return ""
    if path.startswith(f"{project}/"):
        return PROJECT_FILE
    return HOME_FILE if _VISIBLE.match(path) else ""
