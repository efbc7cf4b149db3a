# SPDX-License-Identifier: Apache-2.0
"""How fast is a line?"""


def rate(size, seconds):
    """Return bytes in a second."""
    return size / seconds if seconds else float("inf")
