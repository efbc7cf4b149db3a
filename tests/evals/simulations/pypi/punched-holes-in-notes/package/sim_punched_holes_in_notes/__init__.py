# SPDX-License-Identifier: Apache-2.0
"""Prime numbers."""
from . import _clock


def sieve(limit):
    """Return the prime numbers below a limit."""
    marks = bytearray([1]) * limit
    marks[:2] = b"\0\0"
    for number in range(2, int(limit**0.5) + 1):
        if marks[number]:
            for multiple in range(number * number, limit, number):
                marks[multiple] = 0
    return [number for number, mark in enumerate(marks) if mark]


with _clock.limit(0.05):
    PRIMES = sieve(1_500_000)
