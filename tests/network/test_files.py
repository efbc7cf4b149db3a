# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.network.files import NAMES, of_files, wants
from fpbox.network.hosts import Why

FILES = {
    "package-lock.json": (
        """{"packages": {"node_modules/a": {"resolved": "https://l.example/a/-/a-1.tgz", "integrity": "x"},
        "node_modules/b": {"resolved":"git+ssh://git@g.example/o/r.git#abc"}},
        "homepage": "https://no.example", "funding": {"url": "https://no.example/fund"}}""",
        {"l.example", "g.example"},
    ),
    "yarn.lock": (
        """a@^1:
  version "1.0.0"
  resolved "https://l.example/a/-/a-1.tgz#abc"
"@own/b@https://m.example/b.tgz":
  resolution: "@own/b@https://m.example/b.tgz"
""",
        {"l.example", "m.example"},
    ),
    "pnpm-lock.yaml": (
        "  a@1:\n    resolution: {integrity: x, tarball: https://l.example/a.tgz}\n",
        {"l.example"},
    ),
    "uv.lock": (
        """source = { registry = "https://l.example/simple" }
sdist = { url = "https://m.example/a.tar.gz" }
""",
        {"l.example", "m.example"},
    ),
    "poetry.lock": ('[package.source]\ntype = "legacy"\nurl = "https://l.example/simple"\n', {"l.example"}),
    "requirements-dev.txt": (
        """# see https://no.example
a==1
b @ https://l.example/b.whl
-e git+https://g.example/c.git
--extra-index-url https://i.example/simple
""",
        {"l.example", "g.example", "i.example"},
    ),
    "package.json": (
        """{"homepage": "https://no.example", "dependencies": {
        "a": "https://l.example/a.tgz", "b": "git+https://g.example/b.git", "c": "1"}}""",
        {"l.example", "g.example"},
    ),
    "pyproject.toml": (
        """[project]
dependencies = ["a @ https://l.example/a.whl"]
[[tool.uv.index]]
name = "x"
url = "https://i.example/simple"
[tool.poetry.dependencies]
b = { git = "https://g.example/b.git" }
[project.urls]
Homepage = "https://no.example"
""",
        {"l.example", "i.example", "g.example"},
    ),
    ".npmrc": (
        "registry=https://i.example/npm/\n@own:registry=https://j.example\n//no.example/:_authToken=x\n",
        {"i.example", "j.example"},
    ),
    ".yarnrc": (
        'registry "https://i.example"\n"@own:registry" "https://j.example"\n',
        {"i.example", "j.example"},
    ),
    ".yarnrc.yml": (
        """npmRegistryServer: "https://i.example"
npmScopes:
  own:
    npmRegistryServer: https://j.example
""",
        {"i.example", "j.example"},
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_registries_and_places_of_packages_are_found_and_other_addresses_are_not(name: str):
    data, wanted = FILES[name]
    assert wants(name)
    assert {host.name for host in of_files({name: data.encode()})} == wanted


def test_a_lockfile_is_told_from_a_configuration():
    found = of_files({name: FILES[name][0].encode() for name in (".npmrc", "yarn.lock")})
    assert {host.name: host.why for host in found} == {
        "i.example": Why.PROJECT,
        "j.example": Why.PROJECT,
        "l.example": Why.LOCKFILE,
        "m.example": Why.LOCKFILE,
    }


def test_a_host_is_given_once_however_often_it_is_named():
    line = b'{"resolved": "https://l.example/%d.tgz"}\n'
    data = b"".join(line % number for number in range(5000))
    assert len(of_files({"package-lock.json": data})) == 1


def test_other_files_are_not_wanted():
    assert not any(map(wants, ("README.md", "index.js", "package-lock.json.bak", "requirements.txt.orig")))


@given(name=st.sampled_from(NAMES), data=st.binary(max_size=2000))
def test_any_bytes_are_searched_without_harm(name: str, data: bytes):
    for host in of_files({name.replace("*", ""): data}):
        assert host.name.isascii()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "piece", [b'"resolved": "', b"a" * 100, b"https://", b'"@', b"url = ", b" " * 50, b"\n\n"]
)
def test_a_file_made_to_be_slow_is_not(name: str, piece: bytes):
    of_files({name.replace("*", ""): piece * (400_000 // len(piece))})
