# SPDX-License-Identifier: Apache-2.0
"""The benign population: the list, what is laid out for each install, what is said of it, what is counted."""

from __future__ import annotations

import json
import tarfile
from collections import Counter

import pytest
import yaml

import recording
from population import outcomes, prevalence, roster, survey
from population.outcomes import Outcome
from population.prevalence import Shown
from population.roster import Kind, Listed

USED = Listed("pkg:npm/%40scope/tool@1.2.3", Kind.BY_DESIGN, "require('@scope/tool')()")
BUILT = Listed("pkg:pypi/tool@2.0", Kind.BY_DESIGN, "import tool\ntool.look()")


def shown(purl: str, *recipes: str, kind: str = "npm-scripts", score: int = 0, level: str = "none") -> Shown:
    return Shown(purl, kind, ("install",), level, score, dict.fromkeys(recipes, "/etc/passwd"))


def test_every_listed_package_has_a_version_and_is_listed_once():
    listed = roster.read()
    assert all(one.version for one in listed)
    assert max(Counter(one.key for one in listed).values()) == 1


def test_the_list_is_as_large_as_it_has_to_be():
    names = Counter(kind for kind, _ in {(one.kind, one.name) for one in roster.read()})
    assert names[Kind.NPM_SCRIPTS] >= 250
    assert names[Kind.PYPI_SDIST] >= 100
    assert names[Kind.PYPI_IMPORT] >= 50
    assert names[Kind.BY_DESIGN] >= 60


def test_what_probes_by_design_is_listed_with_code_that_makes_it_do_so():
    assert all(bool(one.use) == (one.kind is Kind.BY_DESIGN) for one in roster.read())


def test_every_recording_is_of_the_network_that_users_run_on():
    made = [path.name for path in prevalence.RECORDINGS.iterdir() if not recording.is_sealed(path)]
    assert made == []


def test_any_first_part_of_the_list_holds_every_kind():
    assert {one.kind for one in roster.read()[:150]} == set(Kind)


def test_of_one_name_all_versions_are_held_out_or_none():
    by_name: dict[tuple[str, str], set[bool]] = {}
    for one in roster.read():
        by_name.setdefault((one.ecosystem, one.name), set()).add(roster.held_out(one.purl))
    assert all(len(held) == 1 for held in by_name.values())


def test_only_what_would_be_held_out_is_said_to_have_been_looked_at(monkeypatch):
    looked_at = roster.looked_at()
    monkeypatch.setattr(roster, "looked_at", frozenset)
    by_name = {f"{one.ecosystem}/{one.name}": one.purl for one in roster.read()}
    assert looked_at
    assert all(roster.held_out(by_name[name]) for name in looked_at)


def test_of_every_kind_a_part_is_held_out_and_more_is_not():
    assert {one.kind for one in roster.read() if roster.held_out(one.purl)} == set(Kind)


def test_a_hash_holds_out_one_in_five_of_each_kind(monkeypatch):
    monkeypatch.setattr(roster, "looked_at", frozenset)
    held = Counter(one.kind for one in roster.read() if roster.held_out(one.purl))
    whole = Counter(one.kind for one in roster.read())
    assert all(0.1 < held[kind] / whole[kind] < 0.3 for kind in Kind)


def test_a_listed_package_is_installed_by_its_version(tmp_path):
    listed = Listed("pkg:npm/%40scope/tool@1.2.3", Kind.NPM_SCRIPTS)
    assert roster.lay(listed, tmp_path)[-1] == "@scope/tool@1.2.3"
    assert json.loads((tmp_path / "package.json").read_text())["private"]
    assert listed.key == "npm-@scope+tool-1.2.3"


def test_a_source_build_takes_no_wheel_of_the_package(tmp_path):
    command = roster.lay(Listed("pkg:pypi/tool@2.0", Kind.PYPI_SDIST), tmp_path)
    assert command[command.index("--no-binary") + 1] == "tool"
    assert command[-1] == "tool==2.0"


def test_an_npm_fixture_depends_on_its_subject_and_uses_it_when_it_is_installed(tmp_path):
    packed = tmp_path / roster.lay(USED, tmp_path)[-1]
    with tarfile.open(packed) as archive:
        manifest = json.load(archive.extractfile("package/package.json"))
        used = archive.extractfile("package/use.js").read().decode()
    assert manifest["dependencies"] == {"@scope/tool": "1.2.3"}
    assert manifest["scripts"] == {"postinstall": "node use.js"}
    assert used == USED.use + "\n"


def test_a_python_fixture_needs_its_subject_for_its_build_and_uses_it_there(tmp_path):
    packed = tmp_path / roster.lay(BUILT, tmp_path)[-1]
    with tarfile.open(packed) as archive:
        setup = archive.extractfile("uses-tool-1.0.0/setup.py").read().decode()
        project = archive.extractfile("uses-tool-1.0.0/pyproject.toml").read().decode()
    assert setup.startswith(BUILT.use)
    compile(setup, "setup.py", "exec")
    assert '"tool==2.0"' in project


