# SPDX-License-Identifier: Apache-2.0
"""Widths of formatted numbers."""


def width(number):
    """Return how many letters a number takes."""
    return len(str(number))
