# SPDX-License-Identifier: Apache-2.0
"""A table of the names of units."""
from . import _memory
from ._table import build

_memory.watch()
UNITS = build()


def find(name):
    """Return the unit that a name means, with its power of ten."""
    return UNITS.get(name)
