# SPDX-License-Identifier: Apache-2.0
"""Each npm simulation is labelled in full, names its package rightly and can reach nobody."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from fpbox.recipes import load_catalogue
from simulation import UNSEEN

SIMULATIONS = sorted(Path(__file__).with_name("simulations").joinpath("npm").iterdir())
KEYS = {"title", "imitates", "references", "tactics", "phase", "expect", "setup"}
HOST = re.compile(rb"\b(?:https?|wss?|stratum\+tcp|git\+ssh)://([^/\s:,'\"`$){}<\\]+)")
HARMLESS = re.compile(
    r"(?:.*\.)?(?:example|invalid)|localhost|127\.\d+\.\d+\.\d+|24\d\.\d+\.\d+\.\d+|\[.*\]?|.*@.*\.example|fd00"
)


@cache
def label(simulation: Path) -> dict[str, Any]:
    """What sim.yaml says."""
    content: dict[str, Any] = yaml.safe_load(simulation.joinpath("sim.yaml").read_text(encoding="utf-8"))
    return content


@pytest.fixture(params=SIMULATIONS, ids=lambda path: path.name)
def simulation(request: pytest.FixtureRequest) -> Path:
    """One simulation's folder."""
    path: Path = request.param
    return path


def test_says_what_it_imitates_and_what_must_be_found(simulation: Path) -> None:
    content = label(simulation)
    assert set(content) - {"setup", "set", "inert", "project_scripts", "machine", "disguise"} == KEYS - {
        "setup"
    }
    assert content["phase"] in {"install", "import"}
    assert content["expect"]["level"] in {"medium", "high", "critical"}
    assert content.get("set") in {None, *UNSEEN}
    assert content["references"]
    assert all(reference.startswith("https://") for reference in content["references"])


def test_expects_recipes_that_exist(simulation: Path) -> None:
    known = {recipe.id for recipe in load_catalogue().recipes}
    expected = label(simulation)["expect"]["recipes"]
    assert bool(expected) is ("set" not in label(simulation))
    assert set(expected) <= known


def test_is_packed_under_its_own_name(simulation: Path) -> None:
    manifest = json.loads(simulation.joinpath("package", "package.json").read_text(encoding="utf-8"))
    assert (manifest["name"], manifest["version"]) == (f"sim-{simulation.name}", "1.0.0")


def test_addresses_nobody(simulation: Path) -> None:
    files = [path for path in simulation.joinpath("package").rglob("*") if path.is_file()]
    hosts = {host.decode() for path in files for host in HOST.findall(path.read_bytes())}
    assert [host for host in hosts if not HARMLESS.fullmatch(host)] == []


def test_techniques_differ() -> None:
    titles = [label(path)["title"] for path in SIMULATIONS]
    assert len(set(titles)) == len(titles)
