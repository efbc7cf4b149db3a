# SPDX-License-Identifier: Apache-2.0
"""What a control run runs: every program a dependency's build is likely to start, doing nothing.

The commands run one after another in one writable directory, which is empty at first. One that the image
does not have, or that fails, teaches nothing and does no harm. Names end in ``.invalid``: nobody is reached,
only resolvers are tried. Scripts that lie where packages can write are left out: they would speak for all.
"""

from __future__ import annotations

Commands = tuple[tuple[str, ...], ...]

_LOOKUP = "fpbox-control.invalid"


def _scripts(text: str) -> Commands:
    """Return one shell command for each line."""
    return tuple(("sh", "-c", line) for line in text.strip().splitlines())


_TOOLS = _scripts("""
mkdir -p d; echo x > d/f; cp d/f d/g; mv d/g d/h; ls -la d; cat d/f; stat d/f; rm d/h; find d
grep x d/f; sed -n p d/f; awk 1 d/f; sort d/f; head d/f; tail d/f; cut -c1 d/f; tr a b < d/f
wc d/f; diff d/f d/f; touch d/f; pwd
tar cf t.tar d; gzip -k t.tar; tar xzf t.tar.gz; unzip -v
xz --version; bzip2 --version; cmp d/f d/f; sha256sum d/f
chmod +x d/f; ln -s f d/l; readlink d/l; realpath d; basename d; dirname d/f
install d/f d/i; rmdir n; mktemp
which sh; date; sleep 0; true; test -e d; env true; xargs true < d/f; expr 1 + 1; tee d/t < d/f
printf x; rm -rf n; perl -e 0; patch --version; file d/f
pkg-config --version; curl --version; getent passwd 0; getent hosts x.invalid; m4 --version; flex --version
""")

_GIT = _scripts(f"""
git --version; git init -q r; git -C r -c user.name=x -c user.email=x@y.invalid commit -q --allow-empty -m x
git -C r status; git -C r rev-parse HEAD; git clone -q r r2; git config --get core.bare; git -C r describe
git ls-remote https://{_LOOKUP}/x
curl -sS --max-time 5 https://{_LOOKUP}
wget -T 5 -t 1 -q https://{_LOOKUP}
""")

_BUILD = _scripts("""
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
    ("python3", "-c", f"import socket; socket.getaddrinfo({_LOOKUP!r}, 443)"),
    ("python3", "-c", f"import urllib.request as u; u.urlopen('https://{_LOOKUP}', timeout=5)"),
)

_NODE: Commands = (
    ("node", "-e", "0"),
    (
        "node",
        "-e",
        "require('os'); require('fs'); require('https'); require('child_process'); require('crypto')",
    ),
    ("node", "-e", "new Date().toString(); new Intl.DateTimeFormat().format(); 'x'.localeCompare('y')"),
    ("node", "-e", "require('os'); Array.from({length: 1e6}, () => ({})); require('zlib').gzipSync('x')"),
    ("node", "-e", "require('child_process').execFileSync(process.execPath, ['-e', '0'])"),
    ("node", "-e", "new (require('worker_threads').Worker)('0', {eval: true})"),
    ("node", "-e", f"require('os'); require('dns').lookup('{_LOOKUP}', () => {{}})"),
    ("node", "-e", f"require('os'); require('https').get('https://{_LOOKUP}').on('error', () => {{}})"),
    ("node", "-e", f"require('os'); fetch('https://{_LOOKUP}').catch(() => {{}})"),
    ("npm", "--version"),
    ("npm", "config", "get", "prefix"),
    ("npx", "--version"),
    *_scripts("""
mkdir -p dep app
printf '{"name":"dep","version":"1.0.0","scripts":{"postinstall":"node -e 0"}}' > dep/package.json
printf '{"name":"app","version":"1.0.0","dependencies":{"dep":"../dep-1.0.0.tgz"}}' > app/package.json
npm pack -s ./dep; cd app; npm install --no-audit --no-fund
cd app; npm rebuild; npm run env; npm ls; npm ci --no-audit --no-fund
"""),
    *_scripts(f"""
npm view dep --registry https://{_LOOKUP} --fetch-retries 0 --fetch-timeout 5000
mkdir -p gyp; echo 'int x;' > gyp/x.c
echo '{{"targets":[{{"target_name":"x","sources":["x.c"]}}]}}' > gyp/binding.gyp
echo '{{"name":"gyp","version":"1.0.0","scripts":{{"build":"node-gyp rebuild"}}}}' > gyp/package.json
cd gyp; npm_config_nodedir=$(dirname "$(dirname "$(command -v node)")") npm run build
"""),
)

_PIP: Commands = (
    ("pip", "--version"),
    ("python3", "-m", "pip", "--version"),
    ("pip", "config", "list"),
    *_scripts(f"""
mkdir -p s
echo 'from setuptools import setup; setup(name="dep", version="1", py_modules=["dep"])' > s/setup.py
echo > s/dep.py; cp -r s dep-1; tar czf dep-1.tar.gz dep-1
pip install --no-index --no-build-isolation --target t1 ./dep-1.tar.gz
python3 -m pip install --no-index --no-build-isolation --target t2 ./dep-1.tar.gz
pip wheel --no-index --no-build-isolation -w w ./dep-1.tar.gz; pip install --no-index --target t4 w/*.whl
pip install --no-index --find-links . --target t5 ./dep-1.tar.gz
cp -r s c1; echo '#include <Python.h>' > c1/x.c
echo 'from setuptools import *; setup(name="c1", ext_modules=[Extension("x", ["x.c"])])' > c1/setup.py
pip install --no-index --no-build-isolation --target t6 ./c1
pip install --retries 0 --timeout 5 --index-url https://{_LOOKUP}/ --target t7 dep
pip install --retries 0 --timeout 5 --index-url https://{_LOOKUP}/ --target t8 ./dep-1.tar.gz
"""),
)

CONTROL_COMMANDS: dict[str, Commands] = {
    "npm": (*_COMMON, *_NODE, *_PYTHON, *_BUILD),
    "pypi": (*_COMMON, *_PYTHON, *_PIP, *_BUILD),
}
