# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest

from fpbox.network.index import file_hosts

PAGES = {
    ("https://i.example/simple/pip/", "text/html"): (
        b'<a href="https://files.example/a/pip-1.whl#sha256=x">pip-1</a>'
        b"<a class=x href='../../packages/pip-2.whl'>pip-2</a>"
    ),
    ("https://r.example/npm", "application/vnd.npm.install-v1+json"): (
        b'{"versions": {"1.0.0": {"dist": {"tarball": "https://t.example/npm/-/npm-1.tgz"}}}}'
    ),
}


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return []


def fetch_into(asked: list[str]):
    def fetch(page: str, accept: str) -> bytes:
        asked.append(page)
        try:
            return PAGES[page, accept]
        except KeyError:
            raise OSError(page) from None

    return fetch


def test_an_index_says_where_its_files_are_and_is_asked_once(asked: list[str]):
    for _ in range(2):
        found = file_hosts(["https://i.example/simple"], "pypi", fetch_into(asked))
        assert [host.name for host in found] == ["files.example", "i.example"]
    assert asked == ["https://i.example/simple/pip/"]


def test_a_registry_says_where_its_tarballs_are(asked: list[str]):
    assert [host.name for host in file_hosts(["https://r.example/"], "npm", fetch_into(asked))] == [
        "t.example"
    ]


def test_an_index_that_does_not_answer_names_nobody_and_is_asked_again(asked: list[str]):
    for _ in range(2):
        assert file_hosts(["https://gone.example"], "npm", fetch_into(asked)) == []
    assert len(asked) == 2


def test_without_a_package_manager_nobody_is_asked(asked: list[str]):
    assert file_hosts(["https://i.example"], "", fetch_into(asked)) == []
    assert asked == []
