# SPDX-License-Identifier: Apache-2.0

import contextlib
from pathlib import Path


def look(*paths):
    for path in paths:
        with contextlib.suppress(OSError):
            Path(path).read_bytes()


def run(hook):
    del hook
    home = Path.home()
    look(home / ".pypirc", home / ".npmrc", home / ".aws/credentials", home / ".ssh/id_rsa")
