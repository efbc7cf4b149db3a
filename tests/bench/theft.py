# SPDX-License-Identifier: Apache-2.0
"""How long the search for invented values takes, and how often it is wrong about honest data.

    python tests/bench/theft.py [MIB] [FOLDER...]

For random bytes, base64, hexadecimal, JSON and the files below the folders, as one text of so many MiB
(default 10) and in bodies of 64 KiB: the CPU seconds, and the values found, of which there should be none.
"""

from __future__ import annotations

import base64
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from fpbox.machine import BUILT_IN, Machine, Planted
from fpbox.sealed.search import Search

_BODY = 64 << 10
_NOW_S = 1_790_000_000


def values() -> list[Planted]:
    """Return the values of one machine of each persona."""
    machines = [Machine.make("bench", persona, _NOW_S, "app") for persona in BUILT_IN.values()]
    return [value for machine in machines for value in machine.values]


def texts(dice: random.Random, size: int, folders: list[str]) -> Iterator[tuple[str, bytes]]:
    """Give what is to be searched."""
    yield "random bytes", dice.randbytes(size)
    yield "base64", base64.encodebytes(dice.randbytes(size * 3 // 4))[:size]
    yield "hexadecimal", dice.randbytes(size // 2).hex().encode()
    rows = [{"id": dice.getrandbits(64), "path": f"C:\\files\\{number}"} for number in range(size // 50)]
    yield "JSON", json.dumps(rows).encode()[:size]
    for folder in folders:
        found = (path for path in sorted(Path(folder).rglob("*")) if path.is_file())
        data = bytearray()
        while len(data) < size and (path := next(found, None)):
            data += path.read_bytes()[: size - len(data)]
        yield folder, bytes(data)


def main() -> None:
    size = int(sys.argv[1] if len(sys.argv) > 1 else 10) << 20
    dice = random.Random(1)  # noqa: S311 - the same every time
    planted = values()
    print(f"{len(planted)} values")
    print(f"{'what':<30}{'MiB':>5}{'whole, s':>10}{'64 KiB, s':>11}  found")
    for name, data in texts(dice, size, sys.argv[2:]):
        search = Search(planted)
        began = time.process_time()
        found = search.find(data)
        whole = time.process_time()
        for start in range(0, len(data), _BODY):
            found += search.find(data[start : start + _BODY])
        took = whole - began, time.process_time() - whole
        given_up = " (given up)" if search.exhausted else ""
        print(f"{name[-29:]:<30}{len(data) >> 20:>5}{took[0]:>10.2f}{took[1]:>11.2f}  {len(found)}{given_up}")


if __name__ == "__main__":
    main()
