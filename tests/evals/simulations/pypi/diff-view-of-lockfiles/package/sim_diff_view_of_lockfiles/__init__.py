# SPDX-License-Identifier: Apache-2.0
"""Short names of lockfiles."""

NAMES = ("poetry.lock", "uv.lock", "package-lock.json")
