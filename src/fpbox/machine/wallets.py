# SPDX-License-Identifier: Apache-2.0
"""Wallets: what thieves of coins look for, by the paths and in the formats of the programs themselves."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from fpbox.machine import forms
from fpbox.machine.browsers import CHROME
from fpbox.machine.credentials import as_json
from fpbox.machine.dice import HEX, Dice
from fpbox.machine.keys import ed25519
from fpbox.machine.scene import DAY_S, PRIVATE, Scene

_METAMASK = f"{CHROME}/Default/Local Extension Settings/nkbihfbeogaeaoehlefnkodbefgpgknn"
_EXODUS = "~/.config/Exodus/exodus.wallet"
_FIRST_S = 1_675_209_600
"""The first of February 2023: key stores are named by their date, which the seed alone decides."""
_LEVELDB_FULL = b"\1"


def wallets(scene: Scene) -> None:
    """Lay the wallets down."""
    _metamask(scene, scene.dice.topic("metamask"))
    _exodus(scene, scene.dice.topic("exodus"))
    _electrum(scene, scene.dice.topic("electrum"))
    _ethereum(scene, scene.dice.topic("ethereum"))
    _solana(scene, scene.dice.topic("solana"))


def _metamask(scene: Scene, dice: Dice) -> None:
    """A browser extension's database: LevelDB's log holds the vault as JSON in JSON."""
    log = f"{_METAMASK}/000003.log"
    sealed = scene.plant("wallet_vault", _sealed(dice, 420), log)
    vault = as_json({"data": sealed, "iv": _sealed(dice, 16), "salt": _sealed(dice, 32)})
    address = scene.plant("ethereum_address", forms.ethereum_address(dice), log)
    value = as_json(
        {"KeyringController": {"vault": vault}, "PreferencesController": {"selectedAddress": address}}
    )
    record = dice.bytes(12) + b"\1\4data" + value.encode()
    head = dice.bytes(4) + len(record).to_bytes(2, "little") + _LEVELDB_FULL
    scene.write(log, head + record, PRIVATE, (1, 30))
    scene.write(f"{_METAMASK}/CURRENT", "MANIFEST-000001\n", PRIVATE, (100, 300))
    scene.write(f"{_METAMASK}/MANIFEST-000001", dice.bytes(41), PRIVATE, (100, 300))
    scene.write(f"{_METAMASK}/LOCK", b"", PRIVATE, (100, 300))


def _exodus(scene: Scene, dice: Dice) -> None:
    for name, size in (("seed.seco", 1024), ("info.seco", 512)):
        body = dice.bytes(size)
        scene.plant("wallet_vault", body[64:128], f"{_EXODUS}/{name}")
        scene.write(f"{_EXODUS}/{name}", b"SECO\0\0\0\0" + body, PRIVATE, (5, 200))
    passphrase = scene.plant("wallet_passphrase", _sealed(dice, 32), f"{_EXODUS}/passphrase.json")
    scene.write(f"{_EXODUS}/passphrase.json", as_json({"passphrase": passphrase}), PRIVATE, (5, 200))


def _electrum(scene: Scene, dice: Dice) -> None:
    where = "~/.electrum/wallets/default_wallet"
    addresses = [scene.plant("bitcoin_address", forms.bitcoin_address(dice), where) for _ in range(4)]
    key = scene.plant("bitcoin_private_key", forms.bitcoin_private_key(dice), where)
    keystore = {"type": "imported", "keypairs": {dice.text(HEX, 66): key}}
    scene.write_json(
        where,
        {
            "addresses": {"receiving": addresses[:3], "change": addresses[3:]},
            "keystore": keystore,
            "seed_version": 59,
            "use_encryption": False,
            "wallet_type": "standard",
        },
    )


def _ethereum(scene: Scene, dice: Dice) -> None:
    """A key store of version 3, whose key is sealed."""
    address = forms.ethereum_address(dice)
    made_s = _FIRST_S + dice.below(600 * DAY_S)
    made, age = datetime.fromtimestamp(made_s, UTC), (scene.now_s - made_s) // DAY_S
    where = f"~/.ethereum/keystore/UTC--{made:%Y-%m-%dT%H-%M-%S}.{dice.digits(9)}Z--{address[2:].lower()}"
    scene.plant("ethereum_address", address[2:].lower(), where)
    sealed = scene.plant("wallet_vault", dice.text(HEX, 64), where)
    crypto = {
        "cipher": "aes-128-ctr",
        "ciphertext": sealed,
        "cipherparams": {"iv": dice.text(HEX, 32)},
        "kdf": "scrypt",
        "kdfparams": {"dklen": 32, "n": 262_144, "p": 1, "r": 8, "salt": dice.text(HEX, 64)},
        "mac": dice.text(HEX, 64),
    }
    store = {"address": address[2:].lower(), "crypto": crypto, "id": dice.uuid(), "version": 3}
    scene.write(where, as_json(store), PRIVATE, (age, age))


def _solana(scene: Scene, dice: Dice) -> None:
    where, key = "~/.config/solana/id.json", ed25519(dice)
    scene.plant("solana_private_key", key.secret, where)
    text = scene.plant("solana_private_key", as_json(list(key.secret + key.public)), where)
    scene.write(where, text, PRIVATE, (100, 500))


def _sealed(dice: Dice, size: int) -> str:
    return base64.b64encode(dice.bytes(size)).decode()
