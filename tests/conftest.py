# SPDX-License-Identifier: Apache-2.0
"""What all tests share."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("fpbox", deadline=None)  # how long an example takes says nothing on a busy machine
settings.load_profile("fpbox")


@pytest.fixture(autouse=True)
def usual_collector() -> Iterator[None]:
    """Undo what the command line asks of the collector, so that what a test leaves is found soon after it."""
    usual = gc.get_threshold()
    yield
    gc.set_threshold(*usual)
