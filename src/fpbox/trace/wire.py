# SPDX-License-Identifier: Apache-2.0
"""The decoder of what the tracer writes; the format stands in docs/wire.md.

Every byte may be influenced by the traced program, so nothing is believed before it is checked: whatever does
not add up is a `WireError`, and no other exception leaves this module.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import NoReturn

from fpbox.errors import WireError
from fpbox.trace.calls import CALLS, table_checksum
from fpbox.trace.records import (
    ARCHES,
    END,
    EVENT,
    EXIT,
    HEADER,
    HELLO,
    IMAGE,
    KEY,
    KEYED,
    MAX_PAYLOAD,
    MAX_STRING,
    NOTE,
    NUMBER,
    VERSION,
    WHAT,
    WHAT_ONLY,
    WHO,
    End,
    EventFlag,
    Events,
    Exit,
    Feature,
    FrameType,
    Hello,
    Image,
    ImageFlag,
    Note,
    NoteCode,
    Output,
    Reason,
    Record,
    Reset,
)

__all__ = [
    "EVENT",
    "KEY",
    "KEYED",
    "WHAT",
    "WHAT_ONLY",
    "WHO",
    "Decoder",
    "End",
    "EventFlag",
    "Events",
    "Exit",
    "Feature",
    "Hello",
    "Image",
    "ImageFlag",
    "Note",
    "NoteCode",
    "Output",
    "Reason",
    "Record",
    "Reset",
]

_CHECKSUM_BYTES = 4
_LAST_KIND = 2
_TYPES = {kind.value: kind for kind in FrameType}


class Decoder:
    """Turns the tracer's bytes into records, as they come. Does no IO.

    Attributes:
        strings: what the numbers stand for at the moment; 0 is the empty string.
        broken: an error was raised: nothing more can be read.
    """

    def __init__(self) -> None:
        self.strings: dict[int, bytes] = {0: b""}
        self.broken = False
        self._buffer = bytearray()
        self._at = 0
        self._offset = 0
        self._checksum = 0
        self._summed = 0
        self._hello = False
        self._end = False
        self._last_string = 0
        self._void = False
        self._last_image = 0
        self._next_seq = 1
        self._read: dict[FrameType, Callable[[bytes], Record]] = {
            FrameType.HELLO: self._first,
            FrameType.RESET: self._reset,
            FrameType.IMAGE: self._image,
            FrameType.EVENTS: self._events,
            FrameType.EXIT: self._exit,
            FrameType.OUTPUT: self._output,
            FrameType.NOTE: self._note,
            FrameType.END: self._last,
        }

    def feed(self, data: bytes) -> Iterator[Record]:
        """Take some bytes; give the records that are complete.

        What the caller does not consume is given by the next call.

        Raises:
            WireError: while iterating: the stream is corrupt. Records before that are good.
        """
        self._sum_up(self._at)
        del self._buffer[: self._at]
        self._at = self._summed = 0
        self._buffer += data
        return self._records()

    def close(self) -> None:
        """Say that nothing more will come.

        Raises:
            WireError: the stream is cut.
        """
        if self.broken:
            return
        if len(self._buffer) > self._at:
            self._fail("the trace is cut within a frame")
        if not self._end:
            self._fail("the trace is cut: the tracer's last words are missing")

    def _fail(self, message: str) -> NoReturn:
        self.broken = True
        raise WireError(message, offset=self._offset)

    def _records(self) -> Iterator[Record]:
        while True:
            frame = self._frame()
            if frame is None:
                return
            kind, payload = frame
            record = self._record(kind, payload)
            self._offset += HEADER.size + len(payload)
            if record is not None:
                yield record

    def _frame(self) -> tuple[FrameType, bytes] | None:
        """Take the next whole frame from the buffer."""
        if self.broken:
            self._fail("the trace is corrupt")
        begin, have = self._at + HEADER.size, len(self._buffer)
        if self._end and have > self._at:
            self._fail("something follows the tracer's last words")
        if have < begin:
            return None
        length, number, reserved = HEADER.unpack_from(self._buffer, self._at)
        kind = self._kind(number, length, reserved)
        if have < begin + length:
            return None
        self._at = begin + length
        return kind, bytes(self._buffer[begin : self._at])

    def _kind(self, number: int, length: int, reserved: int) -> FrameType:
        if length > MAX_PAYLOAD or reserved or number not in _TYPES:
            self._fail("there is no frame where one should be")
        if (number == FrameType.HELLO) == self._hello:
            self._fail("the trace does not begin as one" if not self._hello else "the trace begins twice")
        return _TYPES[number]

    def _sum_up(self, end: int) -> None:
        """Take everything before a place in the buffer into the checksum."""
        with memoryview(self._buffer)[self._summed : end] as passed:
            self._checksum = zlib.crc32(passed, self._checksum)
        self._summed = end

    def _record(self, kind: FrameType, payload: bytes) -> Record | None:
        if kind is FrameType.STRING:
            self._string(payload)
            return None
        return self._read[kind](payload)

    def _fields(self, layout: struct.Struct, payload: bytes) -> tuple[int, ...]:
        if len(payload) != layout.size:
            self._fail("a frame has the wrong length")
        return layout.unpack(payload)

    def _first(self, payload: bytes) -> Hello:
        if len(payload) < HELLO.size:
            self._fail("the trace does not begin as one")
        magic, version, arch, features, table, start_ns, wall_ns = HELLO.unpack_from(payload)
        if magic != b"FPBX":
            self._fail("this is no trace")
        if version != VERSION:
            self._fail(f"the trace is of version {version}, and only {VERSION} can be read")
        if table != table_checksum():
            self._fail("the tracer was built with another table of system calls than this fpbox has")
        if arch not in ARCHES:
            self._fail("the trace comes from an architecture that is not known")
        self._hello = True
        kernel = payload[HELLO.size :].decode("ascii", "backslashreplace")
        return Hello(ARCHES[arch], Feature(features), start_ns, wall_ns, kernel)

    def _string(self, payload: bytes) -> None:
        if not NUMBER.size <= len(payload) <= NUMBER.size + MAX_STRING:
            self._fail("a string has the wrong length")
        (number,) = NUMBER.unpack_from(payload)
        if number != self._last_string + 1:
            self._fail("a string is missing")
        self._last_string = number
        self.strings[number] = payload[NUMBER.size :]

    def _reset(self, payload: bytes) -> Reset:
        if payload:
            self._fail("a frame has the wrong length")
        self.strings.clear()
        self.strings[0] = b""
        self._void = self._last_string > 0
        return Reset()

    def _image(self, payload: bytes) -> Image:
        image, parent, pid, ppid, ns, ticks, exe, cwd, argv, env, kind, flags, *reserved = self._fields(
            IMAGE, payload
        )
        if image != self._last_image + 1 or parent >= image:
            self._fail("a process image is out of order")
        if not self.strings.keys() >= {exe, cwd, argv, env}:
            self._fail("a process image names a string that was never sent")
        if kind > _LAST_KIND or any(reserved):
            self._fail("a process image cannot be understood")
        self._last_image = image
        return Image(image, parent, pid, ppid, ns, ticks, exe, cwd, argv, env, kind, ImageFlag(flags))

    def _events(self, payload: bytes) -> Events:
        if not payload or len(payload) % EVENT.size:
            self._fail("events have the wrong length")
        columns = memoryview(payload)
        words = columns.cast("I")
        counts = words[4::16].tolist()
        numbers = list(accumulate(counts, initial=self._next_seq))
        self._next_seq = numbers.pop()
        if numbers != columns.cast("Q")[0::8].tolist() or not all(counts):
            self._fail("events are missing")
        strings = [words[at::16].tolist() for at in (9, 10, 11, 12)]
        # Before the first reset all strings up to the last are there: to look each up would take longer.
        if max(map(max, strings)) > self._last_string or (
            self._void and not self.strings.keys() >= set().union(*strings)
        ):
            self._fail("an event names a string that was never sent")
        images = words[6::16].tolist()
        if min(images) < 1 or max(images) > self._last_image:
            self._fail("an event names a process that was never seen")
        if max(columns.cast("H")[14::32].tolist()) >= len(CALLS) or any(words[13::16].tolist()):
            self._fail("an event cannot be understood")
        return Events(payload)

    def _exit(self, payload: bytes) -> Exit:
        image, pid, ns, status, reserved = self._fields(EXIT, payload)
        if not 1 <= image <= self._last_image or reserved:
            self._fail("a process ended that was never seen")
        return Exit(image, pid, ns, status)

    def _output(self, payload: bytes) -> Output:
        if not payload or payload[0] not in (1, 2):
            self._fail("output of no stream")
        return Output(payload[0], payload[1:])

    def _note(self, payload: bytes) -> Note:
        if len(payload) < NOTE.size:
            self._fail("a note has the wrong length")
        code, reserved, count = NOTE.unpack_from(payload)
        if code not in NoteCode.__members__.values() or reserved:
            self._fail("a note cannot be understood")
        return Note(NoteCode(code), count, payload[NOTE.size :].decode("ascii", "backslashreplace"))

    def _last(self, payload: bytes) -> End:
        last, calls, answered, gone, quiet, unreadable, lost, status, reason, killed, checksum = self._fields(
            END, payload
        )
        if reason not in Reason.__members__.values():
            self._fail("the tracer's last words cannot be understood")
        end = End(last, calls, answered, gone, quiet, unreadable, lost, status, Reason(reason), killed)
        if end.calls != end.answered + end.gone or end.answered != end.quiet + end.last_seq + end.lost:
            self._fail("the tracer's totals do not add up")
        if end.last_seq != self._next_seq - 1:
            self._fail("events are missing at the end")
        self._sum_up(self._at - _CHECKSUM_BYTES)
        if checksum != self._checksum:
            self._fail("the trace was changed on its way: its checksum is wrong")
        self._end = True
        return end
