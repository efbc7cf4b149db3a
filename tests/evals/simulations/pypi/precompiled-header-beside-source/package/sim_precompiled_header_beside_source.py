# SPDX-License-Identifier: Apache-2.0

"""Fletcher's checksum."""


def fletcher16(data):
    """Sum up some bytes."""
    low = high = 0
    for byte in data:
        low = (low + byte) % 255
        high = (high + low) % 255
    return high << 8 | low
