# SPDX-License-Identifier: Apache-2.0
"""The smallest programs that run and end with success: for Linux on two machines, and for Windows."""

from __future__ import annotations

import enum
import struct

_LOAD_AT = 0x400000
_EHDR = struct.Struct("<16sHHIQQQIHHHHHH")
_PHDR = struct.Struct("<IIQQQQQQ")
_PE_AT = 0x40
_ALIGN = 0x200
_PAGE = 0x1000
_IMAGE_BASE = 0x140000000


class Machine(enum.Enum):
    """A processor, by its number in ELF and the code of exit(0) on it."""

    X86_64 = (62, bytes.fromhex("31ff6a3c580f05"))
    AARCH64 = (183, bytes.fromhex("000080d2a80b80d2010000d4"))


def elf(machine: Machine) -> bytes:
    """Return an ELF program that exits with 0."""
    number, code = machine.value
    start = _EHDR.size + _PHDR.size
    size = start + len(code)
    ident = b"\x7fELF\2\1\1" + bytes(9)
    head = (2, number, 1, _LOAD_AT + start, _EHDR.size, 0, 0, _EHDR.size, _PHDR.size, 1, 0, 0, 0)
    return _EHDR.pack(ident, *head) + _PHDR.pack(1, 5, 0, _LOAD_AT, _LOAD_AT, size, size, _PAGE) + code


def pe() -> bytes:
    """Return a console program for 64-bit Windows whose entry returns 0 (PE32+)."""
    code = bytes.fromhex("31c0c3")
    dos = b"MZ" + bytes(58) + struct.pack("<I", _PE_AT)
    coff = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, 240, 0x22)
    optional = struct.pack("<HBBIIIII", 0x20B, 14, 0, _ALIGN, 0, 0, _PAGE, _PAGE)
    optional += struct.pack(
        "<QIIHHHHHHIIIIHH", _IMAGE_BASE, _PAGE, _ALIGN, 6, 0, 0, 0, 6, 0, 0, 2 * _PAGE, _ALIGN, 0, 3, 0x8160
    )
    optional += struct.pack("<QQQQII", 1 << 20, _PAGE, 1 << 20, _PAGE, 0, 16) + bytes(128)
    section = struct.pack("<8sIIIIIIHHI", b".text", len(code), _PAGE, _ALIGN, _ALIGN, 0, 0, 0, 0, 0x60000020)
    return (dos + coff + optional + section).ljust(_ALIGN, b"\0") + code.ljust(_ALIGN, b"\0")
