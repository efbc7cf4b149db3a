# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FPBOX = str(Path(sys.executable).parent / "fpbox")


def doctor(*arguments: str, **env: str) -> tuple[int, list[dict[str, str]]]:
    done = subprocess.run(
        [FPBOX, "doctor", "--format", "json", *arguments],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, **env},
    )
    return done.returncode, json.loads(done.stdout)


@pytest.mark.docker
def test_a_machine_that_can_run_it_is_told_so() -> None:
    code, checks = doctor()
    assert code == 0
    levels = {check["name"]: check["level"] for check in checks}
    assert levels["engine"] == levels["notification"] == levels["tracer"] == "ok"


def test_without_an_engine_it_says_how_to_get_one() -> None:
    code, checks = doctor(DOCKER_HOST="unix:///nonexistent.sock")
    assert code == 1
    engine = next(check for check in checks if check["name"] == "engine")
    assert engine["level"] == "fail"
    assert engine["mend"]


@pytest.mark.docker
def test_a_broker_that_is_away_is_a_warning_only() -> None:
    code, checks = doctor("--mqtt", "mqtt://127.0.0.1:1")
    broker = next(check for check in checks if check["name"] == "broker")
    assert (code, broker["level"]) == (0, "warn")
    assert "127.0.0.1:1" in broker["found"]
