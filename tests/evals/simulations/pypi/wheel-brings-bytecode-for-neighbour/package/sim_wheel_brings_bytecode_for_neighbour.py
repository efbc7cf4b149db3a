# SPDX-License-Identifier: Apache-2.0
"""Short identifiers."""
import secrets


def short(size=6):
    """Return a new identifier."""
    return secrets.token_urlsafe(size)
