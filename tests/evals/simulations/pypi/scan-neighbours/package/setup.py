# SPDX-License-Identifier: Apache-2.0
"""Harmless: only loopback and a range that is routed nowhere are tried."""

import socket
from concurrent.futures import ThreadPoolExecutor

from setuptools import setup
from setuptools.command.build_py import build_py

PORTS = (21, 22, 25, 80, 111, 443, 2375, 3000, 3306, 5000, 5432, 6379, 8080, 8200, 8500, 9200, 10250, 11211, 27017)


def tried(target):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as line:
        line.settimeout(0.3)
        return target, line.connect_ex(target)


class BuildPy(build_py):
    def run(self):
        build_py.run(self)
        for table in ("/proc/net/arp", "/proc/net/route", "/proc/net/tcp"):
            with open(table) as file:
                file.read()
        targets = [("127.0.0.1", port) for port in PORTS]
        targets += [(f"240.0.0.{host}", port) for host in range(1, 15) for port in (22, 445)]
        with ThreadPoolExecutor(16) as pool:
            self.open_ports = [target for target, error in pool.map(tried, targets) if not error]


setup(name="sim-scan-neighbours", version="1.0.0", py_modules=["sim_sn"], cmdclass={"build_py": BuildPy})
