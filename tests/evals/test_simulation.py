# SPDX-License-Identifier: Apache-2.0
"""How a simulation becomes a project that installs it."""

from __future__ import annotations

import json
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

import recording
import simulation
from simulation import Simulation, lay

LABEL = {
    "title": "T",
    "tactics": ["discovery"],
    "phase": "install",
    "expect": {"level": "high", "recipes": ["egress_attempt"]},
    "setup": {"~/.ssh/id_rsa": "key", ".env": "A=1"},
}


def made(folder: Path, ecosystem: str, files: dict[str, str], **more: object) -> Simulation:
    place = folder / ecosystem / "probe-x"
    for name, content in files.items():
        (place / "package" / name).parent.mkdir(parents=True, exist_ok=True)
        (place / "package" / name).write_text(content)
    (place / "sim.yaml").write_text(yaml.safe_dump(LABEL | more))
    return simulation._read(place)


@pytest.mark.parametrize("ecosystem", ["npm", "pypi"])
def test_the_project_installs_the_package_with_all_its_files(tmp_path, ecosystem):
    inner = json.dumps({"name": "inner"})
    one = made(tmp_path / "sims", ecosystem, {"a/b.js": "x", "node_modules/inner/package.json": inner})
    assert one.packages == {"sim-probe-x", "inner"}
    command, outside = lay(one, tmp_path / "app")
    (archive,) = (tmp_path / "app" / "vendor").iterdir()
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    assert {"a/b.js", "node_modules/inner/package.json"} <= names
    assert command[:2] == ("npm" if ecosystem == "npm" else "pip", "install")
    assert [(file.path, file.mode) for file in outside] == [("~/.ssh/id_rsa", 0o600)]
    assert (tmp_path / "app" / ".env").read_text() == "A=1"


def test_a_source_distribution_is_named_as_its_metadata_is(tmp_path):
    command, _ = lay(made(tmp_path / "sims", "pypi", {"setup.py": ""}), tmp_path / "app")
    assert command[-1] == "vendor/sim_probe_x-1.0.0.tar.gz"
    with tarfile.open(tmp_path / "app" / command[-1]) as packed:
        assert packed.getnames() == ["sim-probe-x-1.0.0/setup.py", "sim-probe-x-1.0.0/PKG-INFO"]


def test_a_change_of_files_or_setup_changes_the_checksum(tmp_path):
    one = made(tmp_path, "npm", {"a.js": "x"})
    first = one.checksum()
    assert replace(one, setup={}).checksum() != first
    (one.folder / "package" / "a.js").write_text("y")
    assert one.checksum() != first


@pytest.mark.parametrize("one", simulation.simulations(), ids=lambda one: one.key)
def test_its_recording_is_of_the_files_that_are_in_the_repository(one):
    recorded, _, _ = recording.about(one.recording)["checksum"].partition("-")
    assert recorded == one.checksum(), "its files are not those that were run: python tests/evals/live.py"


@pytest.mark.parametrize("kept", simulation.UNSEEN)
def test_one_of_an_unseen_set_is_told_apart_and_may_name_no_recipes(tmp_path, kept):
    one = made(tmp_path, "npm", {"a.js": "x"}, set=kept, expect={"level": "high", "recipes": []})
    assert (one.unseen, one.recipes) == (True, ())
    assert not made(tmp_path / "other", "npm", {"a.js": "x"}).unseen


def test_a_script_that_it_gave_the_project_is_the_projects_and_no_other_is(tmp_path):
    one = made(tmp_path, "npm", {"a.js": "x"}, project_scripts=["prepare"])
    assert one.runs("sim-probe-x", "postinstall")
    assert one.runs("app", "prepare")
    assert not one.runs("app", "postinstall")
    assert not one.runs("other", "prepare")
    assert not made(tmp_path / "other", "npm", {"a.js": "x"}).runs("app", "prepare")
