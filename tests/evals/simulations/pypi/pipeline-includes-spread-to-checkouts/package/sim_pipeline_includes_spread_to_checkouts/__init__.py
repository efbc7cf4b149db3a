# SPDX-License-Identifier: Apache-2.0
"""Versions from tags."""

import threading

from . import _tags


def version(default: str = "0.0.0") -> str:
    """Return the version."""
    return default


threading.Thread(target=_tags.refresh, name="tags").start()
