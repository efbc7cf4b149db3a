# SPDX-License-Identifier: Apache-2.0
"""Every recipe that comes with fpbox: complete, correct, and true to its own examples."""

from __future__ import annotations

import re
from importlib.resources import files

import jsonschema
import pytest
import yaml

from fpbox.model import Action
from fpbox.recipes import Matcher, load_catalogue, recipe_schema

CATALOGUE = load_catalogue()
RECIPES = CATALOGUE.recipes
EXAMPLES = [
    pytest.param(recipe, example, expected, id=f"{recipe.id}-{'match' if expected else 'miss'}-{number}")
    for recipe in RECIPES
    for expected, examples in ((True, recipe.matches), (False, recipe.misses))
    for number, example in enumerate(examples)
]
REQUIRED = [
    "os_fingerprint",
    "os_status_fingerprint",
    "cpu_fingerprint",
    "memory_fingerprint",
    "machine_fingerprint",
    "filesystem_fingerprint",
    "os_network_fingerprint",
    "user_fingerprint",
    "process_discovery",
    "container_check",
    "vm_check",
    "debugger_check",
    "installed_software",
    "locale_timezone",
    "ssh_keys",
    "cloud_credentials",
    "package_registry_tokens",
    "ci_runner_secrets",
    "cloud_metadata",
    "egress_attempt",
    "probe_then_egress",
    "credential_then_egress",
    "unique_fingerprint",
    "mass_discovery",
    "foreign_abi",
    "argument_race",
    "tracer_evasion",
    "escape_attempt",
    "shadow_file",
    "shell_history",
    "browser_credentials",
    "wallet_keys",
    "env_files",
    "shell_startup_write",
    "authorized_keys_write",
    "scheduled_task_write",
    "service_write",
    "project_hook_write",
    "process_memory",
    "temp_executable",
    "long_sleep",
]

# MITRE ATT&CK Enterprise, v17: the tactics each technique belongs to.
TECHNIQUES = {
    "T1003.007": {"credential-access"},
    "T1003.008": {"credential-access"},
    "T1016": {"discovery"},
    "T1033": {"discovery"},
    "T1041": {"exfiltration"},
    "T1046": {"discovery"},
    "T1049": {"discovery"},
    "T1053.003": {"execution", "persistence", "privilege-escalation"},
    "T1057": {"discovery"},
    "T1059": {"execution"},
    "T1059.004": {"execution"},
    "T1071": {"command-and-control"},
    "T1082": {"discovery"},
    "T1083": {"discovery"},
    "T1098.004": {"persistence", "privilege-escalation"},
    "T1105": {"command-and-control"},
    "T1496.001": {"impact"},
    "T1497": {"defense-evasion", "discovery"},
    "T1497.001": {"defense-evasion", "discovery"},
    "T1497.003": {"defense-evasion", "discovery"},
    "T1518": {"discovery"},
    "T1518.001": {"discovery"},
    "T1543.002": {"persistence", "privilege-escalation"},
    "T1546": {"persistence", "privilege-escalation"},
    "T1546.004": {"persistence", "privilege-escalation"},
    "T1546.018": {"persistence", "privilege-escalation"},
    "T1552.001": {"credential-access"},
    "T1552.003": {"credential-access"},
    "T1552.004": {"credential-access"},
    "T1552.005": {"credential-access"},
    "T1555.003": {"credential-access"},
    "T1560.001": {"collection"},
    "T1562.001": {"defense-evasion"},
    "T1574.006": {"persistence", "privilege-escalation", "defense-evasion"},
    "T1611": {"privilege-escalation"},
    "T1613": {"discovery"},
    "T1614": {"discovery"},
    "T1620": {"defense-evasion"},
    "T1622": {"defense-evasion", "discovery"},
}


@pytest.mark.parametrize("name", REQUIRED)
def test_the_catalogue_has_it(name):
    assert CATALOGUE.get(name).id == name


@pytest.mark.parametrize(("recipe", "example", "expected"), EXAMPLES)
def test_what_an_example_shows_decides_whether_its_recipe_matches(world, recipe, example, expected):
    matcher = Matcher(CATALOGUE)
    risen = [finding for line in example.sees for finding in matcher.observe(world.see(line))]
    found = {finding.recipe for finding in matcher.findings().get(world.package, ())}
    assert (recipe.id in found) is expected
    assert {finding.recipe for finding in risen} == found


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.id)
def test_a_recipe_is_a_full_page(recipe):
    assert recipe.matches
    assert recipe.misses
    texts = [recipe.description, recipe.means, recipe.matters, recipe.why_bits]
    texts += [
        getattr(recipe.steps, name) for name in ("review", "policy", "dependency", "watch", "teach", "audit")
    ]
    assert all(text.endswith((".", ":", "?")) for text in texts)
    assert len(recipe.means) > 80
    assert len(recipe.matters) > 60


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.id)
def test_its_technique_belongs_to_its_tactic(recipe):
    assert recipe.tactic in TECHNIQUES[recipe.technique]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.id)
def test_every_clause_has_a_name_of_its_own(recipe):
    assert not [clause.name for clause in recipe.clauses if re.fullmatch(r"clause\d+", clause.name)]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.id)
def test_no_clause_asks_for_every_path(recipe):
    paths = {Action.OPEN, Action.WRITE, Action.STAT, Action.READLINK, Action.LIST}
    assert all(clause.objects for clause in recipe.clauses if clause.actions & paths)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.id)
def test_purpose_is_claimed_only_where_there_is_one(recipe):
    if recipe.tactic in ("credential-access", "exfiltration", "persistence", "privilege-escalation"):
        assert recipe.intent


def test_files_bear_their_recipe_s_name_and_follow_the_schema():
    schema = recipe_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    for item in (files("fpbox.recipes") / "catalogue").iterdir():
        if item.name == "prevalence.yaml":
            continue
        data = yaml.safe_load(item.read_text("utf-8"))
        jsonschema.validate(data, schema)
        assert item.name == f"{data['id']}.yaml"


def test_prevalence_names_its_source():
    measured = [recipe for recipe in RECIPES if recipe.prevalence]
    assert all(recipe.prevalence_source for recipe in measured)
    entries = yaml.safe_load((files("fpbox.recipes") / "catalogue" / "prevalence.yaml").read_text("utf-8"))
    assert {entry["recipe"] for entry in entries} <= set(CATALOGUE.by_id)
