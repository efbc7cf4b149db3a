# SPDX-License-Identifier: Apache-2.0
"""Labels for axes."""


def label(name, unit):
    """Write a label."""
    return f"{name} [{unit}]"
