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
    "argument_race",
    "assistant_credentials",
    "authorized_keys_write",
    "beacon_command",
    "browser_credentials",
    "browser_tampering",
    "checked_then_acted",
    "ci_runner_secrets",
    "cloud_credentials",
    "cloud_instance_files",
    "cloud_metadata",
    "cluster_tokens",
    "collector_hosts",
    "container_check",
    "container_socket",
    "cpu_fingerprint",
    "credential_then_egress",
    "crypto_miner",
    "data_encoding",
    "debugger_check",
    "developer_credentials",
    "device_discovery",
    "dns_tunnel",
    "download_and_run",
    "egress_attempt",
    "env_dump",
    "env_files",
    "escape_attempt",
    "evasion_gate",
    "external_ip_lookup",
    "fetched_code_run",
    "file_destruction",
    "file_discovery",
    "fileless_execution",
    "filesystem_fingerprint",
    "foreign_abi",
    "foreign_command",
    "hidden_executable",
    "identity_then_egress",
    "inline_code",
    "input_capture",
    "installed_software",
    "kernel_hardening",
    "kernel_memory",
    "kernel_modules",
    "key_files",
    "loader_hijack",
    "locale_timezone",
    "long_sleep",
    "machine_fingerprint",
    "mass_discovery",
    "memory_fingerprint",
    "neighbour_discovery",
    "network_connections",
    "network_scan",
    "network_sniffing",
    "network_tool",
    "domain_membership",
    "os_fingerprint",
    "os_network_fingerprint",
    "os_status_fingerprint",
    "package_registry_tokens",
    "package_source_write",
    "password_policy",
    "piped_download",
    "privilege_discovery",
    "privilege_mark",
    "probe_then_egress",
    "process_discovery",
    "process_kill",
    "process_memory",
    "project_hook_write",
    "project_write",
    "python_startup_hook",
    "repository_push",
    "reverse_shell",
    "runtime_bootstrap",
    "runtime_tampering",
    "scheduled_task_write",
    "secret_search",
    "security_software",
    "self_deletion",
    "service_discovery",
    "service_write",
    "shadow_file",
    "shell_history",
    "shell_startup_write",
    "ssh_keys",
    "system_tampering",
    "targeted_behaviour",
    "temp_executable",
    "trace_removal",
    "tracer_evasion",
    "tunnel",
    "unique_fingerprint",
    "package_tampering",
    "user_fingerprint",
    "vm_check",
    "waited_then_acted",
    "wallet_keys",
]

# MITRE ATT&CK Enterprise, v17: the tactics each technique belongs to.
TECHNIQUES = {
    "T1003.007": {"credential-access"},
    "T1003.008": {"credential-access"},
    "T1007": {"discovery"},
    "T1016": {"discovery"},
    "T1018": {"discovery"},
    "T1033": {"discovery"},
    "T1040": {"credential-access", "discovery"},
    "T1041": {"exfiltration"},
    "T1046": {"discovery"},
    "T1048": {"exfiltration"},
    "T1048.003": {"exfiltration"},
    "T1049": {"discovery"},
    "T1053.003": {"execution", "persistence", "privilege-escalation"},
    "T1056.001": {"collection", "credential-access"},
    "T1057": {"discovery"},
    "T1059": {"execution"},
    "T1059.004": {"execution"},
    "T1069.001": {"discovery"},
    "T1070": {"defense-evasion"},
    "T1070.004": {"defense-evasion"},
    "T1071": {"command-and-control"},
    "T1082": {"discovery"},
    "T1083": {"discovery"},
    "T1090.004": {"command-and-control"},
    "T1098.004": {"persistence", "privilege-escalation"},
    "T1105": {"command-and-control"},
    "T1120": {"discovery"},
    "T1176": {"persistence"},
    "T1195.001": {"initial-access"},
    "T1201": {"discovery"},
    "T1485": {"impact"},
    "T1489": {"impact"},
    "T1491.001": {"impact"},
    "T1565.002": {"impact"},
    "T1480": {"defense-evasion"},
    "T1496.001": {"impact"},
    "T1036.004": {"defense-evasion"},
    "T1497": {"defense-evasion", "discovery"},
    "T1497.001": {"defense-evasion", "discovery"},
    "T1497.003": {"defense-evasion", "discovery"},
    "T1518": {"discovery"},
    "T1518.001": {"discovery"},
    "T1528": {"credential-access"},
    "T1543.002": {"persistence", "privilege-escalation"},
    "T1546": {"persistence", "privilege-escalation"},
    "T1546.004": {"persistence", "privilege-escalation"},
    "T1546.018": {"persistence", "privilege-escalation"},
    "T1548.001": {"defense-evasion", "privilege-escalation"},
    "T1552.001": {"credential-access"},
    "T1552.003": {"credential-access"},
    "T1552.004": {"credential-access"},
    "T1552.005": {"credential-access"},
    "T1554": {"persistence"},
    "T1555.003": {"credential-access"},
    "T1560.001": {"collection"},
    "T1562.001": {"defense-evasion"},
    "T1564.001": {"defense-evasion"},
    "T1567": {"exfiltration"},
    "T1567.001": {"exfiltration"},
    "T1571": {"command-and-control"},
    "T1572": {"command-and-control"},
    "T1574.006": {"defense-evasion", "persistence", "privilege-escalation"},
    "T1580": {"discovery"},
    "T1611": {"privilege-escalation"},
    "T1613": {"discovery"},
    "T1614": {"discovery"},
    "T1620": {"defense-evasion"},
    "T1622": {"defense-evasion", "discovery"},
    "T1652": {"discovery"},
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
    assert len(recipe.matches) >= 2
    assert len(recipe.misses) >= 2
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
        if item.name in ("prevalence.yaml", "familiar.yaml", "releases.yaml", "services.yaml"):
            continue
        data = yaml.safe_load(item.read_text("utf-8"))
        jsonschema.validate(data, schema)
        assert item.name == f"{data['id']}.yaml"


def test_prevalence_names_its_source():
    measured = [recipe for recipe in RECIPES if recipe.prevalence]
    assert all(recipe.prevalence_source for recipe in measured)
    entries = yaml.safe_load((files("fpbox.recipes") / "catalogue" / "prevalence.yaml").read_text("utf-8"))
    assert {entry["recipe"] for entry in entries} <= set(CATALOGUE.by_id)
