# SPDX-License-Identifier: Apache-2.0
"""Each PyPI simulation is labelled in full, names its package rightly, can be built and can reach nobody."""

from __future__ import annotations

import ipaddress
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from fpbox.recipes import load_catalogue
from simulation import UNSEEN

SIMULATIONS = sorted(Path(__file__).with_name("simulations").joinpath("pypi").iterdir())
KEYS = {"title", "imitates", "references", "tactics", "phase", "expect"}
HOST = re.compile(rb"\b(?:https?|wss?|stratum\+tcp|ssh)://([^/\s:,'\"`$){}<\\]+)")
HARMLESS = re.compile(r"(?:.*[.@])?(?:example|invalid)|localhost|\[?[0-9a-f.:]+\]?")
ADDRESS = re.compile(rb"(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?![\d.])")
METADATA = {"pyproject.toml", "setup.cfg", "setup.py"}
NAME = re.compile(r"""(?m)^\s*(?:setup\()?name ?= ?["']?(sim-[a-z0-9-]+)""")
NOWHERE = [ipaddress.ip_network(net) for net in ("127.0.0.0/8", "240.0.0.0/4", "0.0.0.0/32")]


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


def files(simulation: Path) -> list[Path]:
    return [path for path in sorted(simulation.joinpath("package").rglob("*")) if path.is_file()]


def declared_name(package: Path) -> str:
    """What the package calls itself, read without running it."""
    text = "\n".join(path.read_text() for path in package.glob("*") if path.name in METADATA)
    return "".join(set(NAME.findall(text)))


def test_says_what_it_imitates_and_what_must_be_found(simulation: Path) -> None:
    content = label(simulation)
    assert set(content) - {"setup", "set", "inert", "machine", "disguise"} == KEYS
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


def test_is_built_under_its_own_name(simulation: Path) -> None:
    assert declared_name(simulation / "package") == f"sim-{simulation.name}"


def test_is_python_throughout(simulation: Path) -> None:
    for path in files(simulation):
        if path.suffix == ".py":
            compile(path.read_bytes(), str(path), "exec", dont_inherit=True)


def test_an_import_has_something_to_import(simulation: Path) -> None:
    if label(simulation)["phase"] == "import":
        module = f"sim_{simulation.name.replace('-', '_')}"
        names = {path.relative_to(simulation / "package").as_posix() for path in files(simulation)}
        assert names & {
            f"{place}{module}{end}" for place in ("", "src/") for end in (".py", ".c", "/__init__.py")
        }


def test_addresses_nobody(simulation: Path) -> None:
    content = b"\n".join(path.read_bytes() for path in files(simulation))
    hosts = {host.decode() for host in HOST.findall(content)}
    assert [host for host in hosts if not HARMLESS.fullmatch(host)] == []
    addresses = {ipaddress.ip_address(found.decode()) for found in ADDRESS.findall(content)}
    assert [address for address in addresses if not any(address in net for net in NOWHERE)] == []


def test_techniques_differ() -> None:
    titles = [label(path)["title"] for path in SIMULATIONS]
    assert len(set(titles)) == len(titles)
