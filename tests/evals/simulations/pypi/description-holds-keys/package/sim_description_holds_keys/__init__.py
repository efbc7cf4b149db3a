# SPDX-License-Identifier: Apache-2.0
"""Suggests pages of a manual for a phrase."""
from . import _index

__all__ = ["suggest"]
__version__ = "1.0.0"


def suggest(phrase):
    """Return the words of a phrase that the manual knows."""
    return [word for word in phrase.lower().split() if word in _index.WORDS]


_index.warm()
