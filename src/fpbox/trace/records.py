# SPDX-License-Identifier: Apache-2.0
"""What the tracer's stream is made of: layouts, flags and records; see docs/wire.md."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import NamedTuple

VERSION = 1
MAX_PAYLOAD = 1_048_576
MAX_STRING = 65_536

EVENT = struct.Struct("<QQIIIHhIIIIIIQ")
KEYED = struct.Struct("<QQII40s")
KEY = struct.Struct("<IHhIIIIIIQ")
WHO = struct.Struct("<QQIII")
WHAT_ONLY = struct.Struct("<28x36s")
WHAT = struct.Struct("<HhIIIIIIQ")
HEADER = struct.Struct("<IHH")
HELLO = struct.Struct("<4sHHIIQQ")
IMAGE = struct.Struct("<IIIIQQIIIIBBHI")
EXIT = struct.Struct("<IIQiI")
NOTE = struct.Struct("<HHI")
END = struct.Struct("<QQQQQQQiIII")
NUMBER = struct.Struct("<I")
ARCHES = {1: "x86_64", 2: "aarch64"}


class EventFlag(IntFlag):
    """What was odd about a call, and what is known of its object."""

    RELATIVE = 1 << 0
    BASE_UNKNOWN = 1 << 1
    UNREADABLE = 1 << 2
    TRUNCATED = 1 << 3
    MUTATED = 1 << 4
    MUTATED_AFTER = 1 << 5
    EXISTS = 1 << 6
    MISSING = 1 << 7
    EMPTY_PATH = 1 << 8
    FOREIGN_ABI = 1 << 9
    OBJECT2_UNREADABLE = 1 << 10
    PID_ONE = 1 << 11
    SKIPPED = 1 << 12
    ANSWERED = 1 << 13


class ImageFlag(IntFlag):
    """What is known of a process image beside its fields."""

    PARENT_UNKNOWN = 1 << 0
    PARENT_REMEMBERED = 1 << 1
    CUT = 1 << 2
    UNDUMPABLE = 1 << 3
    UNREADABLE = 1 << 4
    PARENT_GUESSED = 1 << 5


class Feature(IntFlag):
    """What the tracer has to work with."""

    WAIT_KILLABLE = 1 << 0
    SYNC_WAKE_UP = 1 << 1
    SPEC_ALLOW = 1 << 2
    PROC_MEM = 1 << 3
    DEEP = 1 << 4


class Reason(IntEnum):
    """Why the trace ended."""

    ALL_ENDED = 0
    LINGER_OVER = 1
    TIME_LIMIT = 2
    TOLD_TO_STOP = 3
    TRACER_ERROR = 4


class NoteCode(IntEnum):
    """What limits the coverage."""

    FEATURE_MISSING = 1
    TABLE_OVERFLOW = 2
    UNREADABLE = 3
    CLEANUP_FAILED = 4
    TRACER_ERROR = 6


class FrameType(IntEnum):
    """Kinds of frames."""

    HELLO = 1
    STRING = 2
    RESET = 3
    IMAGE = 4
    EVENTS = 5
    EXIT = 6
    OUTPUT = 7
    NOTE = 8
    END = 9


@dataclass(frozen=True, slots=True)
class Hello:
    """The first record.

    Attributes:
        start_ns: CLOCK_MONOTONIC at the start, from which all later times count; wall_ns the real time then.
    """

    arch: str
    features: Feature
    start_ns: int
    wall_ns: int
    kernel: str


@dataclass(frozen=True, slots=True)
class Reset:
    """All string numbers seen before are void."""


class Image(NamedTuple):
    """One program in one process. A tuple, like all that comes by the thousand: these are made faster.

    Attributes:
        exe, cwd, argv, env: numbers of strings.
        kind: 0 the command itself, 1 forked, 2 exec.
    """

    image: int
    parent: int
    pid: int
    ppid: int
    ns: int
    start_ticks: int
    exe: int
    cwd: int
    argv: int
    env: int
    kind: int
    flags: ImageFlag


class Events(NamedTuple):
    """A whole number of 64-byte events, to be read with one of the layouts. All they name is known."""

    payload: bytes


class Exit(NamedTuple):
    """A process has ended. `status`: its exit code, 128 + signal, or -1 when it is not known."""

    image: int
    pid: int
    ns: int
    status: int


@dataclass(frozen=True, slots=True)
class Output:
    """What the command wrote: `stream` 1 standard output, 2 standard error."""

    stream: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """Something that limits the coverage, and how often."""

    code: NoteCode
    count: int
    text: str


@dataclass(frozen=True, slots=True)
class End:
    """The last record, with the totals of the run.

    Attributes:
        calls: notifications received; answered, gone: how they ended.
        quiet: those answered that made no event.
        status: the command's exit code, or 128 + signal. killed: processes that were killed at the end.
    """

    last_seq: int
    calls: int
    answered: int
    gone: int
    quiet: int
    unreadable: int
    lost: int
    status: int
    reason: Reason
    killed: int


Record = Hello | Reset | Image | Events | Exit | Output | Note | End
