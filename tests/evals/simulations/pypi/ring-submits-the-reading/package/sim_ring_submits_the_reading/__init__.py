# SPDX-License-Identifier: Apache-2.0
"""Reads many files at once."""
from ._ring import probe

__all__ = ["probe"]
