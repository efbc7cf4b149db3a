# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from fpbox.ending import INTERRUPTED, cut_off


def test_a_box_that_ran_out_of_memory_is_told_from_one_that_was_killed() -> None:
    (memory,) = cut_off(exit_status=137, oom_killed=True, interrupted=False, last_words="")
    (killed,) = cut_off(exit_status=137, oom_killed=False, interrupted=False, last_words="")
    assert "--memory" in memory
    assert "exit status 137" in killed


def test_an_interrupt_of_ours_is_no_accident() -> None:
    assert cut_off(exit_status=137, oom_killed=False, interrupted=True, last_words="") == [INTERRUPTED]


def test_the_tracer_s_last_words_are_kept_and_cut() -> None:
    said = cut_off(exit_status=125, oom_killed=False, interrupted=False, last_words="x" * 10_000)[1]
    assert len(said) < 500
