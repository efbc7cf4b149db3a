# SPDX-License-Identifier: Apache-2.0
"""What package managers do themselves, for packages: who asks for an address or brings a command is named."""

from __future__ import annotations

import json
import tarfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Fpbox
else:
    Fpbox = Any

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("nothing_left")]
PIP = ("pip", "install", "--no-index", "./vendor/asks-1.0.tar.gz")
SETUP = "from setuptools import setup\nsetup(name='asks', version='1.0', {more})\n"
PYPROJECT = '[build-system]\nrequires = ["far @ {address}"]\nbuild-backend = "setuptools.build_meta"\n'


def packed(archive: Path, top: str, files: dict[str, str]) -> None:
    source = archive.parent.parent / "packed"
    for name, content in files.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(content)
    archive.parent.mkdir(parents=True)
    with tarfile.open(archive, "w:gz") as file:
        file.add(source, top)


def found(fpbox: Fpbox, *command: str, cwd: Path) -> dict[str, set[str]]:
    """Run a command in a sealed box, and return the findings that count, by package."""
    fpbox("run", "-o", f"json={fpbox.report_file}", *command, cwd=cwd)
    assert fpbox.report["coverage"]["complete"], fpbox.report["coverage"]
    return {
        package["purl"]: {one["recipe"] for one in package["findings"] if not one["explained"]}
        for package in fpbox.report["packages"]
    }


@pytest.mark.parametrize(
    ("manager", "path"),
    [("npm", "far-2.1.0.tgz"), ("pnpm", "far-2.1.0.tgz"), ("yarn", "far-2.1.0.tgz"), ("npm", "npm/far")],
)
def test_a_package_with_an_address_among_its_dependencies(fpbox: Fpbox, manager: str, path: str) -> None:
    app = fpbox.folder / "app"
    asks = {"name": "asks", "version": "1.0.0", "dependencies": {"far": f"http://code.example/{path}"}}
    packed(app / "vendor" / "asks.tgz", "package", {"package.json": json.dumps(asks)})
    project = {"name": "app", "version": "1.0.0", "dependencies": {"asks": "file:vendor/asks.tgz"}}
    (app / "package.json").write_text(json.dumps(project))
    packages = found(fpbox, manager, "install", cwd=app)
    version = "2.1.0" if path.endswith("tgz") else "1.0.0"
    assert "remote_dependency" in packages["pkg:npm/asks@1.0.0"]
    assert "fetched_code_run" in packages[f"pkg:npm/far@{version}"]
    assert "egress_attempt" not in packages.get("toolchain", set())


@pytest.mark.parametrize("file", ["far-2.1-py3-none-any.whl", "far-2.1.tar.gz"])
@pytest.mark.parametrize("when", ["built", "installed"])
def test_a_distribution_with_an_address_among_its_requirements(fpbox: Fpbox, when: str, file: str) -> None:
    address = f"http://code.example/{file}"
    app = fpbox.folder / "app"
    if when == "built":
        files = {"pyproject.toml": PYPROJECT.format(address=address), "setup.py": SETUP.format(more="")}
    else:
        files = {"setup.py": SETUP.format(more=f"install_requires=['far @ {address}']")}
    packed(app / "vendor" / "asks-1.0.tar.gz", "asks-1.0", files)
    isolated = () if when == "built" else ("--no-build-isolation",)
    packages = found(fpbox, *PIP, *isolated, cwd=app)
    assert "remote_dependency" in packages["pkg:pypi/asks@1.0"]
    assert "egress_attempt" not in packages.get("toolchain", set())


def test_what_the_user_asks_for_by_an_address_is_nobody_elses(fpbox: Fpbox) -> None:
    app = fpbox.folder / "app"
    app.mkdir()
    project = {
        "name": "app",
        "version": "1.0.0",
        "dependencies": {"far": "http://code.example/far-1.0.0.tgz"},
    }
    (app / "package.json").write_text(json.dumps(project))
    packages = found(fpbox, "npm", "install", "--fetch-retries=0", cwd=app)
    assert packages == {"toolchain": {"egress_attempt", "unfamiliar_host"}}
    assert fpbox.report["verdict"] == "clean"


