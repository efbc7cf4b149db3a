# SPDX-License-Identifier: Apache-2.0
"""Asks names."""

from ._checked import GETADDRINFO


def usable():
    """Tell whether the resolver was usable when this was built."""
    return GETADDRINFO
