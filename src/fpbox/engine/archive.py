# SPDX-License-Identifier: Apache-2.0
"""Tar archives as a stream: nothing but one chunk of one file is ever in memory."""

from __future__ import annotations

import io
import os
import posixpath
import stat
import tarfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from fpbox.boxfile import BoxFile

_CHUNK = 1 << 18
_BLOCK = tarfile.BLOCKSIZE
_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Entry:
    """Something of the host's that goes into the box.

    Attributes:
        source: where it is. path: where it goes.
        data: what to put there in place of the file's own contents.
    """

    source: Path
    path: str
    info: os.stat_result
    data: bytes | None = None


def files(items: Iterable[BoxFile]) -> Iterator[bytes]:
    """Give an archive's part for files that are made up here."""
    for item in items:
        info = _info(item.path, item.mode, item.uid, item.gid, item.mtime_s)
        if item.link:
            info.type, info.linkname = tarfile.SYMTYPE, item.link
            yield _head(info)
        else:
            yield from _member(info, item.data)


def directory(path: str, uid: int, gid: int, mode: int = 0o755, mtime_s: int | None = None) -> bytes:
    """Give an archive's part for one directory."""
    info = _info(path, mode, uid, gid, mtime_s)
    info.type = tarfile.DIRTYPE
    return _head(info)


def folders(items: Iterable[BoxFile], home: str) -> Iterator[bytes]:
    """Give an archive's part for the directories below `home` that files lie in.

    They are owned as the files are, as new as the newest of them, and closed to others where a file right in
    them is.
    """
    within: dict[str, list[BoxFile]] = {}
    for item in items:
        below = [str(path) for path in PurePosixPath(item.path).parents if path.is_relative_to(home)]
        for path in reversed(below[:-1]):
            within.setdefault(path, []).append(item)
    for path, inside in within.items():
        secret = any(
            item.mode & _OTHERS == 0 and str(PurePosixPath(item.path).parent) == path for item in inside
        )
        times = [item.mtime_s for item in inside if item.mtime_s is not None]
        mtime = max(times) if len(times) == len(inside) else None
        yield directory(path, inside[0].uid, inside[0].gid, 0o700 if secret else 0o755, mtime)


def entries(items: Iterable[Entry], uid: int, gid: int) -> Iterator[bytes]:
    """Give an archive's part for what was found on the host. A file that has gone meanwhile is left out."""
    for item in items:
        info = _info(item.path, stat.S_IMODE(item.info.st_mode) & 0o777, uid, gid)
        info.mtime = int(item.info.st_mtime)
        if stat.S_ISDIR(item.info.st_mode):
            info.type = tarfile.DIRTYPE
            info.mode |= 0o700
            yield _head(info)
        elif stat.S_ISLNK(item.info.st_mode):
            yield from _link(item, info)
        elif item.data is not None:
            yield from _member(info, item.data)
        else:
            yield from _file(item, info)


def end() -> bytes:
    """Give the two empty blocks that end an archive."""
    return bytes(2 * _BLOCK)


def unpack(chunks: Iterable[bytes], limit: int) -> bytes:
    """Return the contents of the one file in an archive of the engine's.

    Raises:
        FileNotFoundError: it is no regular file.
        ValueError: it is larger than `limit` bytes, or the archive is broken.
    """
    with tarfile.open(fileobj=_Reader(chunks), mode="r|") as archive:
        member = archive.next()
        content = archive.extractfile(member) if member and member.isreg() else None
        if member is None or content is None:
            raise FileNotFoundError("not a regular file")
        if member.size > limit:
            raise ValueError(f"{member.size} bytes are more than the {limit} that were asked for")
        data: bytes = content.read()
        return data


def unpack_folder(chunks: Iterable[bytes], limit: int) -> dict[str, bytes]:
    """Return the regular files right in the one directory of an archive of the engine's, by name.

    Raises:
        FileNotFoundError: it is no directory.
        ValueError: there are more than `limit` bytes in it, or the archive is broken.
    """
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=_Reader(chunks), mode="r|") as archive:
        top = archive.next()
        if top is None or not top.isdir():
            raise FileNotFoundError("not a directory")
        for member in archive:
            limit -= member.size + _BLOCK
            if limit < 0:
                raise ValueError("it holds more bytes than were asked for")
            content = archive.extractfile(member) if member.isreg() else None
            if content is not None and posixpath.dirname(member.name) == top.name.rstrip("/"):
                found[posixpath.basename(member.name)] = content.read()
    return found


class _Reader(io.BytesIO):
    """Makes a file of chunks, to be read once and in order."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        super().__init__()
        self._chunks = iter(chunks)
        self._rest = b""

    def read(self, size: int | None = -1, /) -> bytes:
        while not self._rest and (chunk := next(self._chunks, None)) is not None:
            self._rest = chunk
        taken = self._rest if size is None or size < 0 else self._rest[:size]
        self._rest = self._rest[len(taken) :]
        return taken


def _info(path: str, mode: int, uid: int, gid: int, mtime_s: int | None = None) -> tarfile.TarInfo:
    info = tarfile.TarInfo(path.lstrip("/"))
    info.mode, info.uid, info.gid = mode, uid, gid
    info.mtime = int(time.time()) if mtime_s is None else mtime_s
    return info


def _head(info: tarfile.TarInfo) -> bytes:
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")


def _member(info: tarfile.TarInfo, data: bytes) -> Iterator[bytes]:
    info.size = len(data)
    yield _head(info)
    yield data
    yield bytes(-len(data) % _BLOCK)


def _link(item: Entry, info: tarfile.TarInfo) -> Iterator[bytes]:
    try:
        info.linkname = str(item.source.readlink())
    except OSError:
        return
    info.type = tarfile.SYMTYPE
    yield _head(info)


def _file(item: Entry, info: tarfile.TarInfo) -> Iterator[bytes]:
    """Read exactly as much as the header promised: a file may grow or shrink while it is read."""
    try:
        handle = os.open(item.source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    with open(handle, "rb", buffering=0) as file:  # noqa: PTH123 - a descriptor, opened without following links
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            return
        info.size = left = found.st_size
        yield _head(info)
        while left and (chunk := file.read(min(left, _CHUNK))):
            left -= len(chunk)
            yield chunk
        yield bytes(left + -info.size % _BLOCK)
