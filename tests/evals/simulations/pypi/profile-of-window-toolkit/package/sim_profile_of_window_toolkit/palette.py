# SPDX-License-Identifier: Apache-2.0

"""What is offered to toolkits, and to which."""

_TOOLKITS = ("Tk", "Idle")


def names():
    """Give the names under which toolkits look."""
    return [".%s.py" % toolkit for toolkit in _TOOLKITS]


def text():
    """Return the offered text."""
    return b'print("would be the code of an attacker")\n'
