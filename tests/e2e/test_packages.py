# SPDX-License-Identifier: Apache-2.0
"""Packages that look at the machine, installed for real: the right recipe on the right package and way."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
_SPEC = importlib.util.spec_from_file_location("packages_build", HERE / "packages" / "build.py")
assert _SPEC
assert _SPEC.loader
build = importlib.util.module_from_spec(_SPEC)
sys.modules["packages_build"] = build
_SPEC.loader.exec_module(build)

FPBOX = str(Path(sys.executable).parent / "fpbox")

pytestmark = pytest.mark.docker


def install(case: Any, tmp_path: Path) -> tuple[int, dict[str, Any]]:
    report = tmp_path / "report.json"
    done = subprocess.run(
        [FPBOX, "run", "--linger", "2", "-o", f"json={report}", *case.command],
        cwd=case.project,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.exists(), done.stderr
    return done.returncode, json.loads(report.read_text())


def recipes(package: dict[str, Any]) -> set[str]:
    return {finding["recipe"] for finding in package["findings"] if not finding["explained"]}


@pytest.mark.parametrize("name", build.names())
def test_the_right_recipes_fire_on_the_right_package(name: str, tmp_path: Path) -> None:
    case = build.build(tmp_path, [name])[0]
    code, report = install(case, tmp_path)
    by_purl = {package["purl"]: package for package in report["packages"]}
    assert report["coverage"]["complete"], report["coverage"]
    assert report["coverage"]["lost"] == 0
    assert report["run"]["exit_code"] == 0
    assert recipes(by_purl.get("unattributed", {"findings": []})) == set()
    for expected in case.expected["packages"]:
        package = by_purl[expected["purl"]]
        assert package["via"] == expected["via"]
        assert set(expected["phases"]) <= set(package["phases"])
        assert set(expected["fires"]) <= recipes(package)
        assert not set(expected["silent"]) & recipes(package)
        assert package["level"] in expected["levels"]
    for start in case.expected["without_findings"]:
        for purl, package in by_purl.items():
            assert not (purl.startswith(start) and recipes(package)), purl
    flagged = any(package["level"] in ("high", "critical") for package in report["packages"])
    assert code == (3 if flagged else 0)
