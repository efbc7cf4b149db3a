# SPDX-License-Identifier: Apache-2.0
"""Builds the test packages: one project per case, ready to be installed under fpbox.

    python tests/e2e/packages/build.py DIRECTORY [CASE ...]

A case is a folder `npm/NAME` or `pypi/NAME` with the sources of its packages and an `expected.json` (see
README.md). The project made from it holds the packages as archives in `vendor/`, or, where the layout is
"directory", as directories in `packages/`. No case reaches further than loopback, names under .invalid and
addresses in 240.0.0.0/4.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Case:
    """A project to install, and what must come of it.

    Attributes:
        name: "npm/beacon".
        project: the directory to run `command` in.
        expected: the content of expected.json (see README.md).
    """

    name: str
    project: Path
    command: tuple[str, ...]
    expected: dict[str, Any]


def names() -> list[str]:
    """Return the names of all cases."""
    return sorted(str(path.parent.relative_to(HERE)) for path in HERE.glob("*/*/expected.json"))


def build(target: Path, only: list[str] | None = None) -> list[Case]:
    """Make a project below `target` for each case and return them."""
    return [_case(name, target / name) for name in (only or names())]


def _case(name: str, project: Path) -> Case:
    source = HERE / name
    expected = json.loads((source / "expected.json").read_text())
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir(parents=True)
    make = _npm if name.startswith("npm/") else _pypi
    return Case(name, project, tuple(make(source, project, expected)), expected)


def _packages(source: Path) -> list[Path]:
    return sorted(path for path in source.iterdir() if path.is_dir())


def _npm(source: Path, project: Path, expected: dict[str, Any]) -> list[str]:
    places = {}
    for package in _packages(source):
        if expected["layout"] == "directory":
            shutil.copytree(package, project / "packages" / package.name)
            places[package.name] = f"file:packages/{package.name}"
        else:
            places[package.name] = f"file:vendor/{npm_archive(package, project / 'vendor').name}"
    manifest = {"name": "app", "version": "1.0.0", "private": True}
    manifest["dependencies"] = {name: places[name] for name in expected["install"]}
    (project / "package.json").write_text(json.dumps(manifest, indent=2) + "\n")
    return ["npm", "install", "--no-audit", "--no-fund"]


def _pypi(source: Path, project: Path, expected: dict[str, Any]) -> list[str]:
    for package in _packages(source):
        sdist(package, project / "vendor")
    offline = [] if expected["network"] else ["--no-index"]
    return ["pip", "install", *offline, "--find-links", "vendor", *expected["install"]]


def npm_archive(package: Path, target: Path) -> Path:
    """Pack an npm package; `bundled/` becomes its node_modules, `packed/` archives inside it."""
    manifest = json.loads((package / "package.json").read_text())
    stem = manifest["name"].removeprefix("@").replace("/", "-")
    return _archive(target / f"{stem}-{manifest['version']}.tgz", _npm_files(package, "package"))


def _npm_files(package: Path, prefix: str) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for path in sorted(package.iterdir()):
        if path.name == "bundled":
            for inner in (found.parent for found in path.glob("**/package.json")):
                if _depth(inner, path) <= 1:
                    name = str(inner.relative_to(path))
                    files.update(_npm_files(inner, f"{prefix}/node_modules/{name}"))
        elif path.name == "packed":
            for inner in _packages(path):
                made = npm_archive(inner, package.parent / ".packed")
                files[f"{prefix}/{made.name}"] = made.read_bytes()
                shutil.rmtree(made.parent)
        else:
            files[f"{prefix}/{path.name}"] = path.read_bytes()
    return files


def _depth(inner: Path, top: Path) -> int:
    """Count the package directories between `top` and `inner`; a scope is not one."""
    parts = inner.relative_to(top).parts
    return len([part for part in parts if not part.startswith("@")])


def sdist(package: Path, target: Path) -> Path:
    """Pack a source distribution, with the common build backend unless it has a setup.py."""
    fields = dict(line.split(": ", 1) for line in (package / "PKG-INFO").read_text().splitlines())
    stem = f"{fields['Name']}-{fields['Version']}"
    files = {f"{stem}/{path.name}": path.read_bytes() for path in sorted(package.iterdir()) if path.is_file()}
    if not (package / "setup.py").exists():
        files[f"{stem}/backend.py"] = (HERE / "pypi" / "backend.py").read_bytes()
    for inner in _packages(package):
        for nested in _packages(inner):
            made = sdist(nested, package.parent / ".packed")
            files[f"{stem}/{made.name}"] = made.read_bytes()
            shutil.rmtree(made.parent)
    return _archive(target / f"{stem}.tar.gz", files)


def _archive(path: Path, files: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            entry.mode = 0o644
            archive.addfile(entry, io.BytesIO(content))
    return path


def main() -> int:
    """Build the cases named on the command line, or all."""
    if len(sys.argv) < 2:
        sys.stderr.write("usage: build.py DIRECTORY [CASE ...]\n")
        return 2
    for case in build(Path(sys.argv[1]), sys.argv[2:]):
        sys.stdout.write(f"{case.project}: {' '.join(case.command)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
