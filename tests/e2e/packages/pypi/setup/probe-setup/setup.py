# SPDX-License-Identifier: Apache-2.0

import contextlib
import platform
from pathlib import Path

from setuptools import setup


def look(*paths):
    for path in paths:
        with contextlib.suppress(OSError):
            Path(path).read_bytes()


platform.uname()
look("/etc/machine-id", "/etc/os-release", "/proc/version", "/etc/passwd")
setup(name="probe-setup", version="2.2", py_modules=[])
