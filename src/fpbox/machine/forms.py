# SPDX-License-Identifier: Apache-2.0
"""What credentials and addresses look like. Whatever checks their form and checksums takes them for real.

The forms are the issuers' own: GitHub and npm close a token with its CRC-32, AWS writes the account into an
access key's first characters, Bitcoin and Ethereum addresses carry checksums (BIP 173, base58check, EIP-55).
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping

from fpbox.machine.dice import BASE62, BASE64, BASE64_URL, HEX, LOWER, Dice
from fpbox.machine.keccak import keccak_256

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_PASSWORD = BASE62 + "-_.~"


def checked_token(dice: Dice, prefix: str) -> str:
    """Draw a token of GitHub's (``ghp_``, ``ghs_``) or npm's (``npm_``): 30 characters and their CRC-32."""
    body = dice.text(BASE62, 30)
    return f"{prefix}{body}{_base62(zlib.crc32(body.encode())):0>6}"


def aws_account(dice: Dice) -> str:
    """Draw the twelve digits of an AWS account."""
    return dice.digits(12)


def aws_key_id(dice: Dice, account: str, prefix: str = "AKIA") -> str:
    """Draw an access key's id, which holds its account: a set bit, 40 bits of account, 39 of chance."""
    value = 1 << 79 | int(account) << 39 | dice.below(1 << 39)
    return prefix + base64.b32encode(value.to_bytes(10)).decode()


def aws_secret(dice: Dice) -> str:
    """Draw an access key's secret."""
    return dice.text(BASE64, 40)


def aws_session_token(dice: Dice) -> str:
    """Draw a session's token; its beginning says where it was issued."""
    return base64.b64encode(b"!\n\x07origin_ec" + dice.bytes(3 * 170)).decode()


def slack_token(dice: Dice) -> str:
    """Draw the token of a Slack app."""
    return f"xoxb-{dice.digits(12)}-{dice.digits(13)}-{dice.text(BASE62, 24)}"


def stripe_key(dice: Dice) -> str:
    """Draw a secret key of Stripe's for real payments."""
    return f"sk_live_51{dice.text(BASE62, 97)}"


def openai_key(dice: Dice) -> str:
    """Draw a project's key; the eight letters in its middle are in each of them."""
    return f"sk-proj-{dice.text(BASE64_URL, 74)}T3BlbkFJ{dice.text(BASE64_URL, 74)}"


def sendgrid_key(dice: Dice) -> str:
    """Draw a key for sending mail."""
    return f"SG.{dice.text(BASE64_URL, 22)}.{dice.text(BASE64_URL, 43)}"


def google_access_token(dice: Dice) -> str:
    """Draw an access token of Google's."""
    return f"ya29.a0{dice.text(BASE64_URL, 160)}"


def google_refresh_token(dice: Dice) -> str:
    """Draw a refresh token of Google's."""
    return f"1//0{dice.text(LOWER, 1)}{dice.text(BASE64_URL, 97)}"


def python_index_token(dice: Dice, host: str) -> str:
    """Draw an upload token of a Python index: a macaroon (format 2) with the host that issued it."""
    identifier = dice.uuid().encode()
    parts = (b"\x02", _field(1, host.encode()), _field(2, identifier), b"\x00\x00", _field(6, dice.bytes(32)))
    return "pypi-" + base64.urlsafe_b64encode(b"".join(parts)).decode().rstrip("=")


def jwt(dice: Dice, claims: Mapping[str, object]) -> str:
    """Draw a signed token with these claims: its parts can be read, its signature is chance."""
    header = {"alg": "RS256", "kid": dice.text(BASE64_URL, 43), "typ": "JWT"}
    return ".".join((_json_part(header), _json_part(claims), _url64(dice.bytes(256))))


def password(dice: Dice) -> str:
    """Draw a password of a password manager's making, which needs no quoting in addresses and files."""
    return dice.text(BASE62, 1) + dice.text(_PASSWORD, 18) + dice.text(BASE62, 1)


def bitcoin_address(dice: Dice) -> str:
    """Draw a native SegWit address (BIP 173, version 0)."""
    raw = int.from_bytes(dice.bytes(20))
    data = [0, *(raw >> 5 * place & 31 for place in reversed(range(32)))]
    expanded = [3, 3, 0, 2, 3]  # the human-readable part "bc", spread over two halves
    check = _bech32_polymod([*expanded, *data, *[0] * 6]) ^ 1
    data += [check >> 5 * place & 31 for place in reversed(range(6))]
    return "bc1" + "".join(_BECH32[value] for value in data)


def bitcoin_private_key(dice: Dice) -> str:
    """Draw a private key in wallet import format, for a compressed public key."""
    return base58check(b"\x80" + dice.bytes(32) + b"\x01")


def ethereum_address(dice: Dice) -> str:
    """Draw an address, in upper and lower case by EIP-55."""
    return eip55(dice.text(HEX, 40))


def eip55(address: str) -> str:
    """Write an address of 40 lower-case hexadecimal digits so that its case is its checksum."""
    digest = keccak_256(address.encode()).hex()
    pairs = zip(address, digest, strict=False)
    return "0x" + "".join(char.upper() if int(check, 16) >= 8 else char for char, check in pairs)  # noqa: PLR2004 - by EIP-55


def base58check(payload: bytes) -> str:
    """Write bytes with their checksum in base 58."""
    whole = payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, text = int.from_bytes(whole), ""
    while number:
        number, rest = divmod(number, 58)
        text = _BASE58[rest] + text
    return "1" * (len(whole) - len(whole.lstrip(b"\0"))) + text


def _base62(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number, 62)
        text = BASE62[rest] + text
    return text


def _bech32_polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_BECH32_GENERATOR):
            check ^= generator if top >> bit & 1 else 0
    return check


def _field(kind: int, data: bytes) -> bytes:
    return bytes((kind, len(data))) + data


def _json_part(value: Mapping[str, object]) -> str:
    return _url64(json.dumps(value, separators=(",", ":")).encode())


def _url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
