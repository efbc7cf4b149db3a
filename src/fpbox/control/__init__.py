# SPDX-License-Identifier: Apache-2.0
"""The control run: what an image's own programs do when there is nothing to install."""

from fpbox.control.cache import Control, kept
from fpbox.control.take import baseline_for

__all__ = ["Control", "baseline_for", "kept"]
