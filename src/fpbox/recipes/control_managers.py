# SPDX-License-Identifier: Apache-2.0
"""What each package manager does in its part of the control run.

Nothing to install at first, then a harmless package, a file beside the project: no network is needed.
"""

from __future__ import annotations

Commands = tuple[tuple[str, ...], ...]

LOOKUP = "fpbox-control.invalid"
_NOWHERE = f"https://{LOOKUP}"


def scripts(text: str) -> Commands:
    """Return one shell command for each line."""
    return tuple(("sh", "-c", line) for line in text.strip().splitlines())


_NPM_PACKAGES = scripts("""
mkdir -p package app empty far
printf '{"name":"dep","version":"1.0.0","scripts":{"postinstall":"node -e 0"},"bin":"cli.js"}' > \
package/package.json
echo '#!/usr/bin/env node' > package/cli.js; tar czf dep-1.0.0.tgz package
printf '{"name":"empty","version":"1.0.0"}' > empty/package.json
printf '{"name":"app","version":"1.0.0","dependencies":{"dep":"file:../dep-1.0.0.tgz"}}' > app/package.json
printf '{"name":"far","version":"1.0.0","dependencies":{"dep":"^1.0.0"}}' > far/package.json
""")

_NPM = (
    ("npm", "--version"),
    ("npm", "config", "get", "prefix"),
    ("npx", "--version"),
    *_NPM_PACKAGES,
    *scripts(f"""
npm config list; npm help
npm pack -s ./package; cd app; npm install --no-audit --no-fund
cd app; npm rebuild; npm run env; npm ls; npm ci --no-audit --no-fund; npx dep
cd empty; npm install; npm audit
npm view dep --registry {_NOWHERE} --fetch-retries 0 --fetch-timeout 5000
cd far; npm install --registry {_NOWHERE} --fetch-retries 0 --fetch-timeout 5000
mkdir -p gyp; echo 'int x;' > gyp/x.c
echo '{{"targets":[{{"target_name":"x","sources":["x.c"]}}]}}' > gyp/binding.gyp
echo '{{"name":"gyp","version":"1.0.0","scripts":{{"build":"node-gyp rebuild"}}}}' > gyp/package.json
cd gyp; npm_config_nodedir=$(dirname "$(dirname "$(command -v node)")") npm run build
mkdir -p gypapp; printf '{{"name":"g","version":"1.0.0","dependencies":{{"gyp":"file:../gyp"}}}}' > \
gypapp/package.json
rm -rf gyp/build; cd gypapp; npm install --install-links --no-audit --no-fund
"""),
)

_YARN = (
    ("yarn", "--version"),
    *_NPM_PACKAGES,
    *scripts(f"""
yarn config list
cd empty; yarn install
cd app; yarn install
cd app; yarn install --frozen-lockfile; yarn run env
cd app; rm -rf node_modules; yarn install --offline
cd far; timeout 8 yarn install --network-timeout 2000 --registry {_NOWHERE}
mkdir -p berry; cp app/package.json berry; touch berry/yarn.lock
printf 'nodeLinker: node-modules\\nenableTelemetry: false\\nenableScripts: true\\n' > berry/.yarnrc.yml
cd berry; yarn install; yarn rebuild; yarn install --immutable; yarn run env
"""),
)

_PNPM = (
    ("pnpm", "--version"),
    *_NPM_PACKAGES,
    *scripts(f"""
pnpm config list
cd empty; pnpm install
cd app; npm_config_dangerously_allow_all_builds=true pnpm install
cd app; pnpm install --frozen-lockfile; pnpm rebuild; pnpm run env
cd app; rm -rf node_modules; pnpm install --offline
cd far; timeout 8 pnpm install --registry {_NOWHERE} --fetch-retries 0 --fetch-timeout 2000
"""),
)

_BUN = (
    ("bun", "--version"),
    *_NPM_PACKAGES,
    *scripts(f"""
bun -e 0; cd empty; bun install
cd app; bun install; bun install --frozen-lockfile; bun run env; bun pm ls
cd far; timeout 8 bun install --registry {_NOWHERE}
"""),
)

_PYTHON_PACKAGES = scripts("""
mkdir -p s m
echo 'from setuptools import setup; setup(name="dep", version="1", py_modules=["dep"])' > s/setup.py
echo > s/dep.py; cp -r s dep-1; tar czf dep-1.tar.gz dep-1
printf '[build-system]\\nrequires = ["setuptools"]\\nbuild-backend = "setuptools.build_meta"\\n' > \
m/pyproject.toml
printf '[project]\\nname = "mod"\\nversion = "1"\\n[tool.setuptools]\\npy-modules = ["mod"]\\n' >> \
m/pyproject.toml
echo > m/mod.py
cp -r s c1; echo '#include <Python.h>' > c1/x.c
echo 'from setuptools import *; setup(name="c1", ext_modules=[Extension("x", ["x.c"])])' > c1/setup.py
""")

