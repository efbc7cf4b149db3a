# SPDX-License-Identifier: Apache-2.0
"""Small statistics over columns."""
import statistics

from . import _samples

_samples.ready()


def spread(column):
    """Return the mean and the deviation."""
    return statistics.fmean(column), statistics.pstdev(column)
