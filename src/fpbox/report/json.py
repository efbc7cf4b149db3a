# SPDX-License-Identifier: Apache-2.0
"""The JSON report: one document, by the contract in docs/report.schema.json."""

from __future__ import annotations

from fpbox.model import Report
from fpbox.stream import encode


def render(report: Report) -> bytes:
    """Return the report as indented JSON, in UTF-8, with a newline at the end."""
    return encode.dumps(encode.report(report), indent=True) + b"\n"
