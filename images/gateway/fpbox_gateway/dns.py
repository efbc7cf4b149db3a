# SPDX-License-Identifier: Apache-2.0
"""DNS messages (RFC 1035): questions read, answers written. Whatever else a message holds is only kept."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

_HEADER = struct.Struct("!6H")
_FIXED = struct.Struct("!HHIH")
_RESPONSE, _OPCODE, _AUTHORITATIVE, _TRUNCATED, _WANTED, _AVAILABLE = (
    1 << 15,
    0xF << 11,
    1 << 10,
    1 << 9,
    1 << 8,
    1 << 7,
)
_POINTER = 0xC0
_LABEL_BYTES, _NAME_BYTES = 63, 255
_HOPS = 64
_CLASS_IN, _CLASS_ANY = 1, 255
UDP_BYTES = 512
_OPT = 41
_MOST_RECORDS = 256

NO_ERROR, SERVER_FAILURE, NO_NAME, NOT_IMPLEMENTED = 0, 2, 3, 4
A, NS, CNAME, SOA, PTR, MX, TXT, AAAA, SRV, ANY = 1, 2, 5, 6, 12, 15, 16, 28, 33, 255
_KINDS = {
    A: "A", NS: "NS", CNAME: "CNAME", SOA: "SOA", PTR: "PTR", 13: "HINFO", MX: "MX", TXT: "TXT",
    AAAA: "AAAA", SRV: "SRV", 35: "NAPTR", 43: "DS", 48: "DNSKEY", 52: "TLSA", 64: "SVCB", 65: "HTTPS",
    99: "SPF", 252: "AXFR", ANY: "ANY", 257: "CAA",
}  # fmt: skip


class Malformed(Exception):
    """The bytes are no DNS message that could be answered."""


@dataclass(frozen=True, slots=True)
class Question:
    r"""What is asked for.

    Attributes:
        id: of the message. name: lower case, without the last dot; bytes that are no text as \DDD.
        labels: as they were sent. room: how long an answer by UDP may be, in bytes.
        more: what follows the question in the message: records of an update, options, anything. Empty if that
            is only how long an answer may be.
    """

    id: int
    name: str
    kind: int
    labels: tuple[bytes, ...]
    recursion: bool
    room: int
    opcode: int = 0
    more: bytes = b""

    @property
    def kind_name(self) -> str:
        """The type in words: "AAAA", or "TYPE4711"."""
        return _KINDS.get(self.kind, f"TYPE{self.kind}")


@dataclass(frozen=True, slots=True)
class Record:
    """One record of an answer; `shown` is its data for a person."""

    kind: int
    data: bytes
    shown: str


def read_question(message: bytes) -> Question:
    """Read a query.

    Raises:
        Malformed: it is none, or asks for other than one name.
    """
    if len(message) < _HEADER.size:
        raise Malformed("too short")
    number, flags, questions, answers, authorities, more = _HEADER.unpack_from(message)
    if flags & _RESPONSE or questions != 1:
        raise Malformed("no question")
    labels, at = _labels(message, _HEADER.size)
    if at + 4 > len(message):
        raise Malformed("the question is cut")
    kind, group = struct.unpack_from("!HH", message, at)
    if group not in {_CLASS_IN, _CLASS_ANY}:
        raise Malformed("another class")
    rest = message[at + 4 :]
    return Question(
        id=number,
        name=name_of(labels),
        kind=kind,
        labels=labels,
        recursion=bool(flags & _WANTED),
        room=_room(message, at + 4, answers + authorities + more),
        opcode=(flags & _OPCODE) >> 11,
        more=b"" if _is_bare(rest) else rest,
    )


def write_answer(
    question: Question, records: tuple[Record, ...], code: int = NO_ERROR, *, ttl_s: int = 60
) -> bytes:
    """Write an answer to a question; all records are of the name that was asked for."""
    flags = _RESPONSE | question.opcode << 11 | _AVAILABLE | (_WANTED if question.recursion else 0) | code
    head = _HEADER.pack(question.id, flags, 1, len(records), 0, 0)
    asked = write_name(question.labels) + struct.pack("!HH", question.kind, _CLASS_IN)
    name = struct.pack("!H", _POINTER << 8 | _HEADER.size)
    body = b"".join(
        name + _FIXED.pack(record.kind, _CLASS_IN, ttl_s, len(record.data)) + record.data
        for record in records
    )
    return head + asked + body


def cut_to(answer: bytes, question: Question) -> bytes:
    """Return an answer as it fits into a datagram: whole, or without records and the note that it was cut."""
    if len(answer) <= question.room:
        return answer
    number, flags, *_ = _HEADER.unpack_from(answer)
    asked = write_name(question.labels) + struct.pack("!HH", question.kind, _CLASS_IN)
    return _HEADER.pack(number, flags | _TRUNCATED, 1, 0, 0, 0) + asked


def write_query(number: int, name: str, kind: int) -> bytes:
    """Write a query for an ordinary name.

    Raises:
        Malformed: the name cannot be asked for.
    """
    return (
        _HEADER.pack(number, _WANTED, 1, 0, 0, 0)
        + write_name(labels_of(name))
        + struct.pack("!HH", kind, _CLASS_IN)
    )


def read_addresses(
    message: bytes, number: int, name: str, kind: int
) -> tuple[list[IPv4Address | IPv6Address], int, bool]:
    """Read an answer to `write_query`: addresses, for how many seconds they hold, and whether it was cut.

    Raises:
        Malformed: it does not answer this query, or says that it cannot.
    """
    if len(message) < _HEADER.size:
        raise Malformed("too short")
    got, flags, questions, answers, *_ = _HEADER.unpack_from(message)
    if got != number or not flags & _RESPONSE or questions != 1:
        raise Malformed("no answer to this question")
    if flags & 0xF not in {NO_ERROR, NO_NAME}:
        raise Malformed(f"the name server says {flags & 0xF}")
    labels, at = _labels(message, _HEADER.size)
    if name_of(labels) != name or message[at : at + 2] != struct.pack("!H", kind):
        raise Malformed("an answer to another question")
    found: list[IPv4Address | IPv6Address] = []
    ttl_s = 300
    at += 4
    for _ in range(min(answers, _MOST_RECORDS)):
        _, at = _labels(message, at)
        if at + _FIXED.size > len(message):
            raise Malformed("a record is cut")
        this, group, lasts, size = _FIXED.unpack_from(message, at)
        data = message[at + _FIXED.size : at + _FIXED.size + size]
        at += _FIXED.size + size
        if len(data) < size:
            raise Malformed("a record is cut")
        if this == kind and group == _CLASS_IN and size == (4 if kind == A else 16):
            found.append(IPv4Address(data) if kind == A else IPv6Address(data))
            ttl_s = min(ttl_s, lasts)
    return found, ttl_s, bool(flags & _TRUNCATED)


def write_name(labels: tuple[bytes, ...]) -> bytes:
    """Write a name without pointers."""
    return b"".join(bytes((len(label),)) + label for label in labels) + b"\0"


def labels_of(name: str) -> tuple[bytes, ...]:
    """Split an ordinary name.

    Raises:
        Malformed: it is too long, or no ASCII.
    """
    try:
        labels = tuple(label.encode("ascii") for label in name.split(".")) if name else ()
    except UnicodeEncodeError as error:
        raise Malformed("no ASCII") from error
    if any(not 0 < len(label) <= _LABEL_BYTES for label in labels) or len(write_name(labels)) > _NAME_BYTES:
        raise Malformed("no name")
    return labels


def name_of(labels: tuple[bytes, ...]) -> str:
    r"""Show a name: lower case, what is no plain ASCII as \DDD (RFC 4343)."""
    return ".".join("".join(_shown(byte) for byte in label.lower()) for label in labels)


def _shown(byte: int) -> str:
    return chr(byte) if 0x20 < byte < 0x7F and byte not in b".\\" else f"\\{byte:03d}"  # noqa: PLR2004 - ASCII


def _labels(message: bytes, at: int) -> tuple[tuple[bytes, ...], int]:
    """Read a name; return its labels and where it ends. Pointers lead backwards only, so they end."""
    labels: list[bytes] = []
    end = 0
    total = 1
    lowest = at
    while True:
        if at >= len(message):
            raise Malformed("a name is cut")
        size = message[at]
        if size >= _POINTER:
            if at + 1 >= len(message):
                raise Malformed("a pointer is cut")
            end = end or at + 2
            target = (size & ~_POINTER) << 8 | message[at + 1]
            if target >= lowest:
                raise Malformed("a pointer leads forward")
            at = lowest = target
            continue
        if size > _LABEL_BYTES:
            raise Malformed("an unknown kind of label")
        if not size:
            return tuple(labels), end or at + 1
        total += size + 1
        label = message[at + 1 : at + 1 + size]
        if len(label) < size or total > _NAME_BYTES:
            raise Malformed("a name is cut, or too long")
        labels.append(label)
        at += size + 1


def _is_bare(rest: bytes) -> bool:
    """Tell whether what follows a question is an extension record without options, and nothing else."""
    if len(rest) != 1 + _FIXED.size:
        return False
    kind, _, _, length = _FIXED.unpack_from(rest, 1)
    return not rest[0] and kind == _OPT and not length


def _room(message: bytes, at: int, count: int) -> int:
    """Return how long an answer may be, by the extension record (RFC 6891) if there is one."""
    try:
        for _ in range(min(count, _MOST_RECORDS)):
            _, at = _labels(message, at)
            if at + _FIXED.size > len(message):
                break
            kind, size, _, length = _FIXED.unpack_from(message, at)
            if kind == _OPT:
                return max(UDP_BYTES, int(size))
            at += _FIXED.size + length
    except Malformed:
        pass
    return UDP_BYTES
