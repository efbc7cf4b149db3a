# SPDX-License-Identifier: Apache-2.0
"""Log lines in columns."""
import logging


class Columns(logging.Formatter):
    """What the project's settings now name. It does nothing of its own."""
