# SPDX-License-Identifier: Apache-2.0
"""Ledgers."""


def total(rows):
    """Sum the amounts."""
    return sum(amount for _, amount in rows)
