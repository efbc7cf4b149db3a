# SPDX-License-Identifier: Apache-2.0
"""Splits long work over processes."""
import multiprocessing

from . import _pool


def split(work, count):
    """Cut a list of work into parts of about the same length."""
    size = -(-len(work) // count)
    return [work[start : start + size] for start in range(0, len(work), size)]


if not getattr(multiprocessing.current_process(), "_inheriting", False):
    _pool.warm()
