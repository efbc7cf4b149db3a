# SPDX-License-Identifier: Apache-2.0
"""The host's certificates, proxies and registries hold in the box; its logins do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from fpbox.engine import host
from fpbox.engine.remember import remembered

CERT = "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n"


@pytest.fixture
def no_own_authorities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "_LOCAL_CERTIFICATES", str(tmp_path / "none"))
    monkeypatch.setattr(host, "_SYSTEM_BUNDLES", (str(tmp_path / "system.pem"),))
    (tmp_path / "system.pem").write_text(CERT.format("c3lzdGVt"))


@pytest.mark.usefixtures("no_own_authorities")
def test_a_host_with_the_distributions_authorities_changes_nothing() -> None:
    assert host.certificates({}) == host.HostSettings()


@pytest.mark.usefixtures("no_own_authorities")
def test_an_extra_authority_is_added_to_the_systems(tmp_path: Path) -> None:
    (tmp_path / "extra.pem").write_text("remark\n" + CERT.format("ZXh0cmE="))
    found = host.certificates({"NODE_EXTRA_CA_CERTS": str(tmp_path / "extra.pem")})
    assert found.files[0].data.decode() == CERT.format("c3lzdGVt") + CERT.format("ZXh0cmE=")
    assert dict(found.env)["SSL_CERT_FILE"] == found.files[0].path == host.BUNDLE


@pytest.mark.usefixtures("no_own_authorities")
def test_a_runs_own_authority_comes_after_the_systems() -> None:
    own = CERT.format("b3du").encode()
    trusting = host.trusting(host.HostSettings(env=(("A", "b"),)), own)
    assert trusting.files[0].data == CERT.format("c3lzdGVt").encode() + own
    assert dict(trusting.env)["A"] == "b"
    assert {dict(trusting.env)[name] for name in ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "PIP_CERT")} == {
        host.BUNDLE
    }
    twice = host.trusting(trusting, CERT.format("dHdv").encode())
    assert twice.files[0].data == trusting.files[0].data + CERT.format("dHdv").encode()
    assert (len(twice.files), len(twice.env)) == (1, len(trusting.env))


@pytest.mark.usefixtures("no_own_authorities")
def test_a_runs_own_authority_never_stands_in_place_of_the_images(tmp_path: Path) -> None:
    (tmp_path / "system.pem").unlink()
    trusting = host.trusting(host.HostSettings(), CERT.format("b3du").encode())
    assert trusting.files[0].path != host.BUNDLE
    assert [name for name, _ in trusting.env] == ["NODE_EXTRA_CA_CERTS"]


@pytest.mark.usefixtures("no_own_authorities")
def test_a_private_key_beside_the_certificates_stays_on_the_host(tmp_path: Path) -> None:
    key = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n"
    (tmp_path / "all.pem").write_text(key + CERT.format("YQ=="))
    found = host.certificates({"SSL_CERT_FILE": str(tmp_path / "all.pem")})
    assert found.files[0].data.decode() == CERT.format("YQ==")


@pytest.mark.usefixtures("no_own_authorities")
def test_a_bundle_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "system.pem").unlink()
    assert host.certificates({"SSL_CERT_FILE": str(tmp_path / "gone.pem")}) == host.HostSettings()


def test_proxies_hold_in_both_spellings_without_their_login() -> None:
    found = host.proxies({"HTTPS_PROXY": "http://me:secret@proxy.example:3128", "no_proxy": "a.example"})
    assert dict(found.env) == {
        "https_proxy": "http://proxy.example:3128",
        "HTTPS_PROXY": "http://proxy.example:3128",
        "no_proxy": "a.example",
        "NO_PROXY": "a.example",
    }
    assert "login in https_proxy" in found.notes[0]


def test_a_proxy_on_loopback_is_told_of() -> None:
    (note,) = host.proxies({"http_proxy": "http://127.0.0.1:8080"}).notes
    assert "nothing in the box can reach it" in note


def test_npms_registries_go_in_without_logins_and_local_ones_stay() -> None:
    found = host.npm(
        {
            "registry": "https://u:p@npm.example/r/",
            "@acme:registry": "https://acme.example/",
            "@here:registry": "file:///srv/npm",
            "loglevel": "notice",
        }
    )
    assert dict(found.env)["npm_config_registry"] == "https://npm.example/r/"
    assert dict(found.env)["npm_config_@acme:registry"] == "https://acme.example/"
    assert found.registry_hosts == {"npm.example", "acme.example"}
    assert "p@" not in repr(found)


def test_npms_block_on_scripts_is_lifted_and_the_report_says_so() -> None:
    found = host.npm({"registry": "https://npm.example/"})
    assert dict(found.env)["npm_config_dangerously_allow_all_scripts"] == "true"
    assert found.notes == (host.SCRIPTS_NOTE,)


@pytest.mark.parametrize(
    ("program", "setting", "notes"),
    [
        ("npx", "npm_config_dangerously_allow_all_scripts", (host.SCRIPTS_NOTE,)),
        ("pnpm", "npm_config_dangerously_allow_all_builds", (host.PNPM_NOTE,)),
        ("pnpm", "pnpm_config_dangerously_allow_all_builds", (host.PNPM_NOTE,)),
        ("yarn", "YARN_ENABLE_SCRIPTS", ()),
        ("bun", "npm_config_dangerously_allow_all_scripts", ()),
    ],
)
def test_of_a_block_on_scripts_only_the_programs_own_is_told(
    program: str, setting: str, notes: tuple[str, ...]
) -> None:
    found = host.npm({"registry": "https://npm.example/"}, program)
    assert dict(found.env)[setting] == "true"
    assert found.notes == notes


def test_yarn_goes_where_it_is_told_outside_the_project() -> None:
    home = {"npmRegistryServer": "https://u:secret@home.example/npm"}
    assert host.yarn({}, {}, home).env == (("YARN_NPM_REGISTRY_SERVER", "https://home.example/npm"),)
    assert host.yarn({}, {}, home).registry_hosts == {"home.example"}
    assert host.yarn({}, {"npmRegistryServer": "https://own.example"}, home) == host.HostSettings()
    told = {"YARN_NPM_REGISTRY_SERVER": "http://told.example:4873"}
    assert dict(host.yarn(told, {"npmRegistryServer": "https://own.example"}, home).env) == {
        "YARN_NPM_REGISTRY_SERVER": "http://told.example:4873",
        "YARN_UNSAFE_HTTP_WHITELIST": "told.example",
    }
    assert host.yarn({}, {}, {"npmRegistryServer": ["x"]}) == host.HostSettings()


def test_the_registry_of_yarns_file_at_home_is_found(tmp_path: Path) -> None:
    (tmp_path / ".yarnrc.yml").write_text("npmRegistryServer: https://home.example\nnpmAuthToken: secret\n")
    found = host.settings(["sh", "-c", "yarn install"], None, {"HOME": str(tmp_path)}, "npm")
    assert "home.example" in found.registry_hosts
    assert "secret" not in repr(found)
    (tmp_path / ".yarnrc.yml").write_text("[")
    assert "home.example" not in host.settings(["yarn"], None, {"HOME": str(tmp_path)}).registry_hosts


def test_pips_variables_win_over_its_file() -> None:
    environ = {"PIP_EXTRA_INDEX_URL": "https://u:p@extra.example/simple file:///opt/x"}
    found = host.pip(environ, {"index-url": "https://one.example/simple", "trusted-host": "one.example"}, [])
    assert dict(found.env) == {
        "PIP_INDEX_URL": "https://one.example/simple",
        "PIP_EXTRA_INDEX_URL": "https://extra.example/simple",
        "PIP_TRUSTED_HOST": "one.example",
        "UV_DEFAULT_INDEX": "https://one.example/simple",
    }
    assert found.registry_hosts == {"one.example", "extra.example"}


def test_without_an_index_of_its_own_pips_own_places_are_the_registry() -> None:
    found = host.pip({}, {}, ["https://index.example/simple", "https://files.example"])
    assert found.env == ()
    assert found.registry_hosts == {"index.example", "files.example"}


def test_pips_listing_is_read_with_its_lists() -> None:
    listing = "global.extra-index-url='https://a.example\\nhttps://b.example'\nglobal.cert='/c'\ndownload.index-url='x'\n"
    assert dict(host._pip_options(listing)) == {
        "extra-index-url": "https://a.example https://b.example",
        "cert": "/c",
    }


def test_pip_itself_says_where_it_goes() -> None:
    index, files = host._pip_defaults()
    assert index.startswith("https://")
    assert files.startswith("https://")


@pytest.mark.parametrize(
    ("command", "manager"),
    [
        (["npm", "i"], "npm"),
        (["/usr/bin/npx", "x"], "npm"),
        (["python3.12", "-m", "x"], "pypi"),
        (["pip3.11"], "pypi"),
        (["uv"], "pypi"),
        (["make"], ""),
        ([], ""),
    ],
)
def test_a_command_tells_its_package_manager(command: list[str], manager: str) -> None:
    assert host.manager_of(command) == manager


def test_npm_is_asked_in_the_project(tmp_path: Path) -> None:
    (tmp_path / ".npmrc").write_text("registry=https://mirror.example/npm/\n")
    (tmp_path / "package.json").write_text("{}")
    environ = {"PATH": "/usr/bin"}
    assert "mirror.example" in host.settings(["npm", "ci"], tmp_path, environ).registry_hosts


def test_a_changed_npmrc_is_noticed_though_answers_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    project = tmp_path / "app"
    project.mkdir()
    (project / "package.json").write_text("{}")
    asked = []
    ask = host._ask_npm
    monkeypatch.setattr(host, "_ask_npm", lambda directory: (asked.append(directory), ask(directory))[1])
    first = host.settings(["npm", "ci"], project, {})
    assert host.settings(["npm", "ci"], project, {}) == first
    assert len(asked) == 1
    (project / ".npmrc").write_text("registry=https://new.example/\n//new.example/:_authToken=secret\n")
    assert "new.example" in host.settings(["npm", "ci"], project, {}).registry_hosts
    assert len(asked) == 2
    assert host.settings(["npm", "ci"], project, {"npm_config_registry": "x"}) != first
    kept = "".join(file.read_text() for file in (tmp_path / "cache/fpbox/host").iterdir())
    assert "new.example" in kept
    assert "secret" not in kept


def test_an_answer_that_was_cut_or_is_empty_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    answers = iter([{}, {"a": "1"}, {"a": "2"}])
    assert remembered(["x"], lambda: (next(answers), [])) == {}
    assert remembered(["x"], lambda: (next(answers), [])) == {"a": "1"}
    (file,) = (tmp_path / "fpbox/host").iterdir()
    file.write_text(file.read_text()[:-3])
    assert remembered(["x"], lambda: (next(answers), [])) == {"a": "2"}


def test_a_registry_with_a_login_never_shows_the_login(tmp_path: Path) -> None:
    """npm before 10 gives such an address away; later ones do not, and then the report says so."""
    (tmp_path / ".npmrc").write_text("registry=https://u:secret@new.example/\n")
    (tmp_path / "package.json").write_text("{}")
    found = host.settings(["npm", "ci"], tmp_path, {})
    assert "secret" not in repr(found)
    assert found.registry_hosts == {"new.example"} or host.SILENT_NOTE in found.notes


def test_a_registry_that_npm_keeps_to_itself_is_told_of() -> None:
    found = host.npm({"fund": "false"})
    assert found.registry_hosts == frozenset()
    assert host.SILENT_NOTE in found.notes
