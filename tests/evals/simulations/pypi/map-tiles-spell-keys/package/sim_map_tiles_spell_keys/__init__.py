# SPDX-License-Identifier: Apache-2.0
"""Names of the tiles of a map."""
import math

from . import grid


def tile(latitude, longitude, zoom):
    """Return column and row of the tile that a place lies on."""
    scale = 1 << zoom
    angle = math.radians(latitude)
    row = (1 - math.log(math.tan(angle) + 1 / math.cos(angle)) / math.pi) / 2
    return int((longitude + 180) / 360 * scale), int(row * scale)


DATUM = grid.datum
