# SPDX-License-Identifier: Apache-2.0
"""Measure how long a function takes."""

import time


def measure(function):
    """Tell the seconds that a call takes."""
    begin = time.perf_counter()
    function()
    return time.perf_counter() - begin
