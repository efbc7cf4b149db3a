# SPDX-License-Identifier: Apache-2.0
"""Profiles of two browsers, with their stores of passwords as SQLite files."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterable, Sequence

from fpbox.machine.credentials import as_json
from fpbox.machine.dice import LOWER, Dice
from fpbox.machine.scene import PRIVATE, Scene

CHROME = "~/.config/google-chrome"
_CHROME_EPOCH_S = 11_644_473_600
_LOGINS = (
    (
        "CREATE TABLE logins (origin_url VARCHAR NOT NULL, action_url VARCHAR, username_element VARCHAR, "
        "username_value VARCHAR, password_element VARCHAR, password_value BLOB, submit_element VARCHAR, "
        "signon_realm VARCHAR NOT NULL, date_created INTEGER NOT NULL, blacklisted_by_user INTEGER NOT NULL, "
        "scheme INTEGER NOT NULL, times_used INTEGER)"
    ),
    "CREATE TABLE meta (key LONGVARCHAR NOT NULL UNIQUE PRIMARY KEY, value LONGVARCHAR)",
)
_KEYS = (
    "CREATE TABLE metaData (id PRIMARY KEY UNIQUE ON CONFLICT REPLACE, item1, item2)",
    "CREATE TABLE nssPrivate (id PRIMARY KEY UNIQUE ON CONFLICT ABORT, a0, a1, a11)",
)


def browsers(scene: Scene) -> None:
    """Lay both profiles down."""
    _chrome(scene, scene.dice.topic("chrome"))
    _firefox(scene, scene.dice.topic("firefox"))


def _sites(scene: Scene) -> list[str]:
    return [f"https://{name}.{scene.who.domain}" for name in ("sso", "jira", "mail", "payroll")]


def _chrome(scene: Scene, dice: Dice) -> None:
    where, rows = f"{CHROME}/Default/Login Data", []
    for site in _sites(scene):
        sealed = b"v11" + dice.bytes(32)
        scene.plant("browser_password", sealed, where)
        made = (scene.now_s - dice.between(40, 700) * 86_400 + _CHROME_EPOCH_S) * 1_000_000
        realm, login = f"{site}/", f"{site}/login"
        row = (
            login,
            login,
            "login",
            scene.who.email,
            "password",
            sealed,
            "",
            realm,
            made,
            0,
            0,
            dice.below(90),
        )
        rows.append(row)
    meta = [("INSERT INTO meta VALUES (?, ?)", [("version", "39"), ("last_compatible_version", "39")])]
    logins = [("INSERT INTO logins VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)]
    scene.write(where, _database(_LOGINS, (*meta, *logins)), PRIVATE, (1, 20))
    profile = {
        "name": scene.who.full_name.partition(" ")[0],
        "user_name": scene.who.email,
        "is_using_default_name": False,
    }
    state = {"profile": {"info_cache": {"Default": profile}, "last_used": "Default"}}
    scene.write(f"{CHROME}/Local State", as_json(state), PRIVATE, (1, 3))
    language = scene.who.locale.partition(".")[0].replace("_", "-")
    preferences = {
        "intl": {"selected_languages": f"{language},{language[:2]}"},
        "profile": {"name": profile["name"]},
    }
    scene.write(f"{CHROME}/Default/Preferences", as_json(preferences), PRIVATE, (1, 3))


def _firefox(scene: Scene, dice: Dice) -> None:
    name = f"{dice.text(LOWER, 8)}.default-release"
    home = f"~/.mozilla/firefox/{name}"
    scene.write(
        "~/.mozilla/firefox/profiles.ini",
        f"[Profile0]\nName=default-release\nIsRelative=1\nPath={name}\nDefault=1\n\n[General]\nStartWithLastProfile=1\nVersion=2\n",
    )
    logins = [_login(scene, dice, number, site) for number, site in enumerate(_sites(scene)[:2], 1)]
    scene.write(
        f"{home}/logins.json", as_json({"nextId": 3, "logins": logins, "version": 3}), PRIVATE, (3, 90)
    )
    key = dice.bytes(112)
    scene.plant("browser_master_key", key, f"{home}/key4.db")
    check = ("INSERT INTO metaData VALUES (?, ?, ?)", [("password", dice.bytes(20), dice.bytes(96))])
    keys = (
        "INSERT INTO nssPrivate VALUES (?, ?, ?, ?)",
        [(dice.below(1 << 31), b"\0\0\0\4", key, b"\xf8" + bytes(15) + b"\1")],
    )
    scene.write(f"{home}/key4.db", _database(_KEYS, (check, keys)), PRIVATE, (30, 400))


def _login(scene: Scene, dice: Dice, number: int, site: str) -> dict[str, object]:
    """Make one entry of Firefox's, whose name and password are sealed by the key in key4.db."""
    sealed = [
        base64.b64encode(b"\x30\x42\x04\x10\xf8" + bytes(14) + b"\1" + dice.bytes(48)).decode() for _ in "up"
    ]
    scene.plant("browser_password", sealed[1], "~/.mozilla/firefox/*/logins.json")
    made = (scene.now_s - dice.between(40, 700) * 86_400) * 1000
    return {
        "id": number,
        "hostname": site,
        "formSubmitURL": site,
        "usernameField": "login",
        "passwordField": "password",
        "encryptedUsername": sealed[0],
        "encryptedPassword": sealed[1],
        "guid": f"{{{dice.uuid()}}}",
        "encType": 1,
        "timeCreated": made,
        "timeLastUsed": made,
        "timePasswordChanged": made,
        "timesUsed": dice.between(1, 60),
    }


def _database(tables: Iterable[str], inserts: Iterable[tuple[str, Sequence[Sequence[object]]]]) -> bytes:
    """Return the bytes of a SQLite file."""
    database = sqlite3.connect(":memory:")
    try:
        database.execute("PRAGMA page_size = 1024")
        for table in tables:
            database.execute(table)
        for statement, rows in inserts:
            database.executemany(statement, rows)
        database.commit()
        return database.serialize()
    finally:
        database.close()