def test_who_asks_is_not_known_without_a_lockfile(fpbox: Fpbox) -> None:
    app = fpbox.folder / "app"
    wants = {"far": "http://code.example/far.tgz"}
    asks = {"name": "asks", "version": "1.0.0", "dependencies": wants, "scripts": {"preinstall": "exit 1"}}
    packed(app / "vendor" / "asks.tgz", "package", {"package.json": json.dumps(asks)})
    project = {"name": "app", "version": "1.0.0", "dependencies": {"asks": "file:vendor/asks.tgz"}}
    (app / "package.json").write_text(json.dumps(project))
    packages = found(fpbox, "npm", "install", cwd=app)
    assert "remote_dependency" in packages["unattributed"]
    assert fpbox.report["verdict"] == "flagged"


def test_a_package_that_brings_a_command_by_a_common_name(fpbox: Fpbox) -> None:
    app = fpbox.folder / "app"
    brings = {"name": "brings", "version": "1.0.0", "bin": {"git": "cli.js", "brings": "cli.js"}}
    files = {"package.json": json.dumps(brings), "cli.js": "#!/usr/bin/env node\n"}
    packed(app / "vendor" / "brings.tgz", "package", files)
    project = {"name": "app", "version": "1.0.0", "dependencies": {"brings": "file:vendor/brings.tgz"}}
    (app / "package.json").write_text(json.dumps(project))
    packages = found(fpbox, "npm", "install", cwd=app)
    assert "loader_hijack" in packages["pkg:npm/brings@1.0.0"]
    assert not packages.get("toolchain")


@pytest.mark.parametrize(
    "how", ["entry_points={'console_scripts': ['aws = asks:main']}", "scripts=['bin/aws']"]
)
def test_a_distribution_that_brings_a_command_by_a_common_name(fpbox: Fpbox, how: str) -> None:
    app = fpbox.folder / "app"
    files = {
        "setup.py": SETUP.format(more=f"py_modules=['asks'], {how}"),
        "asks.py": "",
        "bin/aws": "#!python\n",
    }
    packed(app / "vendor" / "asks-1.0.tar.gz", "asks-1.0", files)
    packages = found(fpbox, *PIP, "--no-build-isolation", cwd=app)
    assert "loader_hijack" in packages["pkg:pypi/asks@1.0"]
    assert "loader_hijack" not in packages.get("toolchain", set())


WHEELS = ("pip", "install", "--no-index", "--find-links", "vendor", "asks")


def wheel(folder: Path, name: str, files: dict[str, str], requires: str = "") -> None:
    info = f"{name}-1.0.dist-info"
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    files = {
        **files,
        f"{info}/METADATA": f"{about}Requires-Dist: {requires}\n" if requires else about,
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    listed = "".join(f"{path},,\n" for path in (*files, f"{info}/RECORD"))
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as file:
        for path, content in (*files.items(), (f"{info}/RECORD", listed)):
            file.writestr(path, content)


@pytest.mark.parametrize(
    ("path", "tells"), [("other/core.py", True), ("single.py", True), ("tests/core.py", False)]
)
def test_a_wheel_that_has_a_file_of_another_one(fpbox: Fpbox, path: str, tells: bool) -> None:
    vendor = fpbox.folder / "app" / "vendor"
    wheel(vendor, "other", {"other/__init__.py": "", path: "there = 1\n"})
    wheel(vendor, "asks", {"asks/__init__.py": "", path: "there = 2\n"}, requires="other")
    packages = found(fpbox, *WHEELS, cwd=vendor.parent)
    assert ("package_tampering" in packages.get("pkg:pypi/asks@1.0", set())) is tells
    assert "package_tampering" not in packages.get("pkg:pypi/other@1.0", set())


@pytest.mark.parametrize("folder", ["pip", "wheel", "pkg_resources", "_distutils_hack"])
def test_a_wheel_that_has_files_for_the_folders_of_what_installs(fpbox: Fpbox, folder: str) -> None:
    vendor = fpbox.folder / "app" / "vendor"
    wheel(vendor, "asks", {"asks/__init__.py": "", f"{folder}/more.py": "there = 2\n"})
    packages = found(fpbox, *WHEELS, cwd=vendor.parent)
    assert "package_tampering" in packages["pkg:pypi/asks@1.0"]
