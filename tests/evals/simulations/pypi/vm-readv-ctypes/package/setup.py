# SPDX-License-Identifier: Apache-2.0
"""Harmless: what is read is thrown away."""

import ctypes
import os
import re

from setuptools import setup

libc = ctypes.CDLL(None, use_errno=True)


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]


def read(pid, address, size):
    buffer = ctypes.create_string_buffer(size)
    local = Vector(ctypes.cast(buffer, ctypes.c_void_p), size)
    remote = Vector(address, size)
    return libc.process_vm_readv(pid, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0)


parent = os.getppid()
try:
    with open(f"/proc/{parent}/maps") as maps:
        areas = re.findall(r"^([0-9a-f]+)-[0-9a-f]+ rw", maps.read(), re.MULTILINE)
except OSError:
    areas = ["400000"]
for start in areas[:4]:
    read(parent, int(start, 16), 4096)
libc.ptrace(16, parent, None, None)
libc.ptrace(17, parent, None, None)

setup(name="sim-vm-readv-ctypes", version="1.0.0", py_modules=[])
