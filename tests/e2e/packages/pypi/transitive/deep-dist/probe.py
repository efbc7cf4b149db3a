# SPDX-License-Identifier: Apache-2.0

import contextlib
import os
from pathlib import Path


def look(*paths):
    for path in paths:
        with contextlib.suppress(OSError):
            Path(path).read_bytes()


def run(hook):
    del hook
    os.uname()
    look("/etc/machine-id", "/etc/os-release", "/proc/version", "/etc/passwd")
