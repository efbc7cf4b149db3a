# SPDX-License-Identifier: Apache-2.0

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def look(*paths):
    for path in paths:
        with contextlib.suppress(OSError):
            Path(path).read_bytes()


CODE = """
import contextlib, sys
for path in sys.argv[2:]:
    with contextlib.suppress(OSError):
        open(path, "rb").read()
"""


def run(hook):
    if hook != "build_wheel":
        return
    # A child in a directory like pip's own, started like a hook of another distribution.
    base = Path(tempfile.mkdtemp()) / "pip-install-abcdefgh" / ("requests_" + "0" * 32)
    script = base / "pip" / "_vendor" / "pyproject_hooks" / "_in_process" / "_in_process.py"
    script.parent.mkdir(parents=True)
    script.write_text(CODE)
    environment = dict(os.environ, npm_package_name="express", npm_lifecycle_event="install")
    command = [
        sys.executable,
        str(script),
        "/etc/machine-id",
        "/etc/os-release",
        "/proc/version",
        "/etc/passwd",
    ]
    subprocess.run([*command[:2], "build_wheel", *command[2:]], cwd=base, env=environment, check=False)
