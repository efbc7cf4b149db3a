# SPDX-License-Identifier: Apache-2.0
"""A registry's name does not stay in what a gateway kept, however a package wrote it."""

from __future__ import annotations

import gzip
import json
import zlib
from base64 import b64decode, b64encode, urlsafe_b64encode
from urllib.parse import quote

import pytest

import lines

NAME = b"registry." + b"somewhere" + b".org"
ENV = b'{"HOME":"/home/x","npm_config_registry":"https://' + NAME + b'/","SHELL":"/bin/sh?>~"}'
WRAPPED = b"\n".join(b64encode(ENV)[at : at + 76] for at in range(0, 200, 76))
FORMS = {
    "plain": ENV,
    "base64": b64encode(ENV),
    "base64 that begins elsewhere": b"x" + b64encode(ENV),
    "base64 for addresses": urlsafe_b64encode(ENV).rstrip(b"="),
    "base64 in lines": WRAPPED,
    "hexadecimal": ENV.hex().encode(),
    "a form": b"data=" + quote(b64encode(ENV)).encode() + b"&more=1",
    "text within text": json.dumps({"env": ENV.decode()}).encode(),
    "base64 of base64": b64encode(b"v=" + b64encode(ENV)),
    "gzip": gzip.compress(ENV),
    "zlib in a pack": b"PACK\0\1" + zlib.compress(b64encode(b64encode(ENV * 3))) + b"\x9c\xff" * 9,
    "base64 of gzip": b64encode(gzip.compress(ENV * 3)),
}


def line(body: bytes) -> bytes:
    return (
        json.dumps({"kind": "request", "host": "a.example", "body": b64encode(body).decode()}).encode()
        + b"\n"
    )


@pytest.mark.parametrize("form", FORMS)
def test_a_name_is_replaced_in_whatever_form_it_was_sent(form):
    written = line(FORMS[form])
    assert lines.found(written.decode())
    made = lines.renamed(written, bytes)
    assert lines.found(made) == []
    if "gzip" not in form and "zlib" not in form:
        assert len(b64decode(json.loads(made)["body"])) == len(FORMS[form])


def test_a_name_in_the_address_that_was_asked_for_is_replaced():
    asked = json.dumps({"kind": "request", "target": "/?e=" + b64encode(ENV).decode()}).encode() + b"\n"
    assert lines.found(asked.decode())
    assert lines.found(lines.renamed(asked, bytes)) == []


def test_what_holds_no_name_stays_as_it_was():
    for body in (
        b"",
        b"hello",
        b64encode(b"nothing here, really nothing"),
        gzip.compress(b"x" * 99),
        bytes(range(256)),
    ):
        assert b64decode(json.loads(lines.renamed(line(body), bytes))["body"]) == body


def test_a_line_that_was_cut_stays():
    assert lines.renamed(b'{"kind":"requ', bytes) == '{"kind":"requ'
