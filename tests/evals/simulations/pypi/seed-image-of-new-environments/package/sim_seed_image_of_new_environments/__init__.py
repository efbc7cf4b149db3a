# SPDX-License-Identifier: Apache-2.0
"""Names for temporary environments."""
import itertools

_count = itertools.count(1)


def name(stem="env"):
    """Return the next name."""
    return f"{stem}-{next(_count)}"
