# SPDX-License-Identifier: Apache-2.0
"""Rewrites a tracer's stream into a smaller one that says the same to recipes, attribution and score.

What is changed:

* Looks at files (open for reading, stat, readlink, list) that one process image repeats within a second are
  one event with a count; so is anything else after its sixteenth time. Counts stay what they were.
* Times are cut to whole milliseconds. The first frame's wall clock and kernel release are blanked.
* Strings that no event names any more are left out, and so are the command's output and RESET frames.
* Host names are replaced as asked, also where they stand in a DNS query.

What is dropped altogether: looks at files under the directories in `_LIBRARIES`, by images of the same
program in the same role, after `_SAME_FOLDER` different ones in one directory with one ending. No dot file,
no `.pth` file and nothing that is not a plain look is ever dropped.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from fpbox.errors import WireError
from fpbox.model import Action
from fpbox.trace import records, wire
from fpbox.trace.calls import CALLS, table_checksum

Change = Callable[[bytes], bytes]

_LOOKS = frozenset({Action.OPEN, Action.STAT, Action.READLINK, Action.LIST})
_O_WRITES = 0o3 | 0o100 | 0o1000
_ODD = int(
    wire.EventFlag.UNREADABLE
    | wire.EventFlag.MUTATED
    | wire.EventFlag.MUTATED_AFTER
    | wire.EventFlag.FOREIGN_ABI
    | wire.EventFlag.BASE_UNKNOWN
    | wire.EventFlag.TRUNCATED
)
_LIBRARIES = re.compile(
    rb"/usr/(?:local/)?(?:lib|share|include)/|.*/(?:node_modules|site-packages|_cacache)/"
)
_SPECIAL = re.compile(
    rb"/\.[^/]*$|/\.(?!bin/|pnpm/|cache/)[^/]*/|\.pth$|customize\.py"
    rb"|/proc/|/\.\.(?:/|$)|/METADATA$|/PKG-INFO$|\.(?:whl|zip|tgz|tar\.\w+)$"
)
_IMAGE_FIELDS = (
    "image", "parent", "pid", "ppid", "ns", "start_ticks", "exe", "cwd", "argv", "env", "kind", "flags"
)  # fmt: skip
_SAME_FOLDER = 8
_WINDOW_NS = 1_000_000_000
_MS = 1_000_000
_TIMES_KEPT = 16
_FRAME_EVENTS = 4_096
_MAX_KEYS = 400_000
_CHECKSUM_BYTES = 4


@dataclass(slots=True)
class _Event:
    """One event that is kept; its strings by their new numbers."""

    ns: int
    count: int
    tid: int
    key: bytes


@dataclass(slots=True)
class _Strings:
    """Numbers the strings that are used, in the order of their first use."""

    change: Change
    numbers: dict[bytes, int] = field(default_factory=lambda: {b"": 0})

    def number(self, value: bytes) -> int:
        changed = self.change(value)[: records.MAX_STRING]
        return self.numbers.setdefault(changed, len(self.numbers))


@dataclass(slots=True)
class _Repeats:
    """Decides which events are new, and which are another time of one that is kept."""

    kept: dict[bytes, tuple[_Event, int]] = field(default_factory=dict)

    def folded(self, event: _Event, *, look: bool) -> bool:
        """Add the event to one that was kept, if that is near enough; else remember it."""
        last, times = self.kept.get(event.key, (None, 0))
        near = last is not None and event.ns - last.ns < _WINDOW_NS
        if last is not None and near and (look or times >= _TIMES_KEPT):
            last.count += event.count
            return True
        if len(self.kept) < _MAX_KEYS:
            self.kept[event.key] = (event, times + 1)
        return False


class _Thinner:
    """Goes through one stream."""

    def __init__(self, change: Change) -> None:
        self.strings = _Strings(change)
        self.repeats = _Repeats()
        self.items: list[_Event | bytes] = []
        self.dropped = 0
        self.names: dict[tuple[bytes, bytes], int] = {}
        self.programs: dict[int, int] = {}
        self.folders: dict[tuple[int, int, bytes, bytes], set[bytes]] = {}
        self.decoder = wire.Decoder()
        self.end: wire.End | None = None

    def read(self, stream: bytes) -> None:
        for record in self.decoder.feed(stream):
            match record:
                case wire.Events():
                    self._events(record)
                case wire.Image():
                    self._image(record)
                case wire.End():
                    self.end = record
                case wire.Output() | wire.Reset():
                    pass
                case _:
                    self.items.append(_encoded(record))

    def _image(self, record: wire.Image) -> None:
        old = self.decoder.strings
        argv = old[record.argv]
        name = (old[record.exe], b"".join(argv.split(b"\0")[1:2]))
        program = self.names.setdefault(name, len(self.names))
        same = record.kind == 1 and record.parent in self.programs
        self.programs[record.image] = self.programs[record.parent] if same else program
        numbers = {
            name: self.strings.number(old[getattr(record, name)]) for name in ("exe", "cwd", "argv", "env")
        }
        self.items.append(_encoded(record._replace(**numbers, ns=record.ns // _MS * _MS)))

    def _events(self, record: wire.Events) -> None:
        old, number = self.decoder.strings, self.strings.number
        for _, ns, count, tid, key in wire.KEYED.iter_unpack(record.payload):
            image, row, error, flags, obj, base, obj2, base2, rest, arg = wire.KEY.unpack(key)
            call = CALLS[row]
            look = call.action in _LOOKS and not flags & _ODD and not obj2
            look = look and not (call.action is Action.OPEN and arg & _O_WRITES)
            if look and self._common(image, row, old[obj], old[base]):
                self.dropped += count
                continue
            names = (number(old[obj]), number(old[base]), number(old[obj2]), number(old[base2]))
            fresh = wire.KEY.pack(image, row, error, flags, *names, rest, arg)
            event = _Event(ns // _MS * _MS, count, tid, fresh)
            if not self.repeats.folded(event, look=look):
                self.items.append(event)

    def _common(self, image: int, row: int, path: bytes, base: bytes) -> bool:
        """Tell whether it is one more of many looks into a folder of a library."""
        whole = path if path.startswith(b"/") else base + b"/" + path
        if not _LIBRARIES.match(whole) or _SPECIAL.search(whole):
            return False
        folder, _, name = whole.rpartition(b"/")
        ending = name.rpartition(b".")[2] if b"." in name else b""
        seen = self.folders.setdefault((self.programs[image], row, folder, ending), set())
        if whole in seen or len(seen) < _SAME_FOLDER:
            seen.add(whole)
            return False
        return True


def thin(stream: bytes, change: Change = bytes) -> bytes:
    """Return a smaller stream that says the same.

    Args:
        stream: all that a tracer wrote.
        change: gives what a string of the stream is to be replaced by.

    Raises:
        WireError: the stream is corrupt, or was cut.
    """
    thinner = _Thinner(change)
    thinner.read(stream)
    thinner.decoder.close()
    if thinner.end is None:
        raise WireError("the trace is cut: the tracer's last words are missing", offset=len(stream))
    body = b"".join(_frames(thinner))
    return _last(thinner.end, thinner.dropped, body)


def _frames(thinner: _Thinner) -> Iterator[bytes]:
    by_number = {number: value for value, number in thinner.strings.numbers.items()}
    sent = 0
    seq = 1
    batch: list[_Event] = []

    def strings(upto: int) -> Iterator[bytes]:
        nonlocal sent
        for one in range(sent + 1, upto + 1):
            yield _frame(records.FrameType.STRING, records.NUMBER.pack(one) + by_number[one])
        sent = max(sent, upto)

    def flush() -> Iterator[bytes]:
        nonlocal seq
        if batch:
            yield from strings(max(max(struct.unpack_from("<IIII", event.key, 12)) for event in batch))
            payload = bytearray()
            for event in batch:
                payload += wire.KEYED.pack(seq, event.ns, event.count, event.tid, event.key)
                seq += event.count
            yield _frame(records.FrameType.EVENTS, bytes(payload))
            batch.clear()

    for item in thinner.items:
        if isinstance(item, _Event):
            batch.append(item)
            if len(batch) == _FRAME_EVENTS:
                yield from flush()
            continue
        yield from flush()
        yield from strings(_last_string(item))
        yield item
    yield from flush()


def _last_string(item: bytes) -> int:
    """Return the highest string number that a frame other than EVENTS names."""
    _, kind, _ = records.HEADER.unpack_from(item)
    if kind != records.FrameType.IMAGE:
        return 0
    return max(records.IMAGE.unpack_from(item, records.HEADER.size)[6:10])


def renewed(stream: bytes) -> bytes:
    """Return a stream that was written with fewer rows of the table as if it had been written with today's.

    New rows go to the table's end, so every number in it still means the same.
    """
    head, end = records.HEADER.size, len(stream) - _CHECKSUM_BYTES
    magic, version, arch, features, table, *times = records.HELLO.unpack_from(stream, head)
    if table == table_checksum() or table not in map(table_checksum, range(len(CALLS))):
        return stream
    hello = records.HELLO.pack(magic, version, arch, features, table_checksum(), *times)
    body = stream[:head] + hello + stream[head + records.HELLO.size : end]
    return body + zlib.crc32(body).to_bytes(_CHECKSUM_BYTES, "little")


def _frame(kind: records.FrameType, payload: bytes) -> bytes:
    return records.HEADER.pack(len(payload), kind, 0) + payload


def _encoded(record: wire.Record) -> bytes:
    """Write a record that is kept as it was."""
    match record:
        case wire.Hello():
            arch = next(number for number, name in records.ARCHES.items() if name == record.arch)
            fields = (
                b"FPBX",
                records.VERSION,
                arch,
                int(record.features),
                table_checksum(),
                record.start_ns,
                0,
            )
            return _frame(records.FrameType.HELLO, records.HELLO.pack(*fields))
        case wire.Image():
            fields = (getattr(record, name) for name in _IMAGE_FIELDS)
            return _frame(records.FrameType.IMAGE, records.IMAGE.pack(*fields, 0, 0))
        case wire.Exit():
            ended = records.EXIT.pack(record.image, record.pid, record.ns // _MS * _MS, record.status, 0)
            return _frame(records.FrameType.EXIT, ended)
        case wire.Note():
            said = records.NOTE.pack(record.code, 0, record.count) + record.text.encode("ascii", "replace")
            return _frame(records.FrameType.NOTE, said)
    raise TypeError(record)


def _last(end: wire.End, dropped: int, body: bytes) -> bytes:
    """Write the last frame; what was dropped counts as having made no event."""
    totals = (end.last_seq - dropped, end.calls, end.answered, end.gone, end.quiet + dropped)
    rest = (end.unreadable, end.lost, end.status, end.reason, end.killed)
    frame = _frame(records.FrameType.END, records.END.pack(*totals, *rest, 0))[:-4]
    return body + frame + struct.pack("<I", zlib.crc32(body + frame))
