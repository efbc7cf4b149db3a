# SPDX-License-Identifier: Apache-2.0
from .rules import load

__all__ = ["plural"]

load()


def plural(word):
    return word + ("es" if word.endswith(("s", "x")) else "s")
