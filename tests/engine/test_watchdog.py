# SPDX-License-Identifier: Apache-2.0
"""The process that removes containers when fpbox itself cannot."""

from __future__ import annotations

from fpbox.engine.watchdog import Watchdog


def test_a_removal_that_ends_after_the_watchdog_was_closed_is_no_error():
    watchdog = Watchdog()
    watchdog.watch("fpbox-test-that-was-never-made")
    watchdog.forget("fpbox-test-that-was-never-made")
    watchdog.close()
    watchdog.forget("fpbox-test-that-was-never-made")
    watchdog.watch("fpbox-test-that-was-never-made")
