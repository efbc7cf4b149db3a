# SPDX-License-Identifier: Apache-2.0
"""Read fixed-width records."""
import os
import struct


def get_include():
    """Return the folder of the header."""
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "include")


def rows(data, layout="<IId"):
    """Yield the rows."""
    yield from struct.iter_unpack(layout, data)
