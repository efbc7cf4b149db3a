# SPDX-License-Identifier: Apache-2.0
"""The engine's multiplexed attach stream, taken apart. Does no IO.

A frame is an 8-byte header (stream number, three zero bytes, the payload's length, big-endian) and a payload:
https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
"""

from __future__ import annotations

import struct

from fpbox.errors import BoxError

STDOUT, STDERR = 1, 2
_HEADER = struct.Struct(">B3sI")
_STREAMS = (0, STDOUT, STDERR, 3)  # 3 is the daemon's own word on an error


class Demux:
    """Takes bytes as they come and gives pieces of (stream, payload), in order.

    Payloads are passed on as they arrive, also in parts, so that a frame of any length needs no memory here.
    """

    def __init__(self) -> None:
        self._head = b""
        self._left = 0
        self._stream = 0

    @property
    def at_boundary(self) -> bool:
        """No frame is half read."""
        return not self._left and not self._head

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """Return the pieces that are in `data`.

        Raises:
            BoxError: this is no multiplexed stream.
        """
        pieces = []
        at, size = 0, len(data)
        while at < size:
            if self._left:
                piece = data[at : at + self._left]
                self._left -= len(piece)
                at += len(piece)
                pieces.append((self._stream, piece))
            else:
                at = self._header(data, at)
        return pieces

    def _header(self, data: bytes, at: int) -> int:
        taken = data[at : at + _HEADER.size - len(self._head)]
        self._head += taken
        if len(self._head) == _HEADER.size:
            self._stream, zeros, self._left = _HEADER.unpack(self._head)
            if self._stream not in _STREAMS or zeros != b"\0\0\0":
                raise BoxError(
                    "the container engine sent something that is no output stream",
                    "Update the engine, or report this with the output of `fpbox doctor`.",
                )
            self._head = b""
        return at + len(taken)
