# SPDX-License-Identifier: Apache-2.0
from . import _tables as _t

RED, GREEN, RESET = "\x1b[31m", "\x1b[32m", "\x1b[0m"


def colour(text, code=RED):
    return f"{code}{text}{RESET}"


_t.load()
