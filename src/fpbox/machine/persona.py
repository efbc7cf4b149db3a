# SPDX-License-Identifier: Apache-2.0
"""Personas: whose machine a box seems to be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

from fpbox.machine import browsers, credentials, home, roles, wallets
from fpbox.machine.dice import Dice
from fpbox.machine.hardware import BOOT_ID
from fpbox.machine.identity import HostForm, Identity, identity
from fpbox.machine.scene import JOBS, Scene
from fpbox.machine.size import Size

Furnish = Callable[[Scene], None]

PARTS: dict[str, Furnish] = {
    "registries": credentials.registries,
    "source": credentials.source,
    "ssh": credentials.ssh,
    "cloud": credentials.cloud,
    "containers": credentials.containers,
    "shell": home.shell,
    "documents": home.documents,
    "projects": home.projects,
    "browsers": browsers.browsers,
    "wallets": wallets.wallets,
}
ROLES: dict[str, Furnish] = {"developer": roles.developer, "ci": roles.ci, "server": roles.server}
_AT_HOME = (("Europe/Berlin", "de_DE.UTF-8"), ("Europe/Paris", "fr_FR.UTF-8"),
            ("Europe/London", "en_GB.UTF-8"), ("America/New_York", "en_US.UTF-8"),
            ("America/Chicago", "en_US.UTF-8"),
            ("Europe/Madrid", "es_ES.UTF-8"), ("Europe/Warsaw", "pl_PL.UTF-8"))  # fmt: skip
_CENTRE = (("Etc/UTC", "C.UTF-8"),)
JOB_FOLDER = f"{JOBS}/{{project}}/{{project}}"
"""Where a CI job has its project."""
REFERENCE = re.compile(r"\{\{ *([a-z0-9_]+) *\}\}")


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file that a user's persona adds; `{{KIND}}` in its text stands for an invented value."""

    path: str
    text: str
    mode: int = 0o600


@dataclass(frozen=True, slots=True)
class Persona:
    """Whose machine a box seems to be.

    Attributes:
        name: in the report. roles: of "developer", "ci" and "server", which decide the variables.
        parts: of `PARTS`, what the home directory holds.
        host_form: what kind of machine it is. places: time zones and locales to choose from.
        user, host_name: where they are given and not invented.
        workdir: where the project lies; "" for right below the home directory. `{project}` is its name.
        project_env: the project gets an invented `.env`, unless it has one.
        env: further variables. files: further files.
        another_user: the account has another name than the one that the seed gives it.
        empty_home: nothing lies in the home directory.
        clock: the time of day it shows, as `fpbox.machine.clock` reads it; "" for the real one.
        system: what Node and Python say it runs on, of `fpbox.machine.foreign`; "" for what it is.
        size: how large it looks; None for how large it is.
    """

    name: str
    roles: tuple[str, ...]
    parts: tuple[str, ...]
    host_form: HostForm
    places: tuple[tuple[str, str], ...]
    user: str = ""
    host_name: str = ""
    workdir: str = ""
    project_env: bool = False
    env: tuple[tuple[str, str], ...] = ()
    files: tuple[OwnFile, ...] = ()
    another_user: bool = False
    empty_home: bool = False
    clock: str = ""
    system: str = ""
    size: Size | None = None

    def scene(self, seed: str, now_s: int, project: str) -> Scene:
        """Furnish a machine; what a user's own persona adds is still missing."""
        dice = Dice(seed)
        who = identity(dice.topic("identity"), self.host_form, self.places, self.user)
        if self.another_user:
            who = replace(who, user=self._another(dice, who.user))
        scene = Scene(dice, replace(who, host_name=self.host_name or who.host_name), now_s, project)
        _plant_identity(scene, scene.who)
        for part in self.parts:
            PARTS[part](scene)
        for role in self.roles:
            ROLES[role](scene)
        return scene

    def _another(self, dice: Dice, user: str) -> str:
        """Draw the name of another account."""
        topics = (dice.topic(f"another identity {number}") for number in count())
        names = (identity(topic, self.host_form, self.places).user for topic in topics)
        return next(name for name in names if name != user)

    def finish(self, scene: Scene) -> None:
        """Add what a user's own persona adds, with invented values where it asks for them."""
        values = {one.kind: one.value.decode("latin-1") for one in reversed(scene.planted)}

        def filled(text: str) -> str:
            return REFERENCE.sub(lambda found: values[found[1]], text)

        scene.env |= {name: filled(text) for name, text in self.env}
        for file in self.files:
            scene.write(file.path, filled(file.text), file.mode)
        if self.empty_home:
            scene.files.clear()
            scene.planted = [one for one in scene.planted if not one.where.startswith("~/")]


def _plant_identity(scene: Scene, who: Identity) -> None:
    scene.plant("host_name", who.host_name, "the host name")
    scene.plant("machine_id", who.machine_id, "/etc/machine-id")
    scene.plant("boot_id", who.boot_id, BOOT_ID)
    scene.plant("mac_address", who.mac, "the network card")
    scene.plant("email", who.email, "~/.gitconfig")
    scene.plant("full_name", who.full_name, "/etc/passwd")
    scene.plant("domain", who.domain, "files in the home directory")
    if who.user_is_telling:
        scene.plant("user_name", who.user, "/etc/passwd")


BUILT_IN = {
    "developer": Persona("developer", ("developer",), tuple(PARTS), "laptop", _AT_HOME, project_env=True),
    "ci": Persona(
        "ci",
        ("ci",),
        ("registries", "source", "cloud", "containers"),
        "runner",
        _CENTRE,
        user="runner",
        workdir=JOB_FOLDER,
    ),
    "server": Persona(
        "server",
        ("server",),
        ("registries", "ssh", "cloud", "containers", "shell"),
        "cloud",
        _CENTRE,
        project_env=True,
    ),
}
