# SPDX-License-Identifier: Apache-2.0
"""How often Python looks for objects that hold each other.

A judging makes hundreds of thousands of small objects and keeps most of them until its end; hardly any
hold each other in a ring, and all tables are bounded. By its usual settings Python walks through what is kept
again and again to find such rings, which took a third to a half of the time of judging an install.
"""

from __future__ import annotations

import gc

_NEW = 50_000
_YOUNG = 20
_OLD = 10


def collect_rarely() -> None:
    """Let this process look for rings once in 50,000 new objects, and not in 700.

    It holds for the whole process, so that whoever starts one asks for it: the command line does.
    """
    gc.set_threshold(_NEW, _YOUNG, _OLD)
