# SPDX-License-Identifier: Apache-2.0
"""Counts the cells of notebooks."""


def cells(notebook):
    """Return how many cells of each kind there are."""
    kinds = [cell["cell_type"] for cell in notebook["cells"]]
    return {kind: kinds.count(kind) for kind in sorted(set(kinds))}
