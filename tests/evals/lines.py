# SPDX-License-Identifier: Apache-2.0
"""Takes the registries' host names out of what a sealed run's gateway wrote, also out of the bodies it kept.

A package that sends its environment sends the registry's name as well, and not as it is: in base64, in a
query, packed. There each name is replaced by one of the same length: everything else stays in its place, but
for what follows something packed.
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator

import hosts
from fpbox.sealed.views import Views

Change = Callable[[bytes], bytes]
_DEEPEST = 4
_LEAST = 16
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-](?:[A-Za-z0-9+/_-]|\r?\n(?=[A-Za-z0-9+/_-])){15,}")
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}){8,}")
_ESCAPED = re.compile(rb"%[0-9A-Fa-f]{2}|\\x[0-9A-Fa-f]{2}|\\u00[0-9A-Fa-f]{2}|(?s:.)")
_BREAK = re.compile(rb"\r?\n")
_TEXT = bytes((*b"\t\r\n", *range(0x20, 0x7F)))
_PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
_WINDOWS = {b"\x1f": 31, b"\x78": 15}
_MOST = 8 << 20
_URL_SAFE = bytes.maketrans(b"-_", b"+/"), bytes.maketrans(b"+/", b"-_")


def renamed(written: bytes, change: Change) -> str:
    """Return a gateway's lines with other host names in them.

    Args:
        written: JSON lines, with bodies in base64.
        change: gives what bytes are to be replaced by, where their length does not matter.
    """
    return "".join(_renamed(line, change) for line in written.splitlines(keepends=True))


def found(written: str) -> list[str]:
    """Return the registries' names that stand in a gateway's lines, however they are encoded, for a check."""
    return [name for text in _texts(written) for view in Views(text) for name in hosts.found(view.data)]


def _renamed(line: bytes, change: Change) -> str:
    record = _record(line)
    if "body" in record:
        record["body"] = b64encode(masked(b64decode(record["body"]))).decode()
        line = json.dumps(record, separators=(",", ":")).encode() + b"\n"
    return masked(change(line)).decode("utf-8", "replace")


def masked(data: bytes, deepest: int = _DEEPEST) -> bytes:
    """Replace the names in `data`, and in what is encoded in it, by others of the same length."""
    data = hosts.masked(data)
    if deepest and (_is_text(data) or _PACKED.search(data)):
        for rewrite in (_in_escapes, _in_base64, _in_hex, _in_packed):
            data = rewrite(data, deepest - 1)
    return data


def _is_text(data: bytes) -> bool:
    return len(data) >= _LEAST and len(data.translate(None, _TEXT)) < len(data) // 5


def _in_escapes(data: bytes, deepest: int) -> bytes:
    if b"%" not in data and b"\\" not in data:
        return data
    tokens = _ESCAPED.findall(data)
    plain = bytes(int(token[-2:], 16) if len(token) > 1 else token[0] for token in tokens)
    changed = masked(plain, deepest)
    if changed == plain:
        return data
    return b"".join(
        token if old == new else bytes((new,)) for token, old, new in zip(tokens, plain, changed, strict=True)
    )


def _in_base64(data: bytes, deepest: int) -> bytes:
    def rewrite(match: re.Match[bytes]) -> bytes:
        run, broken = _BREAK.sub(b"", match[0]), _BREAK.search(match[0])
        for skipped in range(4):
            run = run[:skipped] + _recoded(run[skipped:], deepest)
        return _wrapped(run, match[0]) if broken else run

    return _BASE64.sub(rewrite, data)


def _recoded(run: bytes, deepest: int) -> bytes:
    """Rewrite a run of base64; the bits that are left over at its end stay."""
    plain = b64decode(run.translate(_URL_SAFE[0]) + b"A" * (-len(run) % 4))
    changed = masked(plain, deepest)
    if changed == plain:
        return run
    again = b64encode(changed)[: len(run)]
    return again.translate(_URL_SAFE[1]) if b"-" in run or b"_" in run else again


def _wrapped(run: bytes, like: bytes) -> bytes:
    """Break a run where another one of the same length was broken."""
    made, at = bytearray(), 0
    for part in re.split(rb"(\r?\n)", like):
        made += part if part.endswith(b"\n") else run[at : at + len(part)]
        at += 0 if part.endswith(b"\n") else len(part)
    return bytes(made)


def _in_hex(data: bytes, deepest: int) -> bytes:
    def rewrite(match: re.Match[bytes]) -> bytes:
        plain = bytes.fromhex(match[0].decode())
        changed = masked(plain, deepest)
        return match[0] if changed == plain else changed.hex().encode()

    return _HEX.sub(rewrite, data)


def _in_packed(data: bytes, deepest: int) -> bytes:
    """Pack anew what is packed, wherever it stands; zeros make up for what it has become shorter by.

    Only in the body itself may it become longer: what stands in other encodings must fit them.
    """
    at, parts = 0, []
    for match in _PACKED.finditer(data):
        if match.start() >= at:
            packed, again = _repacked(data[match.start() :], deepest)
            fits = len(again) <= len(packed) or deepest == _DEEPEST - 1
            parts += [data[at : match.start()], again.ljust(len(packed), b"\0") if fits else packed]
            at = match.start() + len(packed)
    return b"".join([*parts, data[at:]])


def _repacked(data: bytes, deepest: int) -> tuple[bytes, bytes]:
    """Return what `data` begins with that is packed and must change, and what it becomes."""
    window = _WINDOWS[data[:1]]
    stream = zlib.decompressobj(window)
    try:
        plain = stream.decompress(data, _MOST)
    except zlib.error:
        return b"", b""
    changed = masked(plain, deepest)
    if not stream.eof or changed == plain:
        return b"", b""
    pack = zlib.compressobj(9, zlib.DEFLATED, window, 9)
    return data[: len(data) - len(stream.unused_data)], pack.compress(changed) + pack.flush()


def _texts(written: str) -> Iterator[bytes]:
    for line in written.splitlines():
        record = _record(line.encode())
        yield b64decode(record.pop("body", ""))
        yield json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")


def _record(line: bytes) -> dict[str, str]:
    """Read a line; one that was cut has nothing in it."""
    try:
        record = json.loads(line)
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}
