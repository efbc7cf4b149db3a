# SPDX-License-Identifier: Apache-2.0
"""Names, versions and package URLs, from text that an attacker may have written."""

from __future__ import annotations

import re
from typing import Literal

from packageurl import PackageURL

Ecosystem = Literal["npm", "pypi"]

# npm allows 214 characters; nothing longer is a name.
MAX_NAME = 214
MAX_VERSION = 128
MAX_PHASE = 64
_PHASE = re.compile(r"[A-Za-z0-9_:.@/-]+")


def plain(text: str, limit: int) -> str:
    """Return `text` in printable ASCII, at most `limit` characters: everything else stands escaped.

    No registry allows other characters in a name or a version, so that a look-alike letter or a control
    character is shown for what it is.
    """
    cut = text[:limit].encode("ascii", "backslashreplace").decode("ascii")
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in cut)[:limit]


def phase(text: str) -> str:
    """Return a lifecycle event's name, or "script" for what cannot be one."""
    return text if len(text) <= MAX_PHASE and _PHASE.fullmatch(text) else "script"


def of_spec(spec: str) -> str:
    """Return the name in what is asked for: "a@^1", "@scope/a@npm:1" or "a"."""
    end = spec.find("@", 1)
    return plain(spec if end < 0 else spec[:end], MAX_NAME)


def canonical(name: str) -> str:
    """Return the one spelling of a PyPI name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def purl(ecosystem: Ecosystem, name: str, version: str) -> str:
    """Return the package URL; a scoped npm name has its scope as the namespace."""
    namespace = None
    if ecosystem == "npm" and name.startswith("@") and "/" in name:
        namespace, name = name.split("/", 1)
    if ecosystem == "pypi":
        name = canonical(name)
    # PackageURL takes blanks and slashes off the ends of a name, and cannot print one of nothing else.
    return PackageURL(ecosystem, namespace, name.strip(" /") or "unnamed", version or None).to_string()
