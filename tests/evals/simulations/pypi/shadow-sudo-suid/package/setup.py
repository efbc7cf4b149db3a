# SPDX-License-Identifier: Apache-2.0
"""Harmless: what is found is not kept."""

import glob
import os
import stat
import subprocess

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildPy(build_py):
    def run(self):
        build_py.run(self)
        for path in ("/etc/shadow", "/etc/gshadow", "/etc/sudoers", *glob.glob("/etc/sudoers.d/*"), "/etc/security/opasswd"):
            try:
                with open(path, "rb") as file:
                    file.read()
            except OSError:
                continue
        for folder in ("/usr/bin", "/usr/sbin", "/usr/lib"):
            for entry in os.scandir(folder):
                if entry.stat(follow_symlinks=False).st_mode & stat.S_ISUID:
                    os.access(entry.path, os.X_OK)
        for command in (["sudo", "-n", "-l"], ["getcap", "-r", "/usr/bin"], ["find", "/usr", "-perm", "-4000", "-type", "f"]):
            try:
                subprocess.run(command, capture_output=True, timeout=10, check=False)
            except OSError:
                continue


setup(name="sim-shadow-sudo-suid", version="1.0.0", py_modules=["sim_sss"], cmdclass={"build_py": BuildPy})
