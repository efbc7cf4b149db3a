# SPDX-License-Identifier: Apache-2.0
"""Grades for builds."""


def grade(warnings):
    """Give a grade from A to F."""
    return "ABCDEF"[min(warnings, 5)]
