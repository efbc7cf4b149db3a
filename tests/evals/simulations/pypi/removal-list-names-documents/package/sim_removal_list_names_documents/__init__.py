# SPDX-License-Identifier: Apache-2.0
"""Lists of leases."""


def parse(line):
    """Split a line of a list."""
    return [part.strip() for part in line.split(";")]
