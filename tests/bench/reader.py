# SPDX-License-Identifier: Apache-2.0
"""How fast the Python side reads the tracer's stream, and whether its memory grows with the length of a run.

Three streams: one process that opens the same few hundred files again and again (as a loop or a daemon does),
many short processes that each open the same files (as compilers do), and one that makes new files all the
time (as a package manager that unpacks does). All go through everything: decoder, observer, attribution,
matcher with the whole catalogue.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from fpbox.attribute import Attributor
from fpbox.recipes import Matcher, load_catalogue
from fpbox.session import Session

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from frames import KIND, OPENAT, event, frame, hello, image, opening, string

BATCH = 1000
GOAL = 200_000
WRITES = 0o1101  # O_WRONLY | O_CREAT | O_TRUNC


def images(first: int, last: int) -> bytes:
    return b"".join(image(n, parent=n - 1, kind=1, argv=0, pid=100 + n) for n in range(first, last + 1))


def events(first: int, images: list[int], objects: list[int]) -> bytes:
    packed = b"".join(
        opening(first + i, obj, who=img) for i, (img, obj) in enumerate(zip(images, objects, strict=True))
    )
    return frame(KIND.EVENTS, packed)


def start() -> bytes:
    return hello() + string(1, b"/usr/bin/node") + string(2, b"/home/dev/app")


def loop(count: int) -> Iterator[bytes]:
    """One process, 300 files, again and again."""
    yield start() + images(1, 1) + b"".join(string(3 + i, b"/etc/file-%d" % i) for i in range(300))
    for first in range(1, count + 1, BATCH):
        yield events(first, [1] * BATCH, [3 + (first + i) % 300 for i in range(BATCH)])


def compilers(count: int) -> Iterator[bytes]:
    """A new process every 500 events, each opening the same 500 headers."""
    yield start() + b"".join(string(3 + i, b"/usr/include/header-%d.h" % i) for i in range(500))
    number = 0
    for first in range(1, count + 1, BATCH):
        number += 2
        both = [number - 1] * 500 + [number] * 500
        yield images(number - 1, number) + events(first, both, [*range(3, 503), *range(3, 503)])


def unpacking(count: int) -> Iterator[bytes]:
    """One process, every file a new one; the tracer voids its strings now and then."""
    yield start() + images(1, 1)
    number = 2
    for first in range(1, count + 1, BATCH):
        names = range(number + 1, number + 1 + BATCH)
        number += BATCH
        made = b"".join(event(first + i, call=OPENAT, what=name, arg=WRITES) for i, name in enumerate(names))
        strings = (string(name, b"/app/node_modules/pack-%d/%d.js" % (name // 40, name)) for name in names)
        void = frame(KIND.RESET, b"") if first % (100 * BATCH) == 1 else b""
        yield void + b"".join(strings) + frame(KIND.EVENTS, made)


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


STREAMS = (
    ("one loop", loop, 2_000_000),
    ("many compilers", compilers, 1_000_000),
    ("unpacking", unpacking, 600_000),
)


def main() -> None:
    print("| stream | events a second, one core | memory grown in the second half |")
    print("|---|---|---|")
    rates = {}
    for name, make, count in STREAMS:
        rates[name], grown = read(make(count), count)
        print(f"| {name} | {rates[name]:,.0f} | {grown:,} KiB |")
    met = [name for name, rate in rates.items() if rate >= GOAL]
    print(f"\nGoal: {GOAL:,} events a second. Met for {', '.join(met) or 'none'}.")


if __name__ == "__main__":
    main()
