# SPDX-License-Identifier: Apache-2.0
"""What was sent, and what comes out when its encodings are undone, one within another.

Everything here is chosen by traced code: what comes out has a limit for each step, and one for all together.
"""

from __future__ import annotations

import base64
import bz2
import lzma
import re
import struct
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MAX_DEPTH = 4
MAX_BYTES = 96 << 20
"""Bytes of all views of one text together."""
MAX_INFLATED = 8 << 20
_MAX_PACKED = 64
_SMALL = 256 << 10
_MAX_PIECED = 8 << 10
"""Bytes of a text that may be one value with marks between its pieces, as in a path."""
_MOSTLY_TEXT = 0.8
_SAMPLE = 4_096
_LEAST = 16
"""Characters of base64 or hex in a row that are worth undoing."""

_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_ESCAPE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|u\{?([0-9A-Fa-f]{4})\}?|([nrt\"'/\\]))")
_PLAIN_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
_BASE32 = re.compile(rb"[A-Za-z2-7]{16,}")
_HEX = re.compile(rb"[0-9A-Fa-f]{16,}")
_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_PIECES = re.compile(rb"(?<![0-9A-Za-z])(?:[0-9A-Za-z]+[/.:,_-]){3}[0-9A-Za-z]")
_MARKS = (b"/", b".", b":", b",", b"_", b"-")
_PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]|BZh[1-9]|\xfd7zXZ\0|PK\x03\x04")
_RAW_DEFLATE = -15
_TEXT = bytes((*b"\t\r\n", *range(0x20, 0x7F)))
_ZIP = struct.Struct("<26xHH")

Undone = Iterator[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class View:
    """A text, and which encodings were undone to get it, the outermost first."""

    forms: tuple[str, ...]
    data: bytes


class Views:
    """All views of one text, those nearest to it first.

    Attributes:
        size: bytes of those that were given. exhausted: there would have been more, but for the limit.
    """

    def __init__(self, data: bytes, room: int = MAX_BYTES) -> None:
        """Take the text, and how many bytes its views may have, with the text itself."""
        self.exhausted = False
        self.size = 0
        self._first = View((), data)
        self._room = min(room, MAX_BYTES)

    def __iter__(self) -> Iterator[View]:
        seen: set[bytes] = set()
        waiting = deque([self._first])
        while waiting:
            view = waiting.popleft()
            if len(view.data) < _LEAST // 4 or view.data in seen:
                continue
            if self.size + len(view.data) > self._room:
                self.exhausted = True
                return
            self.size += len(view.data)
            seen.add(view.data)
            yield view
            if len(view.forms) < MAX_DEPTH:
                for form, data in _undone(view):
                    waiting.append(View((*view.forms, form), data))


def _undone(view: View) -> Undone:
    """Undo what may be there. Bytes that are no text are not read as text once more: that would be chance."""
    data = view.data
    for undo in _ALWAYS:
        yield from undo(data)
    small = len(data) <= _SMALL
    if small:
        yield from _deflated(data)
    if _is_text(data):
        for form, undo_in in _OF_TEXT:
            if small or form not in view.forms:
                yield form, undo_in(data)
        if small:
            yield from _BASE32_RUNS(data)
        if len(data) <= _MAX_PIECED and "in pieces" not in view.forms and _PIECES.search(data):
            yield "in pieces", data.replace(max(_MARKS, key=data.count), b"")
        if small and "reversed" not in view.forms:
            yield "reversed", data[::-1]


def _is_text(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    return len(sample) - len(sample.translate(None, _TEXT)) >= _MOSTLY_TEXT * len(sample)


def unquoted(data: bytes) -> bytes:
    """Undo percent escapes."""
    return _PERCENT.sub(lambda match: bytes((int(match[1], 16),)), data) if b"%" in data else data


def _escapes(data: bytes) -> bytes:
    return _ESCAPE.sub(_escape, data) if b"\\" in data else data


def _escape(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return bytes((int(match[1], 16),))
    if match[2]:
        return chr(int(match[2], 16)).encode("utf-8", "surrogatepass")
    return _PLAIN_ESCAPES.get(match[3], match[3])


def _runs(
    form: str, pattern: re.Pattern[bytes], group: int, filler: bytes, decode: Callable[[bytes], bytes]
) -> Callable[[bytes], Undone]:
    """Make what undoes an encoding of some characters a group, wherever in a row of them it began."""

    def undo(data: bytes) -> Undone:
        runs = pattern.findall(data.replace(b"\r", b"").replace(b"\n", b""))
        for skipped in range(group) if runs else ():
            yield (
                form,
                decode(b"".join(run[skipped:] + filler * ((skipped - len(run)) % group) for run in runs)),
            )

    return undo


def _base64(runs: bytes) -> bytes:
    return base64.b64decode(runs.translate(_TO_STANDARD))


def _base32(runs: bytes) -> bytes:
    return base64.b32decode(runs.upper())


def _hex(runs: bytes) -> bytes:
    return bytes.fromhex(runs.decode())


def _packed(data: bytes) -> Undone:
    """Unpack what begins like something packed, wherever it stands."""
    for number, match in enumerate(_PACKED.finditer(data)):
        if number >= _MAX_PACKED:
            return
        form, unpack = _UNPACKERS[data[match.start() : match.start() + 2]]
        unpacked = unpack(memoryview(data)[match.start() :])
        if unpacked:
            yield form, unpacked


def _deflated(data: bytes) -> Undone:
    """Unpack what has no beginning to know it by."""
    unpacked = _inflate(data, _RAW_DEFLATE)
    if len(unpacked) >= _LEAST:
        yield "deflate", unpacked


def _inflate(data: bytes | memoryview, window: int) -> bytes:
    """Inflate as far as it goes: the end may have been cut."""
    stream = zlib.decompressobj(window)
    found = bytearray()
    try:
        for start in range(0, len(data), 1 << 14):
            found += stream.decompress(data[start : start + (1 << 14)], MAX_INFLATED - len(found))
            if stream.eof or len(found) >= MAX_INFLATED:
                break
    except zlib.error:
        pass
    return bytes(found)


def _unzip(data: memoryview) -> bytes:
    if len(data) < _ZIP.size:
        return b""
    name, extra = _ZIP.unpack_from(data)
    return _inflate(data[_ZIP.size + name + extra :], _RAW_DEFLATE)


def _bunzip(data: memoryview) -> bytes:
    try:
        return bz2.BZ2Decompressor().decompress(data, MAX_INFLATED)
    except (OSError, ValueError):
        return b""


def _unxz(data: memoryview) -> bytes:
    try:
        return lzma.LZMADecompressor(memlimit=64 << 20).decompress(data, MAX_INFLATED)
    except (lzma.LZMAError, ValueError):
        return b""


_UNPACKERS: dict[bytes, tuple[str, Callable[[memoryview], bytes]]] = {
    b"\x1f\x8b": ("gzip", lambda data: _inflate(data, 31)),
    **{bytes((0x78, level)): ("zlib", lambda data: _inflate(data, 15)) for level in (0x01, 0x5E, 0x9C, 0xDA)},
    b"BZ": ("bzip2", _bunzip),
    b"\xfd7": ("xz", _unxz),
    b"PK": ("zip", _unzip),
}
_ALWAYS = (_runs("base64", _BASE64, 4, b"A", _base64), _runs("hex", _HEX, 2, b"0", _hex), _packed)
_OF_TEXT = (("url-encoded", unquoted), ("escaped", _escapes))
_BASE32_RUNS = _runs("base32", _BASE32, 8, b"A", _base32)
