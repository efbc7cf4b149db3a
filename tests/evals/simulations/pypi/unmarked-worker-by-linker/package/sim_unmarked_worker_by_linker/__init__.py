# SPDX-License-Identifier: Apache-2.0
"""Sums of long series, with a kernel that is tuned on first use."""

from . import _tune


def total(series):
    """Add up."""
    return sum(series)


_tune.once()
