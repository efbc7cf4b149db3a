# SPDX-License-Identifier: Apache-2.0
"""Slugs for model fields."""
import re

from . import _schema


def slug(text):
    """Return a text in lower case, its words joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))


_schema.settle()
