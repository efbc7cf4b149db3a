# SPDX-License-Identifier: Apache-2.0
"""The test packages themselves: they can be built, installed, and say what is expected of them."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from packageurl import PackageURL

HERE = Path(__file__).parent
SPEC = importlib.util.spec_from_file_location("fpbox_test_packages", HERE / "build.py")
packages = importlib.util.module_from_spec(SPEC)
sys.modules[SPEC.name] = packages
SPEC.loader.exec_module(packages)

KEYS = {"title", "install", "layout", "needs", "network", "packages", "without_findings"}
LEVELS = {"none", "low", "medium", "high", "critical"}
OFFLINE = [
    name
    for name in packages.names()
    if not json.loads((HERE / name / "expected.json").read_text())["network"]
]


@pytest.mark.parametrize("name", packages.names())
def test_expectations_are_complete(name):
    expected = json.loads((HERE / name / "expected.json").read_text())
    assert set(expected) == KEYS
    for package in expected["packages"]:
        purl = PackageURL.from_string(package["purl"])
        assert purl.to_string() == package["purl"]
        assert purl.version
        assert not set(package["fires"]) & set(package["silent"])
        assert set(package["levels"]) <= LEVELS
        assert name.startswith("pypi/") or package["via"][0] == "app"


def test_both_ecosystems_have_a_control_package_that_must_stay_clean():
    for name in ("npm/benign", "pypi/benign"):
        (package,) = json.loads((HERE / name / "expected.json").read_text())["packages"]
        assert package["fires"] == []
        assert package["levels"] == ["none"]


def test_archives_are_the_same_each_time(tmp_path):
    def contents(where):
        packages.build(where, ["npm/bundled", "pypi/nested"])
        return {path.name: tarfile.open(path).getnames() for path in sorted(where.glob("**/*gz"))}

    first = contents(tmp_path / "a")
    assert first == contents(tmp_path / "b")
    assert (
        "package/node_modules/middle-kit/node_modules/@deep-kit/probe/package.json"
        in first["front-kit-1.0.0.tgz"]
    )


def _npm_major() -> int:
    said = subprocess.run(["npm", "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.partition(".")[0])


@pytest.mark.parametrize("name", [name for name in OFFLINE if name.startswith("npm/")])
@pytest.mark.skipif(not shutil.which("npm"), reason="needs npm")
def test_npm_installs_it_without_a_registry(name, tmp_path):
    (case,) = packages.build(tmp_path, [name])
    if any(not shutil.which(program) for program in case.expected["needs"]):
        pytest.skip("a program it needs is missing")
    if name == "npm/linked" and _npm_major() < 10:
        pytest.skip("npm before 10 does not find what a linked package bundles (ENOENT)")
    command = [*case.command, "--offline", "--ignore-scripts"]
    done = subprocess.run(command, cwd=case.project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (case.project / "node_modules" / case.expected["install"][0]).is_dir()


@pytest.mark.parametrize(
    "name", [name for name in OFFLINE if name.startswith("pypi/") and "nested" not in name]
)
def test_pip_builds_it_without_an_index(name, tmp_path):
    (case,) = packages.build(tmp_path, [name])
    if any(not shutil.which(program) for program in case.expected["needs"]):
        pytest.skip("a program it needs is missing")
    command = [sys.executable, "-m", *case.command, "--target", "out", "--no-cache-dir"]
    done = subprocess.run(command, cwd=case.project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Successfully installed" in done.stdout