_PIP = (
    ("pip", "--version"),
    ("python3", "-m", "pip", "--version"),
    ("pip", "config", "list"),
    *_PYTHON_PACKAGES,
    *scripts(f"""
pip list; pip check
pip install --no-index --no-build-isolation --target t1 ./dep-1.tar.gz
python3 -m pip install --no-index --no-build-isolation --target t2 ./dep-1.tar.gz
pip wheel --no-index --no-build-isolation -w w ./dep-1.tar.gz; pip install --no-index --target t4 w/*.whl
pip install --no-index --find-links . --target t5 ./dep-1.tar.gz
pip install --no-index --no-build-isolation ./m
pip uninstall -y mod; pip install --no-index --no-build-isolation -e ./m
pip install --no-index --no-build-isolation --target t6 ./c1
pip install --retries 0 --timeout 5 --index-url {_NOWHERE}/ --target t7 dep
pip install --retries 0 --timeout 5 --index-url {_NOWHERE}/ --target t8 ./dep-1.tar.gz
"""),
)

_UV = (
    ("uv", "--version"),
    *_PYTHON_PACKAGES,
    *scripts(f"""
uv cache dir; uv python list --offline; uv python find; uv pip list; uv pip freeze
uv venv v; uv venv --system-site-packages v2; uv init --offline --no-workspace i; cd i; uv sync \
--offline; uv run --offline true
uv pip install --offline --no-build-isolation --target t1 ./s
uv pip install --offline --no-build-isolation ./m; uv pip uninstall mod; uv pip install --offline \
--no-build-isolation ./m
uv pip install --offline --no-build-isolation --target t2 ./c1
uv pip install --offline --target t3 ./s
mkdir -p p; printf '[project]\\nname = "app"\\nversion = "1"\\ndependencies = ["mod"]\\n' > p/pyproject.toml
printf '[tool.uv]\\nno-build-isolation = true\\n[tool.uv.sources]\\nmod = {{ path = "../m" }}\\n' >> \
p/pyproject.toml
cd p; uv lock --offline; uv sync --offline; uv run --offline true; uv tree --offline; uv export --offline
UV_HTTP_RETRIES=0 UV_HTTP_TIMEOUT=5 uv pip install --index-url {_NOWHERE}/ --target t4 dep
mkdir -p f; printf '[project]\\nname = "far"\\nversion = "1"\\ndependencies = ["dep"]\\n' > f/pyproject.toml
cd f; UV_HTTP_RETRIES=0 UV_HTTP_TIMEOUT=5 uv sync --index-url {_NOWHERE}/
"""),
)

_POETRY = (
    ("poetry", "--version"),
    *_PYTHON_PACKAGES,
    *scripts(f"""
mkdir -p e p
printf '[project]\\nname = "app"\\nversion = "1"\\nrequires-python = ">=3.9"\\n' > e/pyproject.toml
printf '[tool.poetry]\\npackage-mode = false\\n[tool.poetry.dependencies]\\n' >> e/pyproject.toml
cd e; poetry install
python3 -m pip wheel --no-index --no-build-isolation -w w ./m
cp e/pyproject.toml p; echo 'mod = {{ path = "../w/mod-1-py3-none-any.whl" }}' >> p/pyproject.toml
cd p; poetry install
cd p; poetry run true; POETRY_VIRTUALENVS_IN_PROJECT=true poetry install
cp -r e f; printf '[[tool.poetry.source]]\\nname = "far"\\nurl = "{_NOWHERE}/"\\n' >> f/pyproject.toml
rm f/poetry.lock; sed -i 's/dependencies]/&\\ndep = "1"/' f/pyproject.toml
cd f; POETRY_REQUESTS_MAX_RETRIES=0 timeout 15 poetry install
"""),
)

_PIP_DEFAULTS = """
from pip._internal.models.index import PyPI
print(PyPI.simple_url, 'https://' + PyPI.file_storage_domain, sep='\\n')
"""

MANAGERS: dict[str, tuple[Commands, Commands]] = {
    "npm": (_NPM, (("npm", "config", "get", "registry"),)),
    "yarn": (
        _YARN,
        (
            ("yarn", "config", "get", "registry"),
            (
                "yarn",
                "config",
                "get",
                "\
npmRegistryServer",
            ),
        ),
    ),
    "pnpm": (_PNPM, (("pnpm", "config", "get", "registry"),)),
    "bun": (_BUN, ()),
    "pip": (_PIP, (("python3", "-I", "-c", _PIP_DEFAULTS),)),
    "uv": (_UV, ()),
    "poetry": (_POETRY, ()),
}
"""By name: what the manager is told to do, and commands that print the registries it goes to by itself."""
