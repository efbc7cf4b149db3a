# SPDX-License-Identifier: Apache-2.0
"""The hosts that dependencies with an address are fetched from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.attribute.asking import REQUIRES, hosts, stand_in
from fpbox.attribute.claims import Claim


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ("^1.0.0", []),
        ("npm:other@^1", []),
        ("latest", []),
        ("file:../a.tgz", []),
        ("workspace:*", []),
        ("", []),
        ("https://User@Code.Example:8443/a.tgz", ["code.example"]),
        ("http://240.0.0.7/a", ["240.0.0.7"]),
        ("git+https://code.example/a.git#v1", ["code.example"]),
        ("git+ssh://git@code.example/a.git", ["code.example"]),
        ("git@code.example:a/b.git", ["code.example"]),
        ("x@https://code.example/a.tgz", ["code.example"]),
        ("someone/a#main", ["github.com", "codeload.github.com"]),
        ("github:someone/a", ["github.com", "codeload.github.com"]),
        ("gitlab:someone/a", ["gitlab.com"]),
        ("http://[2001:DB8::7]:80/a", ["2001:db8::7"]),
        ("https://[broken/a.tgz", []),
        ("https://", []),
    ],
)
def test_hosts_of_what_is_asked_for(spec: str, found: list[str]) -> None:
    assert list(hosts(spec)) == found


@given(st.text())
def test_whatever_is_asked_for_is_read_without_an_error(spec: str) -> None:
    assert len(list(hosts(spec))) <= 2


def test_only_a_stand_in_stands_for_a_host() -> None:
    assert stand_in("code.example").stands_for(REQUIRES) == "code.example"
    assert Claim("npm", "a", "1.0.0", "install", "requires:code.example", "").stands_for(REQUIRES) == ""
    assert (
        Claim("npm", "a", "1.0.0", "install", "/app/node_modules/a", "", named=False).stands_for(REQUIRES)
        == ""
    )
