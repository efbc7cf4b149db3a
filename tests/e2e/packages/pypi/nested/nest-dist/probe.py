# SPDX-License-Identifier: Apache-2.0

import subprocess
import sys
from pathlib import Path


def run(hook):
    if hook == "build_wheel":
        archive = next(Path(__file__).parent.glob("nested-dist-*.tar.gz"))
        options = ["--no-index", "--no-deps", "--target", "nest", "--disable-pip-version-check"]
        subprocess.run([sys.executable, "-I", "-m", "pip", "install", *options, archive], check=True)
