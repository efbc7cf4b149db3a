# SPDX-License-Identifier: Apache-2.0
"""The account the command runs under: the image's own if it has one, else one that is added."""

from __future__ import annotations

from dataclasses import dataclass

_NAME = "dev"
_PASSWD_FIELDS = 7
_GROUP_FIELDS = 4


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the box.

    Attributes:
        passwd, group: the files' new contents where they had to change, else None.
        created: the home directory has to be made.
    """

    name: str
    home: str
    passwd: bytes | None = None
    group: bytes | None = None

    @property
    def created(self) -> bool:
        """The account is new, and so is its home."""
        return self.passwd is not None


def account(passwd: bytes, group: bytes, uid: int, gid: int) -> Account:
    """Find the account with `uid` in an image's files, or add one.

    Args:
        passwd: contents of /etc/passwd, empty when there is none.
        group: contents of /etc/group.
        uid: the user's number.
        gid: the user's group.
    """
    rows = [line.split(b":") for line in passwd.splitlines()]
    for row in rows:
        if len(row) == _PASSWD_FIELDS and row[2] == str(uid).encode():
            return Account(row[0].decode("utf-8", "replace"), row[5].decode("utf-8", "replace") or "/")
    name = _free_name({row[0] for row in rows})
    home = f"/home/{name}"
    return Account(
        name=name,
        home=home,
        passwd=_append(passwd, f"{name}:x:{uid}:{gid}::{home}:/bin/sh"),
        group=None if _has_gid(group, gid) else _append(group, f"{name}:x:{gid}:"),
    )


def _free_name(taken: set[bytes]) -> str:
    names = (_NAME, *(f"{_NAME}{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name.encode() not in taken)


def _has_gid(group: bytes, gid: int) -> bool:
    rows = (line.split(b":") for line in group.splitlines())
    return any(len(row) == _GROUP_FIELDS and row[2] == str(gid).encode() for row in rows)


def _append(content: bytes, line: str) -> bytes:
    gap = b"" if not content or content.endswith(b"\n") else b"\n"
    return content + gap + line.encode() + b"\n"
