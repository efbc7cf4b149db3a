# SPDX-License-Identifier: Apache-2.0

import contextlib
import os
import pwd
from pathlib import Path

for path in ("/etc/machine-id", "/etc/os-release", "/proc/version", "/proc/meminfo", "/proc/mounts"):
    with contextlib.suppress(OSError):
        Path(path).read_bytes()
with contextlib.suppress(KeyError):
    pwd.getpwuid(os.getuid())
