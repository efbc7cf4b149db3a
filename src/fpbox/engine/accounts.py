# SPDX-License-Identifier: Apache-2.0
"""The account the command runs under: the image's own if it has one, else one that is added."""

from __future__ import annotations

from dataclasses import dataclass, replace

_NAME = "dev"
_PASSWD_FIELDS = 7
_GROUP_FIELDS = 4


@dataclass(frozen=True, slots=True)
class Person:
    """Whom an account is to belong to.

    Attributes:
        name: the account's. full_name: of whoever uses it.
        renames: an account of the image's gets this name, too.
    """

    name: str = _NAME
    full_name: str = ""
    renames: bool = False


_NOBODY = Person()


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the box.

    Attributes:
        passwd, group: the files' new contents where they had to change, else None.
        former_home: where the image has the account's home directory, if the account was renamed.
    """

    name: str
    home: str
    passwd: bytes | None = None
    group: bytes | None = None
    former_home: str = ""

    @property
    def created(self) -> bool:
        """The account is new, and so is its home."""
        return self.passwd is not None


def account(passwd: bytes, group: bytes, uid: int, gid: int, person: Person = _NOBODY) -> Account:
    """Find the account with `uid` in an image's files, or add one.

    Args:
        passwd: contents of /etc/passwd, empty when there is none.
        group: contents of /etc/group.
        uid: the user's number.
        gid: the user's group.
        person: whom an account that is added belongs to.
    """
    rows = [line.split(b":") for line in passwd.splitlines()]
    found = [row for row in rows if len(row) == _PASSWD_FIELDS and row[2] == str(uid).encode()]
    if found and not person.renames:
        return Account(_text(found[0][0]), _text(found[0][5]) or "/")
    name = _free_name({row[0] for row in rows}, person.name)
    home = f"/home/{name}"
    if found:
        return _renamed(found[0], Account(name, home, passwd, group), person)
    shell = "/bin/bash" if person.full_name else "/bin/sh"
    return Account(
        name=name,
        home=home,
        passwd=_append(passwd, f"{name}:x:{uid}:{gid}:{person.full_name}:{home}:{shell}"),
        group=None if _has_gid(group, gid) else _append(group, f"{name}:x:{gid}:"),
    )


def _renamed(row: list[bytes], wanted: Account, person: Person) -> Account:
    """Give an account of the image's another name and home directory, and its group the same name."""
    old, name = row[0], wanted.name.encode()
    new = [name, *row[1:4], person.full_name.encode(), wanted.home.encode(), row[6]]
    passwd = (wanted.passwd or b"").replace(b":".join(row), b":".join(new))
    rows = [line.split(b":") for line in (wanted.group or b"").splitlines()]
    group = b"".join(b":".join(name if field == old else field for field in one) + b"\n" for one in rows)
    return replace(wanted, passwd=passwd, group=group, former_home=_text(row[5]))


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _free_name(taken: set[bytes], wanted: str) -> str:
    names = (wanted, *(f"{wanted}{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name.encode() not in taken)


def _has_gid(group: bytes, gid: int) -> bool:
    rows = (line.split(b":") for line in group.splitlines())
    return any(len(row) == _GROUP_FIELDS and row[2] == str(gid).encode() for row in rows)


def _append(content: bytes, line: str) -> bytes:
    gap = b"" if not content or content.endswith(b"\n") else b"\n"
    return content + gap + line.encode() + b"\n"
