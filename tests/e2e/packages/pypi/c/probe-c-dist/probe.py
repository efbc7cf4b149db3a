# SPDX-License-Identifier: Apache-2.0

import subprocess
from pathlib import Path


def run(hook):
    if hook == "build_wheel":
        source = Path(__file__).with_name("probe.c")
        subprocess.run(["cc", "-o", "build-probe", source], check=True)
        subprocess.run(["./build-probe"], check=True)
