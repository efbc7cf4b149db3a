# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import base64
import bz2
import codecs
import gzip
import hashlib
import io
import itertools
import json
import lzma
import secrets
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.sealed import views
from fpbox.sealed.grams import Finder
from fpbox.sealed.search import Search, differences, is_credential


@dataclass(frozen=True)
class Value:
    kind: str
    value: bytes
    where: str = ""


HOST, USER = Value("host_name", b"Lena-ThinkPad-X13"), Value("user_name", b"dana")
TOKEN = Value("npm_token", b"npm_Zq8rT2vLw0Xc5YbN7mKd3PfHs9GjAeUi4o1B")
MACHINE = Value("machine_id", b"4f1c0e9b8a7d6c5e2f3a1b0c9d8e7f60")
MAC, BOOT = Value("mac", b"3c:52:82:1f:9a:e4"), Value("boot_id", b"0b6f2c1d-93a4-4e57-8d21-5f7c9e03ab64")
SEARCH = Search([HOST, USER, TOKEN, MACHINE, MAC, BOOT])


def b64(data: bytes) -> bytes:
    return base64.b64encode(data)


def raw_deflate(data: bytes) -> bytes:
    return zlib.compress(data, wbits=-15)


def zipped(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("loot.txt", data)
    return file.getvalue()


FORMS: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda v: v,
    "lower case": bytes.lower,
    "upper case": bytes.upper,
    "base64": b64,
    "base64, one before": lambda v: b64(b"a" + v),
    "base64, two before": lambda v: b64(b"ab" + v),
    "base64 in a path": lambda v: b"/collect/" + b64(v),
    "base64, urlsafe": lambda v: base64.urlsafe_b64encode(b"\xff\xfe" + v),
    "base64, wrapped": lambda v: base64.encodebytes(b"x" * 50 + v + b"y" * 60),
    "base64 twice": lambda v: b64(b64(v)),
    "base64 of JSON": lambda v: b64(json.dumps({"h": v.decode(), "n": 1}).encode()),
    "base64 of gzip": lambda v: b64(gzip.compress(b"stolen: " + v)),
    "base64 of gzip of JSON, url-encoded": lambda v: quote(
        b64(gzip.compress(json.dumps([v.decode()]).encode()))
    ).encode(),
    "base64, reversed": lambda v: b64(b"stolen:" + v)[::-1],
    "hex": lambda v: v.hex().encode(),
    "hex, upper case": lambda v: v.hex().upper().encode(),
    "hex of base64": lambda v: b64(v).hex().encode(),
    "url-encoded": lambda v: "".join(f"%{c:02x}" for c in v).encode(),
    "reversed": lambda v: v[::-1],
    "rot13": lambda v: codecs.encode(v.decode(), "rot13").encode(),
    "gzip": lambda v: b"body:" + gzip.compress(v * 3),
    "zlib": lambda v: zlib.compress(b"x" * 100 + v),
    "deflate": lambda v: raw_deflate(b"stolen things: " + v),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zip": zipped,
    r"\x escapes": lambda v: "".join(f"\\x{c:02x}" for c in v).encode(),
    r"\u escapes": lambda v: "".join(f"\\u{c:04x}" for c in v).encode(),
    "xor": lambda v: bytes(c ^ 0x5A for c in b"stolen " + v),
    "base64 of xor": lambda v: b64(bytes(c ^ 0x99 for c in b"stolen " + v)),
    "base32": base64.b32encode,
    "base32, lower case": lambda v: base64.b32encode(b"ab" + v).lower(),
    "utf-16": lambda v: v.decode().encode("utf-16-le"),
    "utf-16, other order": lambda v: v.decode().encode("utf-16-be"),
    "base64 of utf-16": lambda v: b64(v.decode().encode("utf-16-le")),
    "md5": lambda v: hashlib.md5(v, usedforsecurity=False).hexdigest().encode(),
    "sha1, raw": lambda v: hashlib.sha1(v, usedforsecurity=False).digest(),
    "sha256": lambda v: hashlib.sha256(v).hexdigest().encode(),
    "sha256 of a line": lambda v: hashlib.sha256(v + b"\n").hexdigest().encode(),
    "sha256, base64": lambda v: b64(hashlib.sha256(v).digest()),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("value", [HOST, TOKEN, MACHINE, BOOT], ids=lambda one: one.kind)
def test_a_value_is_found_in_every_form(value: Value, form: str) -> None:
    sent = b"{'id': 7, 'x': '" + FORMS[form](value.value) + b"'}"
    if form in {"deflate", "xor"}:
        sent = FORMS[form](value.value)
    assert value in [hit.planted for hit in SEARCH.find(sent)]


@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_another_value_is_found(form: str) -> None:
    assert SEARCH.find(b"x=" + FORMS[form](b"Otto-Latitude-7420")) == []


def test_a_hit_says_how_the_value_was_encoded() -> None:
    assert [hit.forms for hit in SEARCH.find(b64(gzip.compress(HOST.value + b" at home")))] == [
        ("base64", "gzip")
    ]
    assert [hit.forms for hit in SEARCH.find(b"a " + TOKEN.value)] == [()]


@pytest.mark.parametrize("mark", ["/", ".", "-", ":", ",", "_"])
def test_a_value_is_found_though_marks_stand_between_its_pieces(mark: str) -> None:
    digits = zlib.compress(TOKEN.value).hex()
    cut = mark.join(digits[at : at + 7] for at in range(0, len(digits), 7))
    (hit,) = SEARCH.find(f"/packages/{cut}/tables-1.0-py3-none-any.whl".encode())
    assert hit.planted == TOKEN
    assert hit.forms == ("in pieces", "hex", "zlib")


@pytest.mark.parametrize("sent", [b"3c52821f9ae4", b"3C-52-82-1F-9A-E4", b"id \x3c\x52\x82\x1f\x9a\xe4 end"])
def test_a_hardware_address_is_found_however_it_is_written(sent: bytes) -> None:
    assert [hit.planted for hit in SEARCH.find(sent)] == [MAC]


def test_an_identifier_is_found_without_its_dashes_and_with_them() -> None:
    assert [hit.planted for hit in SEARCH.find(BOOT.value.replace(b"-", b""))] == [BOOT]
    assert [hit.planted for hit in SEARCH.find(b"4f1c0e9b-8a7d-6c5e-2f3a-1b0c9d8e7f60")] == [MACHINE]


@pytest.mark.parametrize(
    "sent",
    [b'{"user":"dana"}', b"user=Dana&x", b"/home/dana/app", b"dana", b"dana@box", b"u=ZGFuYQ==", b"64616e61",
     b64(b'{"who": "dana", "n": 1}'), b"d\0a\0n\0a\0"],
)  # fmt: skip
def test_a_short_value_is_found_as_a_word_of_its_own(sent: bytes) -> None:
    assert [hit.planted for hit in SEARCH.find(sent)] == [USER]


@pytest.mark.parametrize(
    "sent", [b"bandana", b"danae", b"xZGFuYQ", b"1364616e61", b"DANA2", b"anad", b"qnan", b"+dAnA/"]
)
def test_a_short_value_within_something_else_is_no_hit(sent: bytes) -> None:
    assert SEARCH.find(sent + b" and more") == []


@pytest.mark.parametrize("value", [b"", b"abc", b"root", b"Node", b"runner"])
def test_what_is_too_short_or_too_common_is_not_looked_for(value: bytes) -> None:
    search = Search([Value("user_name", value)])
    assert search.values == []
    assert len(search.left_out) == 1
    assert search.find(b"a " + value + b" b") == []


def test_a_private_key_is_found_by_its_lines_but_not_by_what_all_keys_share() -> None:
    body = [b"b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAzAAAAC3NzaC1lZDI1NTE5"]
    body += [b64(secrets.token_bytes(51))[:70] for _ in range(3)]
    key = b"\n".join((b"-----BEGIN OPENSSH PRIVATE KEY-----", *body, b"-----END OPENSSH PRIVATE KEY-----"))
    search = Search([Value("ssh_key", key)])
    assert len(search.find(json.dumps({"k": key.decode()}).encode())) == 1
    assert len(search.find(b"".join(body[1:]))) == 1
    assert len(search.find(body[2])) == 1
    assert search.find(body[0]) == []


def test_a_bomb_is_not_unpacked_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MAX_BYTES", 1 << 20)
    monkeypatch.setattr(views, "MAX_INFLATED", 1 << 20)
    search = Search([HOST])
    bomb = gzip.compress(gzip.compress(bytes(1 << 24)) * 8)
    assert search.find(bomb) == []
    assert search.exhausted


def test_a_flood_is_searched_up_to_a_limit_and_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fpbox.sealed.search.MAX_BYTES", 100_000)
    search = Search([HOST])
    for number in range(10):
        search.find(b"- %d\n" % number * 100)
    assert not search.exhausted
    for number in range(50):
        search.find(b"- %d\n" % number * 10_000)
    assert search.exhausted


def test_a_text_of_nothing_but_pieces_of_a_value_is_given_up_and_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("fpbox.sealed.grams._MAX_COMPARED", 1_000)
    search = Search([Value("npm_token", b"a" * 30 + b"b")])
    search.find(b"a" * 100_000)
    assert search.exhausted


def test_kinds_are_told_apart() -> None:
    kinds = ("host_name", "npm_token", "ssh_key", "mac", "aws_secret")
    assert [kind for kind in kinds if is_credential(kind)] == ["npm_token", "ssh_key", "aws_secret"]


@given(st.binary(max_size=300), st.binary(max_size=300), st.sampled_from([HOST, TOKEN, MACHINE, MAC, BOOT]))
def test_a_value_between_any_bytes_is_found(before: bytes, behind: bytes, value: Value) -> None:
    assert value in [hit.planted for hit in SEARCH.find(before + value.value + behind)]


@given(st.binary(max_size=600))
def test_no_bytes_whatever_break_the_search(data: bytes) -> None:
    assert SEARCH.find(data) == []


@given(
    st.lists(st.binary(min_size=4, max_size=24), min_size=1, max_size=5), st.binary(max_size=50), st.data()
)
def test_the_finder_finds_what_is_there(needles: list[bytes], around: bytes, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(needles) - 1))
    found = set(Finder(needles).find(around + needles[number] + around))
    assert (number, len(around)) in found
    text = around + needles[number] + around
    assert all(text.startswith(needles[n], at) for n, at in found)


@given(st.binary(max_size=100), st.integers(0, 255))
def test_differences_do_not_depend_on_the_key(data: bytes, key: int) -> None:
    masked = bytes(byte ^ key for byte in data)
    assert differences(masked) == differences(data)
    assert list(differences(data)) == [a ^ b for a, b in itertools.pairwise(data)]
