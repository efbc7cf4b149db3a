# SPDX-License-Identifier: Apache-2.0
"""Units of length."""


def miles(kilometres: float) -> float:
    """Convert kilometres."""
    return kilometres * 0.621371
