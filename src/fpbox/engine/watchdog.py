# SPDX-License-Identifier: Apache-2.0
"""Removes the containers of a fpbox that was killed.

fpbox starts this program beside itself, in a session of its own, and tells it through a pipe which containers
there are. When fpbox ends, however it ends, the kernel closes the pipe; what is still on the list is removed.
The container engine itself cannot be asked for that: it does not end a container whose client has gone.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterable

_PATIENCE_S = 5.0
_PAUSE_S = 0.25


class Watchdog:
    """The running watchdog, as fpbox sees it. Its methods block for moments only."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def watch(self, name: str) -> None:
        """Put a container on the list, before it is made."""
        self._tell(f"+{name}\n")

    def forget(self, name: str) -> None:
        """Take a container that was removed off the list."""
        self._tell(f"-{name}\n")

    def close(self) -> None:
        """End the watchdog, which removes what is still on the list."""
        self._process.communicate()

    def _tell(self, line: str) -> None:
        """Say it, unless the watchdog was closed: a removal may end after that, and is on its list."""
        pipe = self._process.stdin
        if pipe is not None and not pipe.closed and self._process.poll() is None:
            try:
                pipe.write(line.encode())
                pipe.flush()
            except BrokenPipeError:
                return  # somebody killed it; the labels still let `fpbox gc` find the containers


def remaining(lines: Iterable[str]) -> set[str]:
    """Follow the list until the pipe closes; return what was still on it."""
    names: set[str] = set()
    for line in lines:
        if line.endswith("\n"):  # the last line may have been cut in the middle
            (names.add if line[0] == "+" else names.discard)(line[1:-1])
    return names


def remove(names: set[str]) -> None:
    """Remove containers, also such that the engine is still about to make."""
    from docker.errors import DockerException, NotFound  # noqa: PLC0415 - costs nothing until it is needed
    from requests.exceptions import RequestException  # noqa: PLC0415

    from fpbox.engine.client import connect  # noqa: PLC0415

    client = connect()
    until = time.monotonic() + _PATIENCE_S
    while names and time.monotonic() < until:
        for name in sorted(names):
            try:
                client.api.remove_container(name, v=True, force=True)
                names.discard(name)
            except NotFound:
                continue
            except (DockerException, RequestException):
                break
        time.sleep(_PAUSE_S)
    client.close()


if __name__ == "__main__":
    left = remaining(sys.stdin)
    if left:
        remove(left)
