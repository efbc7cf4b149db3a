# SPDX-License-Identifier: Apache-2.0
"""Questions for files, and what could be hidden in one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fpbox.sealed.questions import is_plain_question
from fpbox.sealed.records import Request

PLAIN = Request(
    t_ns=1,
    flow=1,
    protocol="http",
    host="tools.example",
    method="GET",
    target="/website-content/downloads/3.4.7/tool-3.4.7-linux64.tar.gz",
    headers=(
        ("Host", "tools.example"),
        ("User-Agent", "got (https://github.com/sindresorhus/got)"),
        ("Accept", "application/json, text/plain, */*"),
        ("Accept-Encoding", "gzip, deflate, br;q=0.9"),
        ("Connection", "keep-alive"),
    ),
    body=b"",
    size=0,
    cut=False,
    status=200,
)
SECRET = "npm_4FqZ9xV2tKbL7mWcY1dRhG6sJ8uPaE3nT5oQ"  # noqa: S105 - made up for this test


def test_a_question_for_a_release_is_plain():
    assert is_plain_question(PLAIN)


@pytest.mark.parametrize("target", ["/v1.3.2/linux-amd64/theme", "/linux/tool", "/dl/tool_darwin_arm64"])
def test_a_question_for_a_program_for_some_system_is_plain(target):
    assert is_plain_question(replace(PLAIN, target=target))


def test_a_client_may_have_a_name_of_words_run_together():
    assert is_plain_question(replace(PLAIN, headers=(("User-Agent", "ToolMakerApp/1.0"),)))
    assert not is_plain_question(replace(PLAIN, headers=(("User-Agent", "ToYgMkRzApp/1.0"),)))


@pytest.mark.parametrize(
    "change",
    [
        {"method": "POST"},
        {"size": 1},
        {"target": "/tool.tar.gz?id=1"},
        {"target": "/download"},
        {"target": "/download/linuxes"},
        {"target": "/linux-amd64/tool?user=root"},
        {"target": f"/linux-amd64/{SECRET}"},
        {"target": f"/{SECRET}.tar.gz"},
        {"target": f"/{SECRET.encode().hex()}.tar.gz"},
        {"target": "/" + "a/" * 100 + "tool.tar.gz"},
        {"host": f"{SECRET.lower()}.tools.example"},
        {"headers": (*PLAIN.headers, ("X-Trace", "a"))},
        {"headers": (*PLAIN.headers, ("Cookie", "a=b"))},
        {"headers": (("User-Agent", SECRET),)},
        {"headers": (("Accept", "text/" + SECRET),)},
        {"headers": (("User-Agent", "word " * 40),)},
    ],
)
def test_what_has_room_for_a_secret_is_not(change):
    assert not is_plain_question(replace(PLAIN, **change))
