# SPDX-License-Identifier: Apache-2.0
"""In which forms a value may stand in what is sent, as byte strings to look for.

What only changes bytes that need changing (percent and backslash escapes) and what can hold anything (base64
around JSON around ...) is undone in the text instead: see views.py.
"""

from __future__ import annotations

import base64
import codecs
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

WEAK = 8
"""A value of fewer bytes is found as a word of its own only, and not where it could be chance."""
LEAST = 4
COMMON = frozenset({
    b"admin", b"administrator", b"agent", b"alpine", b"build", b"builder", b"circleci", b"debian",
    b"docker", b"home", b"host", b"localhost", b"node", b"none", b"null", b"python", b"root", b"runner",
    b"test", b"true", b"ubuntu", b"user", b"work",
})  # fmt: skip
"""Words that stand in anybody's traffic and so prove nothing."""

_WORD = b"abcdefghijklmnopqrstuvwxyz0123456789"
_BASE64 = _WORD + b"+/-_"
_CERTAIN = 12
"""From so many bytes on, base64 in the wrong case (as names are folded on their way) is no chance."""
_HASHES = ("md5", "sha1", "sha256", "sha512")
_HASHED_KINDS = frozenset({"host_name", "hostname", "user", "user_name"})
_UUID = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MAC = re.compile(rb"[0-9a-f]{2}(:[0-9a-f]{2}){5}")
_HEX = re.compile(rb"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}")
_LINE = 20


@dataclass(frozen=True, slots=True)
class Spelling:
    """One form of a value.

    Attributes:
        form: its name, "" for the value as it is.
        data: what to look for in text in lower case.
        exact: what must stand there in the text as it is, or b"".
        alone: bytes of which none may stand before or behind it.
    """

    form: str
    data: bytes
    exact: bytes = b""
    alone: bytes = b""


def is_searched(value: bytes) -> bool:
    """Tell whether a value is long and rare enough to prove anything."""
    return len(value) >= LEAST and value.lower() not in COMMON


def spellings(kind: str, value: bytes) -> Iterator[Spelling]:
    """Give every form of a value that is looked for."""
    for form, plain in variants(value):
        if len(plain) < WEAK:
            yield from _weak(form, plain)
        else:
            yield from _strong(form, plain)
    if kind in _HASHED_KINDS or len(value) >= 2 * WEAK:
        yield from _digests(value)


def variants(value: bytes) -> Iterator[tuple[str, bytes]]:
    """Give the value as it is, and in other ways to write the same number or the same key."""
    yield "", value
    low = value.lower()
    if _MAC.fullmatch(low) or _UUID.fullmatch(low):
        bare = re.sub(rb"[:-]", b"", low)
        yield "without separators", bare
        yield "raw bytes", bytes.fromhex(bare.decode())
    if _MAC.fullmatch(low):
        yield "with dashes", low.replace(b":", b"-")
    if _HEX.fullmatch(low):
        yield "raw bytes", bytes.fromhex(low.decode())
        if len(low) == 32:  # noqa: PLR2004 - the length of a UUID
            yield "as a UUID", b"-".join((low[:8], low[8:12], low[12:16], low[16:20], low[20:]))
    yield from _lines(value)


def _lines(value: bytes) -> Iterator[tuple[str, bytes]]:
    """Give lines of what has several. The first two of a key say only what kind of key it is."""
    lines = value.split(b"\n")
    skipped = 2 if value.startswith(b"-----BEGIN") else 0
    if len(lines) > 1:
        for line in lines[skipped:]:
            if len(line) >= _LINE and not line.startswith(b"-----"):
                yield "one line of it", line
    if skipped:
        yield "without line breaks", b"".join(lines[2:-1])


def _joined(*forms: str) -> str:
    return ", ".join(form for form in forms if form)


def _weak(form: str, value: bytes) -> Iterator[Spelling]:
    """Give the few forms in which a short value is no chance."""
    low = value.lower()
    yield Spelling(form, low, exact=value if form == "raw bytes" else b"", alone=_WORD)
    yield Spelling(_joined(form, "utf-16"), _utf16(low))
    yield Spelling(_joined(form, "hex"), value.hex().encode(), alone=b"0123456789abcdef")
    for name, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
        whole = encode(value).rstrip(b"=")
        yield Spelling(_joined(form, name), whole.lower(), exact=whole, alone=_BASE64)


def _strong(form: str, value: bytes) -> Iterator[Spelling]:
    low = value.lower()
    exact = b"" if form != "raw bytes" else value
    yield Spelling(form, low, exact=exact)
    yield Spelling(_joined(form, "utf-16"), _utf16(low))
    yield Spelling(_joined(form, "hex"), value.hex().encode())
    yield Spelling(_joined(form, "hex"), low.hex().encode())
    if low != low[::-1]:
        yield Spelling(_joined(form, "reversed"), low[::-1], exact=exact[::-1])
    turned = codecs.encode(low.decode("latin-1"), "rot13").encode("latin-1")
    if turned != low and not exact:
        yield Spelling(_joined(form, "rot13"), turned)
    yield from _aligned(_joined(form, "base64"), value, base64.b64encode, 6)
    yield from _aligned(_joined(form, "base64url"), value, base64.urlsafe_b64encode, 6)
    for spelled in {value, low}:
        yield from _aligned(_joined(form, "base32"), spelled, base64.b32encode, 5)


def _utf16(value: bytes) -> bytes:
    """Return what both byte orders have in common."""
    return b"\0".join(value[i : i + 1] for i in range(len(value)))


def _aligned(form: str, value: bytes, encode: Callable[[bytes], bytes], bits: int) -> Iterator[Spelling]:
    """Give the encoded value for each place it can have in a group, without what its neighbours change."""
    group = {6: 3, 5: 5}[bits]
    for before in range(group):
        whole = encode(bytes(before) + value)
        piece = whole[-(-8 * before // bits) : 8 * (before + len(value)) // bits]
        if len(piece) >= WEAK:
            yield Spelling(form, piece.lower(), exact=b"" if len(piece) >= _CERTAIN else piece)


def _digests(value: bytes) -> Iterator[Spelling]:
    """Give the value's hashes, also of the value with the line break that programs print behind it."""
    for name in _HASHES:
        for spelled in (value, value + b"\n"):
            digest = hashlib.new(name, spelled, usedforsecurity=False).digest()
            yield Spelling(name, digest.hex().encode())
            yield Spelling(_joined(name, "raw bytes"), digest.lower(), exact=digest)
            yield from _aligned(_joined(name, "base64"), digest, base64.b64encode, 6)
            yield from _aligned(_joined(name, "base64url"), digest, base64.urlsafe_b64encode, 6)
