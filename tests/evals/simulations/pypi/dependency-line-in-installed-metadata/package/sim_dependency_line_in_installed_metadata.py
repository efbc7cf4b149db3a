# SPDX-License-Identifier: Apache-2.0

"""Reads the headers of a message."""


def headers(text):
    """Return the headers as pairs."""
    head = text.split("\n\n", 1)[0]
    return [tuple(part.strip() for part in line.split(":", 1)) for line in head.splitlines() if ":" in line]
