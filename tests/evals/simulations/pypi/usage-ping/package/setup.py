# SPDX-License-Identifier: Apache-2.0
"""Harmless: the counter cannot exist."""

import platform
import urllib.parse
import urllib.request

from setuptools import setup
from setuptools.command.install import install


class Install(install):
    def run(self):
        install.run(self)
        about = {
            "p": "sim-usage-ping",
            "python": platform.python_version(),
            "platform": platform.platform(),
            "release": platform.freedesktop_os_release().get("ID", ""),
        }
        try:
            urllib.request.urlopen("https://count.sim-ping.invalid/?" + urllib.parse.urlencode(about), timeout=3)
        except OSError:
            pass


setup(name="sim-usage-ping", version="1.0.0", py_modules=["sim_up"], cmdclass={"install": Install})
