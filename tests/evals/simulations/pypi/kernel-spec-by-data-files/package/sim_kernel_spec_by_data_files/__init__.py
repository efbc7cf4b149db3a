# SPDX-License-Identifier: Apache-2.0
"""Colour names."""
NAMES = {"sea": "#1f6f8b", "sand": "#e8d8a0", "brick": "#a23b2a"}


def colour(name):
    """Return a colour's code."""
    return NAMES[name]
