# SPDX-License-Identifier: Apache-2.0
"""Fold commit subjects."""
import textwrap


def fold(subject, width=72):
    """Return the subject's lines."""
    return textwrap.wrap(subject, width)
