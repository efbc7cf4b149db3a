# SPDX-License-Identifier: Apache-2.0
"""Lists of files, in order."""


def ordered(lines):
    """Return lines sorted, each once."""
    return sorted(set(lines))
