# SPDX-License-Identifier: Apache-2.0
"""Personas changed in one circumstance, so that two runs differ in nothing else: "developer+ci"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from fpbox.errors import UsageError
from fpbox.machine.clock import check_clock
from fpbox.machine.foreign import SYSTEMS
from fpbox.machine.persona import JOB_FOLDER, Persona
from fpbox.machine.size import SIZES

USER = re.compile(r"[a-z_][a-z0-9_-]{0,31}")
ZONE = re.compile(r"[A-Z][A-Za-z_]{1,20}(?:/[A-Z][A-Za-z_-]{1,30}){0,2}")
HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def _ci(persona: Persona, _: str) -> Persona:
    if "ci" in persona.roles:
        return persona
    return replace(persona, roles=(*persona.roles, "ci"), workdir=JOB_FOLDER)


def _no_ci(persona: Persona, _: str) -> Persona:
    return replace(persona, roles=tuple(role for role in persona.roles if role != "ci"))


def _empty_home(persona: Persona, _: str) -> Persona:
    return replace(persona, empty_home=True)


def _user(persona: Persona, name: str) -> Persona:
    if name and not USER.fullmatch(name):
        raise UsageError(f"{name!r} is no name of an account", "Write it like user=jdoe.")
    return replace(persona, user=name, another_user=not name)


def _host(persona: Persona, name: str) -> Persona:
    if not HOST.fullmatch(name):
        raise UsageError(f"{name!r} is no host name", "Write it like host=build-07.")
    return replace(persona, host_name=name)


def _zone(persona: Persona, zone: str) -> Persona:
    if not ZONE.fullmatch(zone):
        raise UsageError(f"{zone!r} is no time zone", "Write it like zone=Europe/Berlin.")
    return replace(persona, places=tuple((zone, locale) for _, locale in persona.places))


def _clock(persona: Persona, clock: str) -> Persona:
    return replace(persona, clock=check_clock(clock))


def _system(persona: Persona, system: str) -> Persona:
    if system not in SYSTEMS:
        raise UsageError(
            f"nothing is known of the system {system!r}", f"Write system= {' or '.join(SYSTEMS)}."
        )
    return replace(persona, system=system)


def _size(persona: Persona, size: str) -> Persona:
    if size not in SIZES:
        raise UsageError(f"{size!r} is no size of a machine", f"Write size= {' or '.join(SIZES)}.")
    return replace(persona, size=SIZES[size])


CHANGES: dict[str, Callable[[Persona, str], Persona]] = {
    "ci": _ci,
    "no-ci": _no_ci,
    "empty-home": _empty_home,
    "user": _user,
    "host": _host,
    "zone": _zone,
    "clock": _clock,
    "system": _system,
    "size": _size,
}
"""By their words. The last six take a value: "user=jdoe"; "user" alone draws another name."""
VALUED = frozenset({"user", "host", "zone", "clock", "system", "size"})


def split(name: str) -> tuple[str, tuple[str, ...]]:
    """Return a persona's own name, and the changes that are asked for after it."""
    base, *words = name.split("+")
    while words and any(word.partition("=")[0] not in CHANGES for word in words):
        base = f"{base}+{words.pop(0)}"
    return base, tuple(words)


def varied(persona: Persona, changes: tuple[str, ...]) -> Persona:
    """Return a persona with some changes, one after another; they are part of its name.

    Raises:
        UsageError: there is no such change, or its value is none.
    """
    for change in changes:
        word, equals, value = change.partition("=")
        if word not in CHANGES or (equals and word not in VALUED):
            raise UsageError(f"nothing can be changed by {change!r}", f"There are {', '.join(CHANGES)}.")
        persona = CHANGES[word](replace(persona, name=f"{persona.name}+{change}"), value)
    return persona
