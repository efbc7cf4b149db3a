# SPDX-License-Identifier: Apache-2.0
"""Which of a project's files tell of its packages."""

from __future__ import annotations

import json

import pytest

from fpbox.attribute import Attributor, Manifest
from fpbox.judge import INSTALLED, use_files
from fpbox.model import Process


def lock(parent: str) -> bytes:
    packages = {
        "": {"name": "app", "dependencies": {parent: "1"}},
        f"node_modules/{parent}": {"version": "1.0.0", "dependencies": {"leaf": "1"}},
        "node_modules/leaf": {"version": "1.0.0"},
    }
    return json.dumps({"lockfileVersion": 3, "packages": packages}).encode()


def via(files: dict[str, bytes]) -> tuple[str, ...]:
    attributor = Attributor()
    npm = ("/usr/bin/node", "/usr/bin/npm", "install")
    attributor.image(Process(1, 0, 2, 1, "/usr/bin/node", npm, "/home/dev/app", kind="root"))
    env = (
        ("npm_package_name", "leaf"),
        ("npm_package_version", "1.0.0"),
        ("npm_lifecycle_event", "postinstall"),
        ("npm_package_json", "/home/dev/app/node_modules/leaf/package.json"),
    )
    shell = ("sh", "-c", "node x")
    place = "/home/dev/app/node_modules/leaf"
    scope = attributor.image(Process(2, 1, 3, 2, "/bin/sh", shell, place, env))
    use_files(attributor, files, b"")
    return attributor.final(scope.package).via


@pytest.mark.parametrize(
    ("files", "parent"),
    [
        ({"package-lock.json": lock("one"), "npm-shrinkwrap.json": lock("two")}, "two"),
        ({"package-lock.json": lock("one"), INSTALLED: lock("two")}, "one"),
        ({"package-lock.json": b"", INSTALLED: lock("two")}, "two"),
    ],
)
def test_the_lockfile_that_npm_goes_by_tells_the_way_to_a_package(files, parent):
    assert via(files) == ("app", parent, "leaf")


def test_without_a_lockfile_no_way_is_told():
    assert via({}) == ()


def project(**scripts: str) -> bytes:
    return json.dumps({"name": "app", "scripts": scripts}).encode()


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        (b"", project(), True),
        (b"", project(lint="eslint ."), True),
        (project(postinstall="node a"), project(postinstall="node a", lint="x"), True),
        (b"", project(postinstall="node evil"), False),
        (project(prepare="husky"), project(prepare="husky && node evil"), False),
        (project(prepare="husky"), project(), False),
        (project(), b"", False),
        (project(), b"{", False),
        (project(), b"[]", False),
        (project(), json.dumps({"scripts": {"install": ["a"]}}).encode(), False),
        (project(install="a"), json.dumps({"scripts": 1}).encode(), False),
        (project(), b" " * (64 << 20) + b"{}", False),
    ],
)
def test_a_manifest_runs_the_same_only_where_it_is_seen_to(before: bytes, after: bytes, same: bool) -> None:
    assert Manifest("/app/package.json", before, after).runs_the_same is same
