# SPDX-License-Identifier: Apache-2.0
"""Says what the machine's compiler can."""

from .features import FOUND


def has(feature: str) -> bool:
    """Tell whether a feature was found when the package was built."""
    return FOUND.get("has_" + feature, False)