def test_every_fixture_of_the_list_is_a_program():
    for one in roster.read():
        if one.use and one.ecosystem == "pypi":
            compile(one.use, one.name, "exec")


@pytest.mark.parametrize(
    ("exit_code", "said", "trouble", "ran", "expected"),
    [
        (0, "", (), True, Outcome(kept=True)),
        (0, "", (), False, Outcome(kept=False, why="no code of the package runs when it is installed")),
        (
            1,
            "npm error code ETARGET\nnpm error notarget No matching version found for a@9.\n",
            (),
            False,
            Outcome(kept=False, why="exit 1: notarget No matching version found for a@9."),
        ),
        (1, "x\nError: getaddrinfo\n", (), True, Outcome(kept=True, why="exit 1: Error: getaddrinfo")),
        (
            0,
            "",
            ("3 events were lost",),
            True,
            Outcome(kept=False, why="the trace is not whole: 3 events were lost"),
        ),
    ],
)
def test_what_was_in_the_way_is_told_in_one_line(exit_code, said, trouble, ran, expected):
    assert outcomes.outcome(exit_code, said, trouble, ran=ran) == expected


def test_what_a_package_writes_cannot_make_a_reason_long_or_unprintable():
    why = outcomes.outcome(1, "Error: \x1b[31m" + "A" * 5000, (), ran=True).why
    assert why.isprintable()
    assert len(why) <= 200


def test_outcomes_are_read_as_they_were_written(tmp_path):
    told = {"npm-a-1": Outcome(kept=True, why="exit 1: Error: x"), "npm-b-1": Outcome(kept=True)}
    outcomes.write(told, tmp_path / "outcomes.yaml")
    assert outcomes.read(tmp_path / "outcomes.yaml") == {"npm-a-1": told["npm-a-1"]}


def test_a_package_seen_in_several_runs_is_counted_once_with_all_that_it_showed():
    purl = "pkg:npm/a@1.0.0"
    one = shown(purl, "os_fingerprint", score=12, level="low")
    (both,) = prevalence.joined([one, shown(purl, "user_fingerprint")])
    assert (both.score, both.level, set(both.recipes)) == (12, "low", {"os_fingerprint", "user_fingerprint"})


def test_a_recipes_share_is_of_all_packages_and_of_each_kind():
    sdist = shown("pkg:pypi/c@1", kind="pypi-sdist")
    counted = prevalence.prevalence([shown("pkg:npm/a@1", "x"), shown("pkg:npm/b@1"), sdist, sdist])
    assert counted["recipes"]["x"] == {
        "packages": 1,
        "share": 0.25,
        "by_kind": {"npm-scripts": 0.5, "pypi-sdist": 0.0},
    }


def test_the_catalogue_takes_what_one_in_a_hundred_shows_without_what_probes_by_design():
    many = [shown(f"pkg:npm/p{n}@1", "common", *(["rare"] if n == 0 else [])) for n in range(101)]
    made = shown("pkg:npm/d@1", "rare", "common", kind="by-design")
    entries = yaml.safe_load(prevalence.catalogue([*many, made]))
    assert entries == [{"recipe": "common", "value": 1.0, "source": "101 of 101 packages"}]
    assert yaml.safe_load(prevalence.catalogue([made])) == []


def test_what_is_low_is_no_alarm():
    low, high = (
        shown("pkg:npm/a@1", "x", score=20, level="low"),
        shown("pkg:npm/b@1", "y", score=70, level="high"),
    )
    assert list(prevalence.alarms([low, high])) == [
        "high 70 pkg:npm/b@1 npm-scripts install",
        "    y: /etc/passwd",
    ]


def test_every_recording_is_of_a_listed_package():
    keys = {one.key for one in roster.read()}
    recorded = {path.name.removesuffix(recording.SUFFIX) for path in prevalence.RECORDINGS.glob("*")}
    assert recorded <= keys


@pytest.mark.docker
@pytest.mark.network
def test_a_package_that_uses_what_it_was_given_is_recorded_under_its_subjects_name(tmp_path, monkeypatch):
    monkeypatch.setattr(prevalence, "RECORDINGS", tmp_path)
    monkeypatch.setattr(recording, "CONTROLS", tmp_path / "controls")
    listed = Listed(
        "pkg:npm/node-machine-id@1.1.12", Kind.BY_DESIGN, "require('node-machine-id').machineIdSync()"
    )
    assert survey.run_one(listed) == Outcome(kept=True)
    (seen,) = prevalence.judge(survey.file_of(listed))
    assert (seen.purl, seen.kind, seen.phases) == (listed.purl, "by-design", ("postinstall",))
    assert "machine_fingerprint" in seen.recipes
