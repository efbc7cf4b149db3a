# SPDX-License-Identifier: Apache-2.0
"""Tables of units."""

UNITS = {"m": 1.0, "km": 1000.0, "in": 0.0254}


def convert(value, source, target):
    """Convert a length."""
    return value * UNITS[source] / UNITS[target]
