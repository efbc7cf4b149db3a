# SPDX-License-Identifier: Apache-2.0
"""Names without what is invented, counted or drawn by lot, so that those of two runs can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fpbox.machine import foreign
from fpbox.sealed.search import Planted

LOCAL = ("unix:", "netlink:")
"""What a name begins with that leads to no other machine."""
_MAX_TEXT = 1_024
_SHORTEST = 5
_MAX_VALUE = 200
_CIRCUMSTANTIAL = (
    "/usr/share/zoneinfo/", "/usr/lib/locale/", "/usr/share/locale/", "/usr/share/i18n/",
    "/etc/localtime", "/dev/null", "/dev/tty", "/sys/devices/system/cpu/online", *foreign.OURS,
)  # fmt: skip
"""What programs open because of the time zone and the language that were chosen for them, or for nothing; and
what the C library looks at when two threads happen to want memory at once. Last what has runtimes say that
they run on another system."""
_SOUGHT_ABOVE = (
    "node_modules", "package.json", "package-lock.json", "npm-shrinkwrap.json", "pnpm-workspace.yaml",
    "yarn.lock", "lerna.json", ".git", ".gitmodules", ".hg", "pyproject.toml", "setup.cfg", "setup.py",
    "tox.ini", "binding.gyp",
)  # fmt: skip
"""What tools look for in each directory above the project; how many there are depends on where it lies."""
_MAIL = re.compile(r"(?<=/)(mail|crontabs|users)/[^/]+")
_TEMPORARY = re.compile(r"(/tmp|/var/tmp|/dev/shm)/([^/\s'\";:)]+)")
_BEGINNING = re.compile(r"\.?[A-Za-z]+[-._]")
_CHOSEN = re.compile(r"\.?[a-z]+(?:[-_][a-z]+)*\.[a-z]{1,5}|\.?(?:[a-z]+[-_])*[a-z]{1,5}")
"""Names that hardly any program draws: words of a few letters, or with an extension."""
_PYTHONS = re.compile(r"tmp[a-z0-9_]{8}")
"""The form of names by Python's tempfile."""
_TOKEN = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9]*[0-9])(?=[A-Za-z0-9]*[a-z])(?=[A-Za-z0-9]*[A-Z])[A-Za-z0-9]{6,}"
)
_HEX = re.compile(r"(?<![A-Za-z0-9])(?=[a-f]*[0-9])[0-9a-f]{8,}(?![A-Za-z0-9])", re.IGNORECASE)
_LOWER = re.compile(r"(?<![A-Za-z0-9])(?=[a-z]*[0-9])[a-z0-9]{16,}(?![A-Za-z0-9])")
_SHARDS = re.compile(r"(?:/[0-9a-f]{2}){1,4}(?=/[0-9a-f]{16,})")
"""The directories into which caches deal files, by the beginning of their hash."""
_DIGITS = re.compile(r"[0-9]+")
_MARKS = re.compile(r"#(?:[#._:-]*#)+")
_LONG_LABEL = 16
_OWNERS = 2
"""How many labels at its end say whose a host is."""


def shape(text: str) -> str:
    """Return text with temporary names, numbers, hashes and other lots as "#"."""
    folded = _TEMPORARY.sub(_temporary, _SHARDS.sub("", text[:_MAX_TEXT]))
    for pattern in (_TOKEN, _HEX, _LOWER, _DIGITS):
        folded = pattern.sub("#", folded)
    return _MARKS.sub("#", folded)


def _temporary(found: re.Match[str]) -> str:
    """Keep of a temporary name what its program chose."""
    name = found[2]
    if _PYTHONS.fullmatch(name):
        return f"{found[1]}/#"
    if _CHOSEN.fullmatch(name):
        return found[0]
    beginning = _BEGINNING.match(name)
    return f"{found[1]}/{beginning[0] if beginning else ''}#"


def owner(host: str) -> str:
    """Return what of a host's name says whose it is; an address is its own."""
    labels = host.lower().rstrip(".").split(".")
    if ":" in host or labels[-1].isdecimal():
        return host
    return ".".join(labels[-_OWNERS:])


def host_shape(host: str) -> str:
    """Return a host's name with the labels that carry data as one "#"."""
    if owner(host) == host.lower().rstrip("."):
        return host.lower().rstrip(".")
    labels = host.lower().rstrip(".").split(".")
    folded = ["#" if len(label) >= _LONG_LABEL or "{" in label or "#" in shape(label) else label
              for label in labels[:-_OWNERS]]  # fmt: skip
    return _MARKS.sub("#", ".".join((*folded, *labels[-_OWNERS:])))


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a box things lie.

    Attributes:
        home: the account's home directory. workdir: the project's.
        values: what was invented for the run.
        ci: it was a CI job's machine.
    """

    home: str
    workdir: str
    values: tuple[Planted, ...] = ()
    ci: bool = False


class Plain:
    """Puts kinds in the place of one run's own values: "~", ".", "{host_name}"."""

    def __init__(self, place: Place) -> None:
        """Take where things lie, and what was invented."""
        self._home = place.home.rstrip("/")
        self._workdir = place.workdir.rstrip("/")
        self._above = tuple(_above(self._workdir))
        self._between = frozenset(one for one in self._above if one.startswith(f"{self._home}/"))
        self._kinds = dict(_kinds(place.values))
        longest = sorted(self._kinds, key=lambda text: (-len(text), text))
        self._values = re.compile("|".join(map(re.escape, longest)), re.IGNORECASE) if longest else None

    def path(self, path: str) -> str:
        """Return a path so that those of two boxes can be compared, or "" if its place alone explains it."""
        if path.startswith(_CIRCUMSTANTIAL) or path in self._between:
            return ""
        above, _, name = path.rpartition("/")
        if name in _SOUGHT_ABOVE and (above or "/") in self._above:
            return f"above/{name}"
        for folder in self._above:
            if path.startswith(f"{folder.rstrip('/')}/node_modules/"):
                return f"above/{path[len(folder.rstrip('/')) + 1 :]}"
        return self.text(path)

    def text(self, text: str) -> str:
        """Return any text, such as an argument, in the same way."""
        cut = text[:_MAX_TEXT]
        if self._workdir and self._workdir in cut:
            cut = _replaced(cut, self._workdir, ".")
        if self._home and self._home in cut:
            cut = _replaced(cut, self._home, "~")
        cut = _MAIL.sub(r"\1/{user_name}", cut)
        if self._values is None:
            return cut
        return self._values.sub(lambda found: f"{{{self._kinds[found[0].lower()]}}}", cut)


def _replaced(text: str, folder: str, by: str) -> str:
    return re.sub(rf"{re.escape(folder)}(?![A-Za-z0-9_.-])", lambda _: by, text)


def _above(folder: str) -> Iterable[str]:
    """Give every directory above one, the nearest first."""
    while folder and folder != "/":
        folder = folder.rpartition("/")[0]
        yield folder or "/"


def _kinds(values: Iterable[Planted]) -> Iterable[tuple[str, str]]:
    """Give each value that can stand in a name, in lower case, with its kind; the first has precedence."""
    seen: set[str] = set()
    for one in values:
        spellings = (one.value.decode("latin-1").lower(), one.value.hex())
        for text in spellings:
            if _SHORTEST <= len(text) <= _MAX_VALUE and text not in seen:
                seen.add(text)
                yield text, one.kind
