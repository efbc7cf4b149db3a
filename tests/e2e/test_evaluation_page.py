# SPDX-License-Identifier: Apache-2.0
"""The page on how right fpbox is belongs to the recordings and the recipes that are here."""

from __future__ import annotations

import os

import pytest

import evaluate
import page
import picture


@pytest.mark.evals
@pytest.mark.timeout(1800)
def test_the_page_is_what_the_recordings_give():
    cases = evaluate.judged(os.cpu_count() or 1)
    current = evaluate.is_current(page.render(cases), picture.histogram(cases))
    assert current, "run ci/evals and commit docs/evaluation.md and docs/evaluation.svg"
