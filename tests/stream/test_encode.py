# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.stream import encode

SECRET = "q9X_" + "Zk3b" * 9

SECRETS = {
    "npm token": f"npm_{SECRET}",
    "GitHub token": f"ghp_{SECRET}",
    "GitHub fine-grained token": f"github_pat_{SECRET}",
    "GitLab token": f"glpat-{SECRET}",
    "PyPI token": f"pypi-AgEI{SECRET}",
    "Slack token": f"xoxb-{SECRET}",
    "AWS key id": "AKIA" + "Q9XZK3BQ9XZK3BQ9",
    "Google key": f"AIza{SECRET}",
    "URL with user and password": f"https://me:{SECRET}@mirror.example/x",
    "URL with a token for a user": f"git+https://{SECRET}@mirror.example/x.git",
    "URL with a token in its query": f"https://mirror.example/x?access_token={SECRET}&y=1",
    "bearer": f"curl -H 'Authorization: Bearer {SECRET}' https://mirror.example",
    "basic": f"Authorization: Basic {SECRET}==",
    "JSON web token": f"eyJhbGciOiJIUzI1NiJ9.{SECRET}.{SECRET}",
    "npmrc line": f"//mirror.example/:_authToken={SECRET}",
    "npmrc password": f"//mirror.example/:_password={SECRET}",
    "environment": f"AWS_SECRET_ACCESS_KEY={SECRET}",
    "JSON": f'{{"clientSecret": "{SECRET}"}}',
    "option": f"--api-key={SECRET}",
    "private key": f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}\n{SECRET}\n-----END RSA PRIVATE KEY-----",
    "private key without an end": f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}",
}


@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS.keys())
def test_a_secret_is_taken_out(text):
    shown = encode.redact(f"before {text} after")
    assert SECRET not in shown
    assert "Q9XZK3B" not in shown
    assert shown.startswith("before ")
    assert encode.REDACTED in shown


def test_what_the_secret_was_can_still_be_seen():
    assert encode.redact(f"npm_{SECRET}") == "npm_[redacted]"
    assert encode.redact(f"https://me:{SECRET}@mirror.example/x") == "https://[redacted]@mirror.example/x"


@pytest.mark.parametrize(
    "text",
    [
        "/etc/passwd",
        "/home/user/.ssh/id_rsa",
        "/root/.aws/credentials",
        "/run/secrets/kubernetes.io/serviceaccount/token",
        "tcp://240.0.0.1:443",
        "node_modules/tokenizer/index.js",
        "--author",
        "pkg:npm/%40scope/name@1.0.2",
        "sha512-" + "a" * 86 + "==",
        "npm_package_name",
        "unix:@abstract",
    ],
)
def test_what_is_no_secret_stays(text):
    assert encode.redact(text) == text


def test_the_value_after_a_flag_for_a_secret_is_taken_out():
    argv = ("curl", "--password", SECRET, "-u", "x", "--auth-token", "--verbose", "--header", "a")
    assert encode.arguments(argv) == [
        "curl",
        "--password",
        "[redacted]",
        "-u",
        "x",
        "--auth-token",
        "--verbose",
        "--header",
        "a",
    ]


def test_long_texts_and_lists_are_cut_and_say_so():
    assert encode.shown("a" * 5000) == "a" * 4096 + "...[904 more characters]"
    argv = encode.arguments(("x",) * 100_000)
    assert len(argv) == 65
    assert argv[-1] == "...[99936 more arguments]"
    argv = encode.arguments(("a" * 5000,) * 10)
    assert len(argv) == 3
    assert argv[-1] == "...[8 more arguments]"


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [("caf\udce9", "caf\\xe9"), ("\ud800", "\\ud800"), ("\ud800\udce9", "\\ud800\\udce9")],
)
def test_what_utf8_cannot_hold_is_shown_escaped(given_text, shown):
    assert encode.utf8(given_text) == shown


@given(st.text(st.characters(categories=("Cs", "Cc", "L", "N", "P", "Zs"))))
def test_any_text_can_be_shown_and_encoded(text):
    shown = encode.shown(text)
    assert json.loads(encode.dumps({"text": shown}))["text"] == shown


@given(st.text(alphabet="tokenpassword=:/@-_. \"'aA1\n", max_size=200))
def test_taking_out_twice_changes_nothing_more(text):
    once = encode.redact(text)
    assert encode.redact(once) == once


def test_hostile_texts_take_no_long_time():
    for text in (
        "token" * 20_000,
        "token=" * 20_000,
        "eyJa." * 20_000,
        "a://" * 20_000,
        "-----BEGIN PRIVATE KEY-----" * 3000,
        "a" * 100_000,
        "-_." * 30_000,
    ):
        encode.redact(text)


def test_numbers_json_has_no_word_for_become_null():
    assert encode.dumps({"a": float("nan"), "b": float("inf")}) == b'{"a":null,"b":null}'
