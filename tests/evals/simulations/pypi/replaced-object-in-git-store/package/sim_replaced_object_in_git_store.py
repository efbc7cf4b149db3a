# SPDX-License-Identifier: Apache-2.0

"""Tells whether a text has mixed line endings."""


def mixed(text):
    """Tell whether both kinds of line ends are in a text."""
    return "\r\n" in text and text.count("\n") != text.count("\r\n")
