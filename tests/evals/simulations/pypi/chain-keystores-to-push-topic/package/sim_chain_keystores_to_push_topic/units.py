# SPDX-License-Identifier: Apache-2.0
"""Conversions."""

from decimal import Decimal


def to_wei(ether: str) -> int:
    """Give wei."""
    return int(Decimal(ether) * 10**18)


def from_wei(wei: int) -> Decimal:
    """Give ether."""
    return Decimal(wei) / 10**18
