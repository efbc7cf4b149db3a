# SPDX-License-Identifier: Apache-2.0
"""What a control run runs: every program a dependency's build is likely to start, doing nothing.

It is made of parts, each a script of its own. A part's commands run one after another in one writable
directory, which is empty at first. One that the image does not have, or that fails, teaches nothing and does
no harm. Names end in ``.invalid``: nobody is reached, only resolvers are tried. Scripts that lie where
packages can write are left out: they would speak for all.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from fpbox.recipes.control_managers import LOOKUP, MANAGERS, Commands, scripts

PROGRAMS = "programs"

_COMMAND_LIMIT_S = 30


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the control run.

    Attributes:
        name: "programs", or the package manager's.
        commands: what it runs; what they say is thrown away.
        asks: commands that print where the manager goes by itself, an address on each line.
    """

    name: str
    commands: Commands
    asks: Commands = ()

    @property
    def script(self) -> str:
        """The shell script that runs it."""
        said = [f"{_limited(command)} 2>/dev/null" for command in self.asks]
        silent = [f"{_limited(command)} >/dev/null 2>&1" for command in self.commands]
        return "\n".join(('cd "$(mktemp -d)" || exit 1', *said, *silent, "exit 0"))


def presence_script() -> str:
    """Return a script that prints the names of the package managers which the image has."""
    names = " ".join(part.name for part in PARTS if part.name != PROGRAMS)
    return f'for name in {names}; do command -v "$name" >/dev/null 2>&1 && echo "$name"; done; exit 0'


def _limited(command: tuple[str, ...]) -> str:
    return f"timeout {_COMMAND_LIMIT_S} {shlex.join(command)} </dev/null"


_TOOLS = scripts("""
mkdir -p d; echo x > d/f; cp d/f d/g; mv d/g d/h; ls -la d; cat d/f; stat d/f; rm d/h; find d
grep x d/f; sed -n p d/f; awk 1 d/f; sort d/f; head d/f; tail d/f; cut -c1 d/f; tr a b < d/f
wc d/f; diff d/f d/f; touch d/f; pwd
tar cf t.tar d; gzip -k t.tar; tar xzf t.tar.gz; unzip -v
xz --version; bzip2 --version; cmp d/f d/f; sha256sum d/f
chmod +x d/f; ln -s f d/l; readlink d/l; realpath d; basename d; dirname d/f
install d/f d/i; rmdir n; mktemp
which sh; date; sleep 0; true; test -e d; env true; xargs true < d/f; expr 1 + 1; tee d/t < d/f
printf x; rm -rf n; perl -e 0; patch --version; file d/f
ldd --version; ldd /bin/ls; cp /bin/true x; ldd ./x; getconf -a; getconf LONG_BIT; nproc
pkg-config --version; curl --version; getent passwd 0; getent hosts x.invalid; m4 --version; flex --version
""")

_GIT = scripts(f"""
git --version; git init -q r; git -C r -c user.name=x -c user.email=x@y.invalid commit -q --allow-empty -m x
git -C r status; git -C r rev-parse HEAD; git clone -q r r2; git config --get core.bare; git -C r describe
git ls-remote https://{LOOKUP}/x
curl -sS --max-time 5 https://{LOOKUP}
wget -T 5 -t 1 -q https://{LOOKUP}
""")

_BUILD = scripts("""
printf 'int main(void){return 0;}' > a.c; gcc -c a.c; gcc a.c -o a; ./a
gcc -shared -fPIC a.c -o a.so; ar rc a.a a.o
printf 'int main(){return 0;}' > b.cc; g++ -O2 b.cc -o b; cc --version; ld --version
c++ --version; gcc -dumpmachine
printf 'all:\\n\\ttrue\\n' > Makefile; make -j2; make --version; cmake --version; ninja --version
mkdir -p c; printf 'project(x C)\\nadd_executable(a ../a.c)\\n' > c/CMakeLists.txt
cmake -S c -B c/b; cmake --build c/b
""")

_COMMON: Commands = (("sh", "-c", ":"), ("bash", "-c", ":"), *_TOOLS, *_GIT)

_PYTHON: Commands = (
    ("python3", "-c", "0"),
    ("python3", "-c", "import os, subprocess, ssl, json, sysconfig, tempfile; sysconfig.get_config_vars()"),
    ("python3", "-c", "import subprocess, sys; subprocess.run([sys.executable, '-c', '0'])"),
    ("python3", "-c", "import time, logging, multiprocessing, random; time.localtime(); time.strftime('%c')"),
    ("python3", "-c", f"import socket; socket.getaddrinfo({LOOKUP!r}, 443)"),
    ("python3", "-c", f"import urllib.request as u; u.urlopen('https://{LOOKUP}', timeout=5)"),
)

_NODE: Commands = (
    ("node", "-e", "0"),
    ("node", "-p", "process.versions.modules"),
    (
        "node",
        "-e",
        "require('os'); require('fs'); require('https'); require('child_process'); require('crypto')",
    ),
    ("node", "-e", "new Date().toString(); new Intl.DateTimeFormat().format(); 'x'.localeCompare('y')"),
    ("node", "-e", "require('os'); Array.from({length: 1e6}, () => ({})); require('zlib').gzipSync('x')"),
    ("node", "-e", "require('child_process').execFileSync(process.execPath, ['-e', '0'])"),
    ("node", "-e", "new (require('worker_threads').Worker)('0', {eval: true})"),
    ("node", "-e", f"require('os'); require('dns').lookup('{LOOKUP}', () => {{}})"),
    ("node", "-e", f"require('os'); require('https').get('https://{LOOKUP}').on('error', () => {{}})"),
    ("node", "-e", f"require('os'); fetch('https://{LOOKUP}').catch(() => {{}})"),
)

PARTS = (
    Part(PROGRAMS, (*_COMMON, *_NODE, *_PYTHON, *_BUILD)),
    *(Part(name, commands, asks) for name, (commands, asks) in MANAGERS.items()),
)
