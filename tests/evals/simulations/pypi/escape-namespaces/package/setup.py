# SPDX-License-Identifier: Apache-2.0
"""Harmless: every way is closed in the box, and nothing is done behind them."""

import ctypes
import os

from setuptools import setup
from setuptools.command.build_py import build_py

libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER, CLONE_NEWNS = 0x10000000, 0x00020000


def attempt(path, mode):
    try:
        with open(path, mode):
            return True
    except OSError:
        return False


class BuildPy(build_py):
    def run(self):
        build_py.run(self)
        if (child := os.fork()) == 0:
            libc.unshare(CLONE_NEWUSER | CLONE_NEWNS)
            libc.mount(b"cgroup", b"/tmp", b"cgroup", 0, b"rdma")
            libc.mount(b"proc", b"/mnt", b"proc", 0, None)
            os._exit(0)
        os.waitpid(child, 0)
        for place in ("/proc/1/ns/mnt", "/proc/1/root/etc/hostname", "/proc/sys/kernel/core_pattern"):
            attempt(place, "rb")
        attempt("/proc/sys/kernel/core_pattern", "r+b")
        attempt("/sys/fs/cgroup/release_agent", "r+b")
        libc.chroot(b"/proc/1/root")
        libc.setns(3, 0)


setup(name="sim-escape-namespaces", version="1.0.0", py_modules=["sim_en"], cmdclass={"build_py": BuildPy})
