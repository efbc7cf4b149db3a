# SPDX-License-Identifier: Apache-2.0
"""What package managers fetch by an address: a package of that name, all of whose code shows that it was run.

A registry's packages do not come this way. An answer that is no package would end the install, and with it
all that could be seen of the others.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
import zipfile
from collections.abc import Mapping
from urllib.parse import unquote

from fpbox_gateway.play import scripts
from fpbox_gateway.play.answer import Answer
from fpbox_gateway.play.message import Request
from fpbox_gateway.play.world import World

_LIKE_NPM = re.compile(r"(?:pnpm|yarn|bun)/", re.IGNORECASE)
_PIP = re.compile(r"(?:pip|uv|poetry|pdm)/", re.IGNORECASE)
_TARBALL = re.compile(
    r"(?P<name>.*?)(?:-(?P<version>[0-9]+\.[0-9]+\.[0-9]+))?(?:\.tgz|\.tar\.gz|)", re.DOTALL
)
_ENDINGS = (".tgz", ".tar.gz")
_SDIST = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*?)-(?P<version>[0-9][\w.!+]*)\.tar\.gz")
_WHEEL = re.compile(
    r"(?P<name>[A-Za-z0-9][\w.]*)-(?P<version>[0-9][\w.!+]*)(?:-[0-9]\w*)?-[\w.]+-[\w.]+-[\w.]+\.whl"
)
_UNSAFE = re.compile(r"[^a-z0-9._-]+")
_REGISTRYS = "/-/"
"""What paths of an npm registry have, other than those of the packages' names."""
_MAX_NAME = 100
_KIND = "application/octet-stream"


def answer(asked: Request, world: World) -> Answer | None:
    """Answer a package manager that fetches an archive; None for anybody and anything else."""
    del world
    if asked.head.method not in {"GET", "HEAD"} or _REGISTRYS in asked.path:
        return None
    file = unquote(asked.path).rpartition("/")[2]
    if asked.head.value("pacote-req-type") == "tarball" or (
        _LIKE_NPM.match(asked.user_agent) and file.endswith(_ENDINGS)
    ):
        return Answer(body=_for_npm(asked, file), kind=_KIND)
    if not _PIP.match(asked.user_agent):
        return None
    if wheel := _WHEEL.fullmatch(file):
        return Answer(body=_wheel(asked, wheel["name"], wheel["version"]), kind=_KIND)
    if sdist := _SDIST.fullmatch(file):
        return Answer(body=_sdist(asked, sdist["name"], sdist["version"]), kind=_KIND)
    return None


def _for_npm(asked: Request, file: str) -> bytes:
    """Return an npm package whose install script and whose main file are played scripts."""
    said = _TARBALL.fullmatch(file)
    name = _UNSAFE.sub("-", said["name"].lower()).strip("._-")[:_MAX_NAME] if said else ""
    manifest = {
        "name": name or "package",
        "version": (said and said["version"]) or "1.0.0",
        "main": "index.js",
        "scripts": {"install": "node index.js"},
    }
    return tarball(
        {
            "package/package.json": json.dumps(manifest).encode(),
            "package/index.js": scripts.script(asked, scripts.Language.JS),
        }
    )


def _sdist(asked: Request, name: str, version: str) -> bytes:
    """Return a source distribution whose setup.py and whose module are played scripts."""
    played = scripts.script(asked, scripts.Language.PYTHON)
    module = _module(name)
    about = f"name={name!r}, version={version!r}, py_modules=[{module!r}]"
    setup = f"from setuptools import setup\nsetup({about})\n"
    folder = f"{name}-{version}"
    return tarball(
        {
            f"{folder}/PKG-INFO": _metadata(name, version),
            f"{folder}/setup.py": played + setup.encode(),
            f"{folder}/{module}.py": played,
        }
    )


def _wheel(asked: Request, name: str, version: str) -> bytes:
    """Return a wheel whose module is a played script."""
    info = f"{name}-{version}.dist-info"
    module = f"{_module(name)}.py"
    files = {
        module: scripts.script(asked, scripts.Language.PYTHON),
        f"{info}/METADATA": _metadata(name, version),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in (*files, f"{info}/RECORD")).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return packed.getvalue()


def _module(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", "_", name)


def _metadata(name: str, version: str) -> bytes:
    return f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()


def tarball(files: Mapping[str, bytes]) -> bytes:
    """Return a packed archive, the same for the same files."""
    file = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for path, content in files.items():
            member = tarfile.TarInfo(path)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return file.getvalue()
