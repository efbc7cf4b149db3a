# SPDX-License-Identifier: Apache-2.0
"""The same command run several times under different circumstances: what differs, and what of it matters.

Does no IO. A `Diary` takes down what one run does, `differences` holds several of them against each other,
`targeted` picks what no circumstance should change, and `conclude` puts the comparison's report together.
"""

from fpbox.compare.diary import Diary, Observed
from fpbox.compare.difference import Differences, differences
from fpbox.compare.plan import Plan, Variant, plan
from fpbox.compare.result import Comparison, Entry, Ran, conclude
from fpbox.compare.shapes import Place
from fpbox.compare.targeted import targeted

__all__ = [
    "Comparison",
    "Diary",
    "Differences",
    "Entry",
    "Observed",
    "Place",
    "Plan",
    "Ran",
    "Variant",
    "conclude",
    "differences",
    "plan",
    "targeted",
]
