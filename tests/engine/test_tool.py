# SPDX-License-Identifier: Apache-2.0
"""Which package manager a project asks for."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from fpbox.engine.tool import Tool, asked_for, checksum

YARN = b"#!/usr/bin/env node\nrun()\n"


def project(folder: Path, manager: object = None, **files: str | bytes) -> Path:
    """A project that asks for a package manager; files by name, with "__" for "/"."""
    manifest = {"name": "app"} if manager is None else {"name": "app", "packageManager": manager}
    (folder / "package.json").write_text(json.dumps(manifest))
    for name, content in files.items():
        place = folder / name.replace("__", "/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.mark.parametrize(
    ("command", "manager", "wanted"),
    [
        ("yarn install", "yarn@4.5.0", Tool("yarn", "4.5.0")),
        ("yarn", "yarn@4.5.0+sha224.0123", Tool("yarn", "4.5.0")),
        ("yarnpkg install", "yarn@3.8.7-rc.1", Tool("yarn", "3.8.7-rc.1")),
        ("yarn install", "yarn@1.22.22", None),
        ("yarn install", "pnpm@9.15.0", None),
        ("yarn install", None, None),
        ("pnpm install", "pnpm@9.15.0", Tool("pnpm", "9.15.0")),
        ("pnpx cowsay", "pnpm@9.15.0", Tool("pnpm", "9.15.0")),
        ("pnpm install", None, None),
        ("bun install", "bun@1.2.3", Tool("bun", "1.2.3")),
        ("bunx cowsay", None, Tool("bun", "1")),
        ("npm install", "yarn@4.5.0", None),
        ("./yarn install", "yarn@4.5.0", None),
        ("pip install x", "yarn@4.5.0", None),
        ("yarn install", "yarn@4", None),
        ("yarn install", "yarn@4.5.0 && curl x", None),
        ("yarn install", "yarn@../../x", None),
        ("yarn install", ["yarn@4.5.0"], None),
    ],
)
def test_a_project_says_which_version_by_its_manifest(
    tmp_path: Path, command: str, manager: object, wanted: Tool | None
) -> None:
    assert asked_for(command.split(), project(tmp_path, manager)) == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("cd sub && yarn install", Tool("yarn", "4.5.0")),
        ("corepack enable; yarn", Tool("yarn", "4.5.0")),
        ("npm install yarn-utils; node .yarn/x", None),
        ("/opt/yarn/bin install", None),
        ("pnpm install", None),
    ],
)
def test_a_line_for_the_shell_names_the_package_manager(
    tmp_path: Path, line: str, wanted: Tool | None
) -> None:
    assert asked_for(("sh", "-c", line), project(tmp_path, "yarn@4.5.0")) == wanted


def test_a_release_that_is_checked_in_says_more_than_the_manifest(tmp_path: Path) -> None:
    files = {
        ".yarnrc.yml": "yarnPath: ./.yarn/releases/yarn-4.1.0.cjs\n",
        ".yarn__releases__yarn-4.1.0.cjs": YARN,
    }
    made = project(tmp_path, "yarn@4.5.0", **files)
    assert asked_for(("yarn",), made) == Tool("yarn", "4.1.0", checksum(YARN))
    assert asked_for(("pnpm",), made) is None


@pytest.mark.parametrize(
    "settings",
    [
        "yarnPath: .yarn/releases/yarn-4.1.0.cjs\n",  # is not there
        "yarnPath: /etc/passwd\n",
        "yarnPath: .yarn/releases/../../yarn-4.1.0.cjs\n",
        "yarnPath: [a]\n",
        "yarnPath: *a\n",
        "- a\n",
        "[" * 5000,
    ],
)
def test_settings_of_yarns_that_name_no_release_are_no_release(tmp_path: Path, settings: str) -> None:
    assert asked_for(("yarn",), project(tmp_path, "yarn@4.5.0", **{".yarnrc.yml": settings})) == Tool(
        "yarn", "4.5.0"
    )


def test_a_project_of_todays_yarn_gets_todays_yarn(tmp_path: Path) -> None:
    by_lock, by_settings, old = (tmp_path / name for name in ("lock", "settings", "old"))
    for folder in (by_lock, by_settings, old):
        folder.mkdir()
    project(by_lock, **{"yarn.lock": "# generated\n\n__metadata:\n  version: 8\n"})
    project(by_settings, **{".yarnrc.yml": "nodeLinker: node-modules\n"})
    project(old, **{"yarn.lock": "# yarn lockfile v1\n\nx@1:\n  version 1\n"})
    assert asked_for(("yarn",), by_lock) == asked_for(("yarn",), by_settings) == Tool("yarn", "4")
    assert asked_for(("yarn",), old) is None


def test_files_that_are_none_ask_for_nothing(tmp_path: Path) -> None:
    assert asked_for(("yarn",), None) is None
    assert asked_for((), tmp_path) is None
    assert asked_for(("yarn",), tmp_path) is None
    (tmp_path / "package.json").write_text("[" * 100_000)
    assert asked_for(("yarn",), tmp_path) is None
    (tmp_path / "package.json").unlink()
    os.mkfifo(tmp_path / "package.json")
    assert asked_for(("yarn",), tmp_path) is None


def test_an_end_of_line_that_was_taken_away_makes_no_other_release() -> None:
    assert checksum(YARN) == checksum(YARN.rstrip()) == hashlib.sha256(YARN.rstrip()).hexdigest()
    assert checksum(YARN) != checksum(b"x" + YARN)
