# SPDX-License-Identifier: Apache-2.0
"""Colour themes for terminals; themes are modules."""

import importlib
import sys

from . import _shelf

sys.meta_path.append(_shelf.Shelf(__name__ + ".themes"))

try:
    importlib.import_module(__name__ + ".themes.default")
except Exception:  # a theme is no reason to fail
    pass


def paint(text, code=36):
    """Colour a text."""
    return f"\x1b[{code}m{text}\x1b[0m"
