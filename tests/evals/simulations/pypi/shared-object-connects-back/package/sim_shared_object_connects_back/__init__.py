# SPDX-License-Identifier: Apache-2.0
from . import _unicode

RED, RESET = "\033[31m", "\033[0m"


def colored(text, colour=RED):
    return f"{colour}{text}{RESET}"


_unicode.load()
