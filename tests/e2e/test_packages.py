# SPDX-License-Identifier: Apache-2.0
"""Packages that look at the machine, installed for real: the right recipe on the right package and way."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from fpbox.report.explanation import explain

HERE = Path(__file__).resolve().parent
_SPEC = importlib.util.spec_from_file_location("packages_build", HERE / "packages" / "build.py")
assert _SPEC
assert _SPEC.loader
build = importlib.util.module_from_spec(_SPEC)
sys.modules["packages_build"] = build
_SPEC.loader.exec_module(build)

pytestmark = pytest.mark.docker


def recipes(package: dict[str, Any]) -> set[str]:
    return {finding["recipe"] for finding in package["findings"] if not finding["explained"]}


@pytest.mark.parametrize("name", build.names())
def test_the_right_recipes_fire_on_the_right_package(name: str, fpbox: Any, tmp_path: Path) -> None:
    case = build.build(tmp_path, [name])[0]
    file = f"json={fpbox.report_file}"
    done = fpbox("run", "--linger", "2", "-o", file, *case.command, cwd=case.project)
    assert fpbox.report_file.exists(), done.stderr
    report = fpbox.report
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
    for package in report["packages"]:
        told = {evidence["image"] for finding in package["findings"] for evidence in finding["evidence"]}
        assert told <= {process["image"] for process in package["processes"]}
    assert all(package.adds_up for package in explain(report))
    flagged = any(package["level"] in ("high", "critical") for package in report["packages"])
    assert done.returncode == (3 if flagged else 0)
