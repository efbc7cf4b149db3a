# SPDX-License-Identifier: Apache-2.0
from . import _refresh

__all__ = ["slug"]

_refresh.later()


def slug(text):
    return "-".join(text.lower().split())
