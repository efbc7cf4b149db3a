# SPDX-License-Identifier: Apache-2.0
"""The engine, asked by its own client."""

from __future__ import annotations

import subprocess


def docker(*arguments: str) -> str:
    """Return what `docker ARGUMENTS` says. Raises CalledProcessError: it ended badly."""
    return subprocess.run(["docker", *arguments], check=True, capture_output=True, text=True).stdout
