# SPDX-License-Identifier: Apache-2.0
"""What goes into the box, and what stays out."""

from __future__ import annotations

import io
import os
import socket
import tarfile
from pathlib import Path

import pytest
import yaml

from fpbox.engine import archive, project
from fpbox.engine.ignore import Ignore
from fpbox.errors import UsageError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "app"
    made.mkdir()
    return made


def put(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)


def names(root: Path, *, credentials: bool = False) -> set[str]:
    return {entry.path.removeprefix("/w/") for entry in project.scan(root, "/w", credentials=credentials)}


def test_installed_dependencies_and_history_stay_out(root: Path) -> None:
    put(root, "a.js", "node_modules/x/i.js", ".git/config", "sub/node_modules/y/i.js", ".venv/bin/python")
    assert names(root) == {"a.js", "sub"}


@pytest.mark.parametrize(
    "path",
    [
        ".netrc",
        ".env",
        ".env.local",
        ".ssh/config",
        "deep/down/id_rsa",
        ".aws/credentials",
        "tls.pem",
        ".pypirc",
    ],
)
def test_credentials_stay_out_unless_asked_for(root: Path, path: str) -> None:
    put(root, path, "a.js")
    assert path not in names(root)
    assert path in names(root, credentials=True)


def test_dockerignore_cannot_bring_a_credential_back(root: Path) -> None:
    put(root, ".env")
    (root / ".dockerignore").write_text("!.env\n!**/.env\n")
    assert ".env" not in names(root)


def test_examples_of_settings_go_in(root: Path) -> None:
    put(root, ".env.example", "id_ed25519.pub")
    assert names(root) == {".env.example", "id_ed25519.pub"}


def test_npmrc_goes_in_without_its_logins(root: Path) -> None:
    (root / ".npmrc").write_bytes(
        b"legacy-peer-deps=true\n//reg.example/:_authToken=npm_secret\n_auth = c2VjcmV0\n; a remark\n"
        b"registry=https://user:secret@reg.example/\nignore-scripts=false\nemail=a@b.example\n"
        b'//reg.example/:_password="c2VjcmV0"\nalways-auth=true\n'
    )
    (entry,) = project.scan(root, "/w", credentials=False)
    assert entry.data == b"legacy-peer-deps=true\n; a remark\nignore-scripts=false\n"


def cleaned(root: Path, content: str) -> bytes | None:
    (root / ".yarnrc.yml").write_text(content)
    found = project.scan(root, "/w", credentials=False)
    return found[0].data if found else None


def test_yarns_settings_go_in_without_their_logins(root: Path) -> None:
    content = """\
nodeLinker: node-modules
yarnPath: .yarn/releases/yarn-4.5.0.cjs
npmAuthToken: >-
  npm_secret
npmRegistries:
  //reg.example:
    npmAuthIdent: user:secret
    npmAlwaysAuth: true
npmScopes: {acme: {npmRegistryServer: "https://reg.example", npmAuthToken: "${SECRET}"}}
httpProxy: "http://user:secret@proxy.example:3128"
npmRegistryServer: "http://[secret"
unsafeHttpWhitelist: [a.example, "http://user:secret@b.example"]
"""
    text = cleaned(root, content)
    assert text is not None
    assert b"ecret" not in text.lower()
    assert yaml.safe_load(text) == {
        "nodeLinker": "node-modules",
        "yarnPath": ".yarn/releases/yarn-4.5.0.cjs",
        "npmRegistries": {"//reg.example": {}},
        "npmScopes": {"acme": {"npmRegistryServer": "https://reg.example"}},
        "unsafeHttpWhitelist": ["a.example"],
    }


@pytest.mark.parametrize("content", ["a: [1", "[" * 20_000, "a: b\n---\nc: d\n", "a: *nobody", "\x00"])
def test_yarns_settings_that_cannot_be_understood_stay_out(root: Path, content: str) -> None:
    assert cleaned(root, content) is None


