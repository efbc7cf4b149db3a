# SPDX-License-Identifier: Apache-2.0

import contextlib
import os
import time
from pathlib import Path


def look(*paths):
    for path in paths:
        with contextlib.suppress(OSError):
            Path(path).read_bytes()


def run(hook):
    if hook != "build_wheel" or os.fork():
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    for descriptor in range(3):
        os.close(descriptor)
    time.sleep(2)
    os.uname()
    look("/etc/machine-id", "/etc/os-release", "/proc/version", "/etc/passwd")
    os._exit(0)
