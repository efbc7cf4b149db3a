"""What is invented is valid in form: every checksum holds, by code that is not ours where there is any."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import string
import zlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_ssh_private_key, load_ssh_public_key
from hypothesis import given
from hypothesis import strategies as st

from fpbox.machine import forms
from fpbox.machine.dice import BASE62, Dice
from fpbox.machine.keccak import keccak_256
from fpbox.machine.keys import ed25519

seeds = st.text(max_size=20)
DIGITS_58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def from_base(text: str, digits: str) -> int:
    number = 0
    for char in text:
        number = number * len(digits) + digits.index(char)
    return number


@given(seeds, st.sampled_from(["ghp_", "ghs_", "npm_"]))
def test_tokens_end_in_the_checksum_of_their_body(seed: str, prefix: str) -> None:
    token = forms.checked_token(Dice(seed), prefix)
    assert re.fullmatch(rf"{prefix}[0-9A-Za-z]{{36}}", token)
    assert from_base(token[-6:], BASE62) == zlib.crc32(token[4:-6].encode())


@given(seeds)
def test_an_access_key_tells_its_account(seed: str) -> None:
    dice = Dice(seed)
    account = forms.aws_account(dice)
    key = forms.aws_key_id(dice, account)
    assert re.fullmatch(r"AKIA[Q-Z2-7][A-Z2-7]{15}", key)
    first = int.from_bytes(base64.b32decode(key[4:])[:6])
    assert f"{(first & 0x7FFFFFFFFF80) >> 7:012}" == account


@given(seeds)
def test_the_parts_of_a_signed_token_can_be_read(seed: str) -> None:
    token = forms.jwt(Dice(seed), {"sub": "someone", "iat": 5})
    header, claims, signature = (base64.urlsafe_b64decode(part + "==") for part in token.split("."))
    assert json.loads(header)["alg"] == "RS256"
    assert json.loads(claims) == {"sub": "someone", "iat": 5}
    assert len(signature) == 256


@given(seeds)
def test_an_upload_token_is_a_macaroon_of_its_host(seed: str) -> None:
    token = forms.python_index_token(Dice(seed), "packages.somewhere.internal")
    raw = base64.urlsafe_b64decode(token.removeprefix("pypi-") + "==")
    assert raw[0] == 2
    assert raw[1:3] == bytes((1, 27))
    assert raw[3:30] == b"packages.somewhere.internal"


@given(seeds)
def test_a_bitcoin_address_carries_its_checksum(seed: str) -> None:
    """By the words of BIP 173: the whole of it leaves 1."""
    address = forms.bitcoin_address(Dice(seed))
    assert re.fullmatch(rf"bc1q[{BECH32}]{{38}}", address)
    check = 1
    for value in (3, 3, 0, 2, 3, *(BECH32.index(char) for char in address[3:])):
        top, check = check >> 25, ((check & 0x1FFFFFF) << 5) ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator * (top >> bit & 1)
    assert check == 1


@given(seeds)
def test_a_bitcoin_private_key_carries_its_checksum(seed: str) -> None:
    key = forms.bitcoin_private_key(Dice(seed))
    raw = from_base(key, DIGITS_58).to_bytes(38)
    assert key[0] in "KL"
    assert raw[-4:] == hashlib.sha256(hashlib.sha256(raw[:-4]).digest()).digest()[:4]


@pytest.mark.parametrize(
    "address",
    [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ],
)
def test_an_ethereum_address_is_written_as_its_standard_shows(address: str) -> None:
    assert forms.eip55(address[2:].lower()) == address


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        (b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        (b"a" * 200, "96ea54061def936c4be90b518992fdc6f12f535068a256229aca54267b4d084d"),
        (b"abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    ],
)
def test_keccak_gives_the_published_digests(data: bytes, digest: str) -> None:
    assert keccak_256(data).hex() == digest


@given(seeds)
def test_ssh_keys_load(seed: str) -> None:
    dice = Dice(seed)
    pair = ed25519(dice)
    key = load_ssh_private_key(pair.private_file("jdoe@nb-1", dice.bytes(4)).encode(), None)
    assert isinstance(key, Ed25519PrivateKey)
    assert key.private_bytes_raw() == pair.secret
    assert load_ssh_public_key(pair.public_line.encode()) == key.public_key()


@given(seeds, st.integers(1, 64))
def test_dice_repeat_and_stay_in_their_alphabet(seed: str, length: int) -> None:
    one, other = Dice(seed).text(string.digits, length), Dice(seed).text(string.digits, length)
    assert one == other
    assert re.fullmatch(rf"\d{{{length}}}", one)


def test_dice_of_one_topic_do_not_depend_on_what_others_drew() -> None:
    used, fresh = Dice("a"), Dice("a")
    used.topic("x").bytes(100)
    used.bytes(7)
    assert used.topic("y").bytes(8) == fresh.topic("y").bytes(8)


@given(seeds, st.integers(1, 1 << 40), st.integers(0, 1 << 20))
def test_dice_stay_between_their_limits(seed: str, first: int, width: int) -> None:
    assert first <= Dice(seed).between(first, first + width) <= first + width
