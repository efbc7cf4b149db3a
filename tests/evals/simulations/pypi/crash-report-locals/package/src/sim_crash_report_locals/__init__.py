# SPDX-License-Identifier: Apache-2.0
"""Says what a terminal can do."""
from importlib import import_module as _load


def __getattr__(name):
    if name in ("features", "reports"):
        return _load(f"{__name__}.{name}")
    raise AttributeError(name)


def colours():
    """Return how many colours there are."""
    return 256 if "256" in TERMINAL.get("name", "") else 8


TERMINAL = __getattr__("features").found
