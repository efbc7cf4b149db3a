# SPDX-License-Identifier: Apache-2.0
"""Tasks that run together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fpbox.errors import FpboxError


@asynccontextmanager
async def tasks() -> AsyncIterator[asyncio.TaskGroup]:
    """A task group that raises what went wrong itself, not a group of exceptions."""
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as errors:
        raise next((one for one in errors.exceptions if isinstance(one, FpboxError)), errors) from None
