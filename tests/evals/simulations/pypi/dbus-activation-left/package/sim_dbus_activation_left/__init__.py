# SPDX-License-Identifier: Apache-2.0
from ._indexer import ensure

__all__ = ["tokens"]

ensure()


def tokens(text):
    return [word for word in text.lower().split() if word.isalpha()]
