"""The invented machine as a whole: it repeats, it is like no other, and nothing about it gives it away."""

from __future__ import annotations

import base64
import configparser
import getpass
import json
import netrc
import platform
import re
import sqlite3
import struct
import zlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from fpbox.boxfile import BoxFile
from fpbox.machine import BUILT_IN, GIVEAWAYS, Machine
from fpbox.personas import persona_for

NOW = 1_790_000_000
SHARED = {"domain", "full_name", "email", "host_name", "user_name"}
"""Kinds drawn from words, which two machines in many may have in common."""
ENCODED = {"ssh_private_key", "solana_private_key", "docker_password"}
personas = pytest.mark.parametrize("persona", BUILT_IN)


def made(seed: str = "a", persona: str = "developer", project: str = "webapp") -> Machine:
    return Machine.make(seed, BUILT_IN[persona], NOW, project)


def file(machine: Machine, path: str) -> BoxFile:
    return next(one for one in machine.files() if one.path == path)


def contents(machine: Machine) -> dict[str, bytes]:
    found = {one.path: one.data for one in machine.files()}
    return (
        found
        | {f"${name}": value.encode() for name, value in machine.env}
        | {
            ".env": machine.project_env,
            ".git/config": machine.project_clone,
        }
    )


@personas
def test_the_seed_repeats_a_machine(persona: str) -> None:
    assert made("s", persona) == made("s", persona)


def test_services_that_are_played_can_know_its_values_and_its_time_zone() -> None:
    machine = Machine.make("a", persona_for("developer+zone=Asia/Tokyo"), NOW)
    assert machine.known_outside["time_zone"] == "Asia/Tokyo"
    (host,) = (one.value.decode() for one in machine.values if one.kind == "host_name")
    assert machine.known_outside["host_name"] == host
    assert machine.known_outside.items() >= machine.metadata.items()


@given(st.text(max_size=12), st.text(max_size=12))
@settings(max_examples=40, deadline=None)
def test_two_seeds_share_no_value(one: str, other: str) -> None:
    values = [{p.value for p in made(seed).values if p.kind not in SHARED} for seed in (one, f"{other}+")]
    assert not values[0] & values[1] or one == f"{other}+"


def test_people_and_hosts_hardly_ever_meet_again() -> None:
    machines = [made(str(number)) for number in range(150)]
    assert len({machine.user for machine in machines}) > 140
    assert len({machine.host_name for machine in machines}) == 150
    assert len({machine.mac for machine in machines}) == 150


@given(st.text(max_size=12), st.sampled_from(sorted(BUILT_IN)))
@settings(max_examples=60, deadline=None)
def test_no_word_gives_it_away(seed: str, persona: str) -> None:
    machine = made(seed, persona)
    pattern = re.compile("|".join(GIVEAWAYS).encode(), re.IGNORECASE)
    assert [path for path, data in contents(machine).items() if pattern.search(data)] == []
    assert [file.path for file in machine.files() if pattern.search(file.path.encode())] == []
    assert [one for one in machine.values if pattern.search(one.value)] == []


def test_a_project_may_be_called_as_it_likes() -> None:
    assert made("a", "ci", "my-test-sandbox").workdir.endswith("/my-test-sandbox/my-test-sandbox")
    for persona in BUILT_IN:
        assert made("\udcfe", persona, "a \udcff{x}").persona == persona


@personas
def test_every_value_stands_where_it_is_said_to(persona: str) -> None:
    machine = made("s", persona)
    found = contents(machine)
    for one in machine.values:
        place = f"${one.where[9:]}" if one.where.startswith("variable ") else one.where
        if place not in found or one.kind in ENCODED:
            continue
        data = found[place]
        shown = {one.value, one.value.lower(), one.value.replace(b'"', b'\\"')}
        assert any(value in data for value in shown), one


