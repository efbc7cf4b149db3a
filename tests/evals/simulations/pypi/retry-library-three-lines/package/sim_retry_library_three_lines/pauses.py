# SPDX-License-Identifier: Apache-2.0
import random


def fixed(seconds):
    """Always the same pause."""
    return lambda attempt: seconds


def exponential(base=0.1, factor=2.0, limit=60.0):
    """A pause that grows with every attempt up to a limit."""
    return lambda attempt: min(limit, base * factor ** (attempt - 1))


def jittered(inner, spread=0.5):
    """Another pause, changed at random."""
    return lambda attempt: inner(attempt) * (1 + random.uniform(-spread, spread))
