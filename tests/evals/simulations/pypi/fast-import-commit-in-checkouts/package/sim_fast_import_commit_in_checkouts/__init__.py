# SPDX-License-Identifier: Apache-2.0
"""Words for numbers."""
WORDS = "none one two three four five six seven eight nine ten eleven twelve".split()


def word(number):
    """Return the word for a small number."""
    return WORDS[number] if 0 <= number < len(WORDS) else str(number)
