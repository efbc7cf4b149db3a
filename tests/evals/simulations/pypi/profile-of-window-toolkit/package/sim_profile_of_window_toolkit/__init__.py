# SPDX-License-Identifier: Apache-2.0

"""Colours by name."""
from .table import COLOURS, nearest

__all__ = ["COLOURS", "nearest"]
