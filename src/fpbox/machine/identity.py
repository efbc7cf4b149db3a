# SPDX-License-Identifier: Apache-2.0
"""Whose machine it is, and what it is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from fpbox.machine.dice import HEX, LOWER, Dice

HostForm = Literal["laptop", "runner", "cloud"]

_FIRST = (
    "Anna", "Bruno", "Carla", "Daniel", "Elena", "Felix", "Greta", "Henrik", "Irina", "Jonas", "Katrin",
    "Lukas", "Marta", "Nils", "Olivia", "Pavel", "Rosa", "Simon", "Tomasz", "Ulrike", "Viktor", "Wanda",
    "Yannick", "Zofia", "Adrian", "Bianca", "Conrad", "Dorota", "Emil", "Frida", "Gustav", "Helena",
)  # fmt: skip
_LAST = (
    "Abramczyk", "Bergqvist", "Castellan", "Drobinski", "Eichholz", "Fontaine", "Gundersen", "Hoffstetter",
    "Ivarsson", "Jankovic", "Kowalczyk", "Lindqvist", "Marchetti", "Novotny", "Oberholzer", "Petridis",
    "Quintero", "Rasmussen", "Schellen", "Thorvald", "Urbanek", "Vandermeer", "Wolinski", "Zelinka",
    "Ahlgren", "Brandauer", "Corvino", "Dellacroce", "Engdahl", "Falkenberg", "Gallardo", "Haverkamp",
)  # fmt: skip
_COMPANY = (
    ("Kel", "Var", "Tor", "Bry", "Nor", "Lum", "Cas", "Dren", "Fal", "Gar", "Hol", "Jor", "Mar", "Osk",
     "Quil", "Ros", "Sel", "Tam", "Ulm", "Wes"),
    ("vand", "ister", "mere", "wick", "onda", "ara", "embra", "ovia", "ington", "ergen", "alto", "enza",
     "holt", "gard", "mont", "brook"),
    ("Labs", "Systems", "Software", "Logistics", "Health", "Analytics", "Energy", "Mobility"),
)  # fmt: skip
_VENDORS: dict[HostForm, tuple[str, ...]] = {
    "laptop": ("54:e1:ad", "d4:be:d9", "00:1b:21"),
    "runner": ("00:0d:3a", "60:45:bd"),
    "cloud": ("02", "06", "0a", "0e"),
}
"""How MAC addresses begin: by makers of laptops, and by two clouds for their guests."""
_GENERIC = frozenset({"root", "runner", "deploy", "ubuntu", "debian", "dev", "admin", "app", "node", "user"})
_SHORTEST = 5


@dataclass(frozen=True, slots=True)
class Identity:
    """Who and what a box seems to be.

    Attributes:
        user: the account's name. full_name, email: of the person it belongs to.
        company: as people write it. domain: under which its own hosts are, nowhere to be found outside.
        machine_id: 32 hexadecimal digits. boot_id: a UUID, drawn when a machine starts.
        mac: in lower case, with colons.
        time_zone: as in "Europe/Berlin". locale: as in "de_DE.UTF-8".
    """

    user: str
    full_name: str
    email: str
    company: str
    domain: str
    host_name: str
    machine_id: str
    boot_id: str
    mac: str
    time_zone: str
    locale: str

    @property
    def slug(self) -> str:
        """The company in one word of lower case."""
        return self.domain.partition(".")[0]

    @property
    def user_is_telling(self) -> bool:
        """The account's name is rare enough to prove where it comes from."""
        return self.user not in _GENERIC and len(self.user) >= _SHORTEST


def identity(
    dice: Dice, host_form: HostForm, places: tuple[tuple[str, str], ...], user: str = ""
) -> Identity:
    """Draw an identity.

    Args:
        dice: the machine's.
        host_form: what kind of machine its name and its network card belong to.
        places: time zones with the locales that go with them.
        user: the account's name where it is given.
    """
    person, place = dice.topic("person"), dice.topic("place").pick(places)
    first, last = person.pick(_FIRST), person.pick(_LAST)
    names = [dice.topic("company").pick(part) for part in _COMPANY]
    slug = f"{names[0]}{names[1]}".lower()
    return Identity(
        user=user or f"{first[0]}{last}{person.pick(('', person.digits(2)))}".lower(),
        full_name=f"{first} {last}",
        email=f"{first}.{last}@{slug}-{names[2]}.com".lower(),
        company=f"{names[0]}{names[1]} {names[2]}",
        domain=f"{slug}.internal",
        host_name=_HOST_NAMES[host_form](dice.topic("host"), slug),
        machine_id=dice.topic("machine-id").uuid().replace("-", ""),
        boot_id=dice.topic("boot-id").uuid(),
        mac=_mac(dice.topic("mac"), host_form),
        time_zone=place[0],
        locale=place[1],
    )


def _laptop(dice: Dice, slug: str) -> str:
    return dice.pick((f"{slug}-lt{dice.digits(5)}", f"nb-{dice.text(LOWER, 8)}"))


def _runner(dice: Dice, _: str) -> str:
    return f"fv-az{dice.digits(4)}-{dice.digits(3)}"


def _cloud(dice: Dice, _: str) -> str:
    return f"ip-10-{dice.below(256)}-{dice.below(256)}-{dice.between(4, 254)}"


_HOST_NAMES: dict[HostForm, Callable[[Dice, str], str]] = {
    "laptop": _laptop,
    "runner": _runner,
    "cloud": _cloud,
}


def _mac(dice: Dice, form: HostForm) -> str:
    beginning = dice.pick(_VENDORS[form])
    missing = 6 - len(beginning.split(":"))
    return ":".join((beginning, *(dice.text(HEX, 2) for _ in range(missing))))
