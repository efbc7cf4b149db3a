# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FPBOX = str(Path(sys.executable).parent / "fpbox")
REPORT = {
    "schema": "fpbox.report/1",
    "run": {},
    "packages": [
        {
            "purl": "pkg:npm/a@1.0.0",
            "score": 40,
            "level": "medium",
            "bits": 0,
            "via": ["app", "a"],
            "phases": ["postinstall"],
            "terms": [{"recipe": "ssh_keys", "weight": 0.4, "novelty": 1, "confidence": 1}],
            "findings": [],
        }
    ],
}


@pytest.fixture
def state(tmp_path: Path) -> Path:
    for name in ("20260101T000000Z-aaaaaa", "20260102T000000Z-bbbbbb"):
        folder = tmp_path / "fpbox" / "runs" / name
        folder.mkdir(parents=True)
        (folder / "report.json").write_text(json.dumps(REPORT), encoding="utf-8")
    (tmp_path / "fpbox" / "runs" / "20260103T000000Z-cccccc").mkdir()
    return tmp_path


def explain(state: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [FPBOX, "explain", *arguments],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "XDG_STATE_HOME": str(state)},
    )


@pytest.mark.parametrize("run", ["20260101", "20260102T000000Z-bbbbbb", "last"])
def test_a_run_is_called_by_its_id_or_how_that_begins(state: Path, run: str) -> None:
    done = explain(state, run)
    assert done.returncode == 0, done.stderr
    assert "MEDIUM 40  pkg:npm/a@1.0.0" in done.stdout
    assert "100 x (1 - 0.600) = 40.0" in done.stdout


def test_json_holds_the_same(state: Path) -> None:
    found = json.loads(explain(state, "last", "a", "--json").stdout)
    assert found["schema"] == "fpbox.explanation/1"
    assert found["packages"][0]["steps"][0]["points"] == pytest.approx(40)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("2026",), "2 runs begin with 2026"),
        (("1999",), "20260102T000000Z-bbbbbb"),
        (("20260103",), "no finished run"),
        (("./nowhere.json",), "cannot be read"),
        (("last", "b"), "pkg:npm/a@1.0.0"),
    ],
)
def test_what_cannot_be_explained_says_what_can(state: Path, arguments: tuple[str, ...], told: str) -> None:
    done = explain(state, *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_report_elsewhere_is_read_from_there(state: Path, tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_text(json.dumps(REPORT), encoding="utf-8")
    assert "ssh_keys" in explain(state, str(file)).stdout
