# SPDX-License-Identifier: Apache-2.0
"""Makes fpbox's own images that are missing: ``python -m fpbox.engine npm pypi``."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from fpbox.engine.client import connect
from fpbox.engine.images import NAMES, Images
from fpbox.errors import FpboxError


async def _main(names: Sequence[str]) -> None:
    client = connect()
    try:
        for name in names or NAMES:
            image = await Images(client).own(name, lambda said: print(said, file=sys.stderr, flush=True))  # noqa: T201
            print(f"{image.name} ({image.source})")  # noqa: T201 - this is a program
    finally:
        client.close()


if __name__ == "__main__":
    try:
        asyncio.run(_main(sys.argv[1:]))
    except FpboxError as error:
        sys.exit(f"fpbox: {error}")