def test_yarns_settings_of_many_references_take_no_time(root: Path) -> None:
    lines = ["a0: &a0 {npmAuthToken: secret, b: c}"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    text = cleaned(root, "\n".join(lines))
    assert text is not None
    assert b"secret" not in text


def test_yarns_settings_go_in_as_they_are_with_credentials(root: Path) -> None:
    (root / ".yarnrc.yml").write_text("npmAuthToken: npm_secret\n")
    (entry,) = project.scan(root, "/w", credentials=True)
    assert entry.data is None


def test_an_ignored_directory_is_there_when_something_in_it_is_taken_back(root: Path) -> None:
    put(root, "node_modules/keep/i.js", "node_modules/drop/i.js")
    (root / ".dockerignore").write_text("!node_modules/keep\n")
    assert names(root) == {".dockerignore", "node_modules", "node_modules/keep", "node_modules/keep/i.js"}


def test_links_stay_links_and_devices_stay_out(root: Path) -> None:
    (root / "out").symlink_to("/etc/shadow")
    (root / "loop").symlink_to(".")
    os.mkfifo(root / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(root / "sock"))
        made = unpacked(root)
    assert sorted(made) == ["w/loop", "w/out"]
    assert made["w/out"].linkname == "/etc/shadow"


def unpacked(root: Path) -> dict[str, tarfile.TarInfo]:
    raw = b"".join(archive.entries(project.scan(root, "/w", credentials=False), 1000, 1000)) + archive.end()
    with tarfile.open(fileobj=io.BytesIO(raw)) as read:
        return {member.name: member for member in read}


def test_everything_belongs_to_the_user_of_the_box_and_nothing_is_setuid(root: Path) -> None:
    put(root, "d/tool")
    (root / "d/tool").chmod(0o4755)
    made = unpacked(root)
    assert {(member.uid, member.gid) for member in made.values()} == {(1000, 1000)}
    assert made["w/d/tool"].mode == 0o755


def test_names_that_are_long_or_no_text_survive(root: Path) -> None:
    odd = b"\xff\xfe\n" + b"x" * 150
    (Path(os.fsencode(root).decode()) / os.fsdecode(odd)).write_text("x")
    (name,) = unpacked(root)
    assert os.fsencode(name) == b"w/" + odd


def test_a_file_that_shrinks_while_it_is_read_does_not_break_the_archive(root: Path) -> None:
    (root / "log").write_bytes(b"x" * 700_000)
    parts = archive.entries(project.scan(root, "/w", credentials=False), 1000, 1000)
    first = [next(parts), next(parts)]
    os.truncate(root / "log", 300_000)
    raw = b"".join([*first, *parts]) + archive.end()
    with tarfile.open(fileobj=io.BytesIO(raw)) as read:
        assert [member.size for member in read] == [700_000]


def test_a_project_that_is_too_large_says_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "MAX_FILES", 3)
    put(root, *(f"f{number}" for number in range(5)))
    with pytest.raises(UsageError, match=r"too large(?s:.*)\.dockerignore"):
        project.scan(root, "/w", credentials=False)


def test_a_project_that_is_no_directory_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a directory"):
        project.scan(tmp_path / "nowhere", "/w", credentials=False)


@pytest.mark.parametrize(
    ("rules", "path", "ignored"),
    [
        (["*.log"], "a.log", True),
        (["*.log"], "d/a.log", False),
        (["**/*.log"], "d/e/a.log", True),
        (["**/*.log"], "a.log", True),
        (["d"], "d/e/f", True),
        (["d/"], "d", True),
        (["/d"], "d", True),
        (["./d/../e"], "e", True),
        (["d/**"], "d/e", True),
        (["*", "!a"], "a", False),
        (["d", "!d/keep"], "d/keep/x", False),
        (["!a", "a"], "a", True),
        (["# a"], "# a", False),
        (["a?c"], "abc", True),
        (["a?c"], "a/c", False),
        (["[a-c]"], "b", True),
        (["[^a-c]"], "b", False),
        (["a\\*"], "a*", True),
        (["a\\*"], "ab", False),
        (["a.b"], "axb", False),
        (["", "  "], "a", False),
    ],
)
def test_rules_mean_what_docker_means(rules: list[str], path: str, ignored: bool) -> None:
    assert Ignore(rules).matches(path) is ignored


def test_a_pattern_that_is_none_names_its_line() -> None:
    with pytest.raises(UsageError, match="z-a"):
        Ignore(["[z-a]"])


def test_reading_a_file_from_an_archive_respects_its_limit() -> None:
    raw = b"".join(archive.files([archive.BoxFile("a", b"12345")])) + archive.end()
    assert archive.unpack([raw[:100], raw[100:]], 5) == b"12345"
    with pytest.raises(ValueError, match="more than"):
        archive.unpack([raw], 4)
    with pytest.raises(FileNotFoundError):
        archive.unpack([archive.directory("d", 0, 0) + archive.end()], 10)
