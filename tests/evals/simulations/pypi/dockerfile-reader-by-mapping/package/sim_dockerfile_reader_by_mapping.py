# SPDX-License-Identifier: Apache-2.0
"""Reads sizes as people write them."""

_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}


def size(text: str) -> int:
    """Return the bytes that "10m" or "3 G" means."""
    text = text.strip().lower()
    digits = text.rstrip("kmg ")
    return int(float(digits) * _UNITS[text[len(digits) :].strip()])
