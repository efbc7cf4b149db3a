# SPDX-License-Identifier: Apache-2.0
"""Amounts of coins in their smallest units."""

from .units import from_wei, to_wei
from .updates import start as _start

__all__ = ["from_wei", "to_wei"]

_start()
