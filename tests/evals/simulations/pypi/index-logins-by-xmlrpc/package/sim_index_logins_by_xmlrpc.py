# SPDX-License-Identifier: Apache-2.0
"""Roman numerals."""

_STEPS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """Write a number."""
    out = ""
    for value, letters in _STEPS:
        while number >= value:
            out, number = out + letters, number - value
    return out
