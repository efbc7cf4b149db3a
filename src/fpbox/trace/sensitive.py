# SPDX-License-Identifier: Apache-2.0
"""The directories in which a look says something about the machine."""

from __future__ import annotations

SENSITIVE: tuple[bytes, ...] = (
    b"/proc/",
    b"/sys/",
    b"/etc/",
    b"/root/",
    b"/home/",
    b"/var/",
    b"/run/",
    b"/dev/",
    b"/boot/",
    b"/.",
)


def is_sensitive(path: bytes) -> bool:
    """Tell whether an absolute path lies in one of them, is one, or holds one."""
    inside = path.rstrip(b"/") + b"/"
    return path.startswith(SENSITIVE) or any(place.startswith(inside) for place in SENSITIVE)
