# SPDX-License-Identifier: Apache-2.0
"""How fast the Python side reads the tracer's stream, and whether its memory grows with the length of a run.

Two streams: one process that opens the same few hundred files again and again (as a loop or a daemon does),
and many short processes that each open files of their own (as compilers do). Both go through everything:
decoder, observer, attribution, matcher with the whole catalogue.
"""

from __future__ import annotations

import resource
import struct
import time
from collections.abc import Iterator

from fpbox.attribute import Attributor
from fpbox.recipes import Matcher, load_catalogue
from fpbox.session import Session
from fpbox.trace import wire
from fpbox.trace.calls import CALLS, table_checksum

OPENAT = next(number for number, call in enumerate(CALLS) if call.name == "openat")
BATCH = 1000
GOAL = 200_000


def frame(kind: int, payload: bytes) -> bytes:
    return struct.pack("<IHH", len(payload), kind, 0) + payload


def hello() -> bytes:
    return frame(1, struct.pack("<4sHHIIQQ", b"FPBX", wire.VERSION, 1, 31, table_checksum(), 0, 0) + b"6.18")


def string(number: int, value: bytes) -> bytes:
    return frame(2, struct.pack("<I", number) + value)


def image(number: int) -> bytes:
    return frame(
        4, struct.pack("<IIIIQQIIIIBBHI", number, number - 1, 100 + number, 1, 0, 0, 1, 2, 0, 0, 1, 0, 0, 0)
    )


def events(first: int, images: list[int], objects: list[int]) -> bytes:
    packed = b"".join(
        wire.EVENT.pack(first + i, first + i, 1, 100, img, OPENAT, 0, 0, obj, 0, 0, 0, 0, 0)
        for i, (img, obj) in enumerate(zip(images, objects, strict=True))
    )
    return frame(5, packed)


def start() -> bytes:
    return hello() + string(1, b"/usr/bin/node") + string(2, b"/home/dev/app")


def loop(count: int) -> Iterator[bytes]:
    """One process, 300 files, again and again."""
    yield start() + image(1) + b"".join(string(3 + i, b"/etc/file-%d" % i) for i in range(300))
    for first in range(1, count + 1, BATCH):
        yield events(first, [1] * BATCH, [3 + (first + i) % 300 for i in range(BATCH)])


def compilers(count: int) -> Iterator[bytes]:
    """A new process every 500 events, each opening the same 500 headers."""
    yield start() + b"".join(string(3 + i, b"/usr/include/header-%d.h" % i) for i in range(500))
    number = 0
    for first in range(1, count + 1, BATCH):
        number += 2
        both = [number - 1] * 500 + [number] * 500
        yield image(number - 1) + image(number) + events(first, both, [*range(3, 503), *range(3, 503)])


def read(stream: Iterator[bytes], count: int) -> tuple[float, int]:
    """Return events a second of processor time, and by how much memory grew in the second half, in KiB."""
    session = Session(Matcher(load_catalogue(), None, frozenset()), Attributor())
    chunks = list(stream)
    half = len(chunks) // 2
    middle = 0
    began = time.process_time()
    for number, chunk in enumerate(chunks):
        session.feed(chunk)
        if number == half:
            middle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    took = time.process_time() - began
    assert session.observer.calls == count
    return count / took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - middle


def main() -> None:
    print("| stream | events a second, one core | memory grown in the second half |")
    print("|---|---|---|")
    rates = []
    for name, make, count in (("one loop", loop, 2_000_000), ("many compilers", compilers, 1_000_000)):
        rate, grown = read(make(count), count)
        rates.append(rate)
        print(f"| {name} | {rate:,.0f} | {grown:,} KiB |")
    print()
    met = "Met" if rates[0] >= GOAL else "Not met"
    print(f"Goal: {GOAL:,} events a second. {met} for the loop: {rates[0]:,.0f}.")


if __name__ == "__main__":
    main()