@personas
def test_values_are_long_enough_to_be_searched_for(persona: str) -> None:
    assert all(len(one.value) >= 7 for one in made("s", persona).values)


def test_a_name_that_many_machines_have_proves_nothing() -> None:
    assert not [one for one in made(persona="ci").values if one.kind == "user_name"]
    assert [one.value.decode() for one in made().values if one.kind == "user_name"] == [made().user]


@personas
def test_files_are_older_than_the_run_and_keys_are_private(persona: str) -> None:
    machine = made("s", persona)
    assert all(one.mtime_s is not None and one.mtime_s < NOW for one in machine.files())
    secret = (".ssh/id_ed25519", ".npmrc", ".aws/credentials", ".git-credentials", ".docker/config.json")
    for one in machine.files():
        if one.path.endswith(secret):
            assert one.mode == 0o600, one.path


@personas
def test_files_lie_in_the_home_directory_or_are_the_systems_known_ones(persona: str) -> None:
    system = {one.path for one in made(persona=persona).files() if not one.path.startswith("~/")}
    assert system == {
        "/etc/machine-id", "/var/lib/dbus/machine-id", "/etc/timezone", "/etc/localtime",
        "/etc/default/locale",
    }  # fmt: skip


@personas
def test_nothing_at_the_top_of_the_home_directory_decides_what_is_installed(persona: str) -> None:
    """Package managers and builds look for these in every directory above the project."""
    steering = {"package.json", "node_modules", "pnpm-workspace.yaml", ".yarnrc", ".yarnrc.yml", ".git",
                ".env", "pyproject.toml", "setup.cfg", "pip.conf",
                ".pydistutils.cfg", ".curlrc"}  # fmt: skip
    tops = {one.path.split("/")[1] for one in made(persona=persona).files() if one.path.startswith("~/")}
    assert not tops & steering


def test_the_logins_of_netrc_are_for_a_host_of_the_company_and_no_other(tmp_path: Path) -> None:
    machine = made()
    (tmp_path / "netrc").write_bytes(file(machine, "~/.netrc").data)
    ((host, (login, _, password)),) = netrc.netrc(tmp_path / "netrc").hosts.items()
    assert host.endswith(f".{machine.who.domain}")
    assert login == machine.who.user
    assert password in {one.value.decode() for one in machine.values if one.kind == "netrc_password"}


def test_npm_gets_a_token_for_one_scope_and_no_other_registry() -> None:
    machine = made()
    lines = file(machine, "~/.npmrc").data.decode().splitlines()
    assert lines[0] == f"@{machine.who.slug}:registry=https://npm.{machine.who.domain}/"
    assert lines[1].startswith(f"//npm.{machine.who.domain}/:_authToken=npm_")
    assert len(lines) == 2


def test_the_files_can_be_read_by_what_they_are_for() -> None:
    machine = made()
    aws = configparser.ConfigParser()
    aws.read_string(file(machine, "~/.aws/credentials").data.decode())
    assert aws["default"]["aws_access_key_id"].startswith("AKIA")
    pypi = configparser.ConfigParser(interpolation=None)
    pypi.read_string(file(machine, "~/.pypirc").data.decode())
    assert pypi["distutils"]["index-servers"].strip() == machine.who.slug
    for one in machine.files():
        if one.path.endswith(".json") or one.path.endswith("default_wallet"):
            json.loads(one.data)


def test_the_container_registrys_password_is_in_its_login() -> None:
    machine = made()
    auths = json.loads(file(machine, "~/.docker/config.json").data)["auths"]
    login = base64.b64decode(auths[f"registry.{machine.who.domain}"]["auth"])
    secret = next(one.value for one in machine.values if one.kind == "docker_password")
    assert login == machine.user.encode() + b":" + secret


