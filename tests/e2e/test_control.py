# SPDX-License-Identifier: Apache-2.0
"""What the control run explains in real runs, and what it does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Fpbox
else:
    Fpbox = Any

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("nothing_left")]

PIP = ("pip", "install", "--no-index", "--no-build-isolation", "--no-deps", "./dep")
NPM_PROJECT = {"name": "app", "version": "1.0.0", "dependencies": {"is-odd": "^3", "esbuild": "^0.25.0"}}
PYTHON_PROJECT = """
[project]
name = "app"
version = "1"
requires-python = ">=3.11"
dependencies = ["requests"]
[tool.poetry]
package-mode = false
"""


def findings(report: dict[str, Any], purl: str, *, explained: bool) -> dict[str, dict[str, Any]]:
    return {
        finding["recipe"]: finding
        for package in report["packages"]
        if package["purl"].startswith(purl)
        for finding in package["findings"]
        if finding["explained"] is explained
    }


def built(fpbox: Fpbox, code: str) -> dict[str, Any]:
    """Build a Python package whose setup.py runs some code first."""
    dep = fpbox.folder / "app" / "dep"
    dep.mkdir(parents=True)
    (dep / "setup.py").write_text(f"{code}\nfrom setuptools import setup\nsetup(name='dep', version='1')\n")
    done = fpbox(
        "run",
        "--network",
        "none",
        "--fail-on",
        "none",
        "-o",
        f"json={fpbox.report_file}",
        *PIP,
        cwd=dep.parent,
    )
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = fpbox.report
    return report


def test_what_a_program_s_start_does_is_kept_as_explained_without_weight(fpbox: Fpbox) -> None:
    fpbox.run("node", "-e", "0")
    (toolchain,) = fpbox.report["packages"]
    assert toolchain["score"] == 0
    assert toolchain["bits"] == 0
    assert toolchain["findings"]
    assert all(finding["explained"] for finding in toolchain["findings"])
    assert all(term["novelty"] == 0 for term in toolchain["terms"])


def test_asking_for_the_processors_is_more_than_node_s_start(fpbox: Fpbox) -> None:
    fpbox.run("--fail-on", "none", "node", "-e", "require('os').cpus()")
    assert "cpu_fingerprint" in findings(fpbox.report, "toolchain", explained=False)


def test_what_setuptools_does_in_its_hooks_is_explained(fpbox: Fpbox) -> None:
    report = built(fpbox, "")
    assert not findings(report, "pkg:pypi/", explained=False)
    assert findings(report, "pkg:pypi/", explained=True)


def test_uv_s_question_explains_no_package_that_looks_at_the_processor(fpbox: Fpbox) -> None:
    report = built(fpbox, "open('/proc/cpuinfo').read()")
    assert "cpu_fingerprint" in findings(report, "pkg:pypi/", explained=False)


def test_a_package_that_asks_who_the_user_is_is_not_explained_by_setuptools(fpbox: Fpbox) -> None:
    code = (
        "import getpass, os\nfor name in ('LOGNAME', 'USER'): os.environ.pop(name, None)\ngetpass.getuser()"
    )
    assert "user_fingerprint" in findings(built(fpbox, code), "pkg:pypi/", explained=False)


def test_a_package_that_asks_for_the_system_oftener_than_setuptools_is_not_explained(fpbox: Fpbox) -> None:
    report = built(fpbox, "import os\nfor _ in range(20): os.uname()")
    assert "os_fingerprint" in findings(report, "pkg:pypi/", explained=False)


def test_ldd_is_explained_whatever_file_it_is_given(fpbox: Fpbox) -> None:
    fpbox.run("sh", "-c", "cp /bin/ls mine; ldd ./mine; ldd --version")
    assert not findings(fpbox.report, "toolchain", explained=False)


@pytest.mark.network
@pytest.mark.parametrize("command", ["npm install", "yarn install", "pnpm install"])
def test_an_ordinary_install_of_javascript_leaves_the_toolchain_clean(fpbox: Fpbox, command: str) -> None:
    _install(fpbox, "package.json", json.dumps(NPM_PROJECT), command)


@pytest.mark.network
@pytest.mark.parametrize(
    "command", ["pip install requests", "uv pip install requests", "uv sync", "poetry check"]
)
def test_an_ordinary_install_of_python_leaves_the_toolchain_clean(fpbox: Fpbox, command: str) -> None:
    _install(fpbox, "pyproject.toml", PYTHON_PROJECT, command)


def _install(fpbox: Fpbox, name: str, manifest: str, command: str) -> None:
    project: Path = fpbox.folder / "app"
    project.mkdir()
    (project / name).write_text(manifest)
    done = fpbox("run", "-o", f"json={fpbox.report_file}", *command.split(), cwd=project)
    assert done.returncode == 0, done.stderr
    assert not findings(fpbox.report, "toolchain", explained=False)
    assert all(one["allowed"] for one in fpbox.report["network"])
