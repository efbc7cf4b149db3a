# SPDX-License-Identifier: Apache-2.0
"""Questions for files, and what could be hidden in one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fpbox.sealed.questions import is_plain_question, is_plain_report
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


COUNTED = (
    b"v=1&tid=UA-104729356-1&cid=1739204415&t=screenview&an=tool-install&av=3.4.7&cd=download-node-linux-user"
)
REPORT = replace(
    PLAIN,
    host="statistics.example",
    method="POST",
    target="/collect",
    headers=(*PLAIN.headers, ("Content-Type", "application/x-www-form-urlencoded")),
    body=COUNTED,
    size=len(COUNTED),
)


def test_a_count_of_installs_is_a_plain_report():
    assert is_plain_report(REPORT)
    assert is_plain_report(replace(REPORT, method="GET", target="/j/collect?v=1&t=event", body=b"", size=0))


@pytest.mark.parametrize(
    "change",
    [
        {"body": b"t=" + SECRET.encode()},
        {"body": b"t=" + SECRET.encode().hex().encode()},
        {"body": b"a=104729356&b=1739204415&c=2048126633&d=1193384750"},
        {"body": b"id=12345678901"},
        {"body": b"word=" + b"word." * 90},
        {"body": b"v=1\n"},
        {"body": "v=é".encode()},
        {"cut": True},
        {"size": 4_000},
        {"target": f"/collect?id={SECRET}"},
        {"method": "PUT"},
        {"headers": (*REPORT.headers, ("Cookie", "a=b"))},
        {"headers": (("User-Agent", SECRET),)},
    ],
)
def test_a_report_in_which_a_secret_has_room_is_not_plain(change):
    made = replace(REPORT, **change)
    assert not is_plain_report(made if "size" in change else replace(made, size=len(made.body)))