def test_the_browsers_passwords_are_sqlite_files(tmp_path: Path) -> None:
    place = tmp_path / "db"
    place.write_bytes(file(made(), "~/.config/google-chrome/Default/Login Data").data)
    database = sqlite3.connect(place)
    rows = database.execute("SELECT username_value, password_value FROM logins").fetchall()
    database.close()
    assert len(rows) == 4
    assert all(name == made().who.email and value[:3] == b"v11" for name, value in rows)


def test_the_wallets_key_pair_is_one() -> None:
    raw = bytes(json.loads(file(made(), "~/.config/solana/id.json").data))
    assert Ed25519PrivateKey.from_private_bytes(raw[:32]).public_key().public_bytes_raw() == raw[32:]


def test_the_picture_is_a_picture() -> None:
    data = next(one.data for one in made().files() if one.path.endswith(".png"))
    position, kinds = 8, []
    while position < len(data):
        size, kind = struct.unpack_from(">I4s", data, position)
        body = data[position + 8 : position + 8 + size]
        assert zlib.crc32(kind + body) == int.from_bytes(data[position + 8 + size : position + 12 + size])
        kinds.append(kind)
        position += 12 + size
    assert kinds == [b"IHDR", b"IDAT", b"IEND"]


def test_a_ci_job_looks_like_one() -> None:
    env = dict(made(persona="ci").env)
    assert env["GITHUB_ACTIONS"] == env["CI"] == "true"
    assert env["GITHUB_REPOSITORY"].endswith("/webapp")
    assert env["GITHUB_WORKSPACE"] == made(persona="ci").workdir
    assert env["GITHUB_WORKSPACE"].split("/") == ["~", "work", "webapp", "webapp"]
    assert re.fullmatch(r"ghs_\w{36}", env["GITHUB_TOKEN"])


def test_only_a_project_gets_settings_of_its_own() -> None:
    assert b"STRIPE_SECRET_KEY=sk_live_" in made().project_env
    assert made(project="").project_env == b""
    assert made(persona="ci").project_env == b""


@pytest.mark.parametrize("persona", ["developer", "ci"])
def test_a_login_stands_in_the_projects_own_clone(persona: str) -> None:
    machine = made(persona=persona)
    ours = machine.project_clone
    assert b"/platform/webapp.git" in ours
    assert [one.kind for one in machine.values if one.value in ours and one.kind != "domain"]
    assert not made(persona=persona, project="").project_clone
    assert not made(persona="server").project_clone


def test_the_project_gets_only_what_it_is_asked_for() -> None:
    machine = made()
    assert not list(machine.project_files("~/webapp", NOW, env=False, clone=False))
    laid = {one.path: one.data for one in machine.project_files("~/webapp", NOW, env=True, clone=True)}
    assert set(laid) == {"~/webapp/.env", "~/webapp/.git/HEAD", "~/webapp/.git/config"}
    assert laid["~/webapp/.git/config"] == machine.project_clone


def test_the_metadata_services_values_are_searched_for() -> None:
    machine = made()
    values = {one.value.decode("latin-1") for one in machine.values}
    for name, value in machine.metadata.items():
        assert value in values or name in {"aws_account", "login"}
    assert machine.metadata["aws_role_access_key_id"].startswith("ASIA")


@personas
def test_host_name_and_card_can_be_given_to_a_container(persona: str) -> None:
    for number in range(40):
        machine = made(str(number), persona)
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,61}[a-z0-9]", machine.host_name)
        assert re.fullmatch(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}", machine.mac)
        assert not int(machine.mac[:2], 16) & 1, "the address of a group"
        assert re.fullmatch(r"[a-z][a-z0-9-]{2,31}", machine.user)


def test_nothing_of_this_machine_is_in_it() -> None:
    own = {platform.node().encode(), getpass.getuser().encode()} - {b"root", b"runner", b"app", b"dev"}
    identifier = Path("/etc/machine-id")
    own |= {identifier.read_bytes().strip()} if identifier.exists() else set()
    for data in contents(made()).values():
        assert not [value for value in own if len(value) > 4 and value in data]
