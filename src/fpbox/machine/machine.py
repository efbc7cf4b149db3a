# SPDX-License-Identifier: Apache-2.0
"""The invented machine: what a box has of a person, made from a seed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

from fpbox.boxfile import BoxFile
from fpbox.machine import credentials, foreign
from fpbox.machine.clock import clock_shift
from fpbox.machine.hardware import BOOT_ID, Hardware, hardware
from fpbox.machine.identity import Identity
from fpbox.machine.persona import Persona
from fpbox.machine.scene import DAY_S, NO_PROJECT, PRIVATE, Planted, Scene
from fpbox.machine.size import Size

GIVEAWAYS = ("honey", "canary", "sandbox", "fake", "test", "example", "fpbox", "dummy", "decoy")
"""Words by which malware knows that it is being watched: nothing invented holds one, not even by chance."""
_GIVEAWAY = re.compile("|".join(GIVEAWAYS).encode(), re.IGNORECASE)
_ATTEMPTS = 32
_READ_ONLY = 0o444
_INSTALLED_DAYS = 420


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine that never was. The same seed, persona and project give the same one.

    Attributes:
        seed: what it is made from. persona: the name of the one it belongs to.
        who: its identity.
        values: what exists nowhere else, so that whatever was sent can be searched for it.
        env: variables for the command; a value may begin with "~/": the home directory.
        metadata: what a cloud's metadata service has to say, by name.
        workdir: where the project lies, "" for right below the home directory.
        home_files: for the user, by paths that begin with "~/".
        project_env: an `.env` for the project, or empty.
        project_clone: a `.git/config` for a project that is a clone, or empty.
        hardware: what the kernel says of it, where that can be shown.
        size_files: what files of the kernel's say of its size, where it is not to look as large as it is.
        clock_s: by how much its time of day differs from the real one.
        system: what Node and Python say it runs on, where that is not what it is.
        size: how large it looks, where that is not how large it is.
    """

    seed: str
    persona: str
    who: Identity
    values: tuple[Planted, ...]
    env: tuple[tuple[str, str], ...]
    metadata: Mapping[str, str]
    workdir: str
    home_files: tuple[BoxFile, ...]
    project_env: bytes
    project_clone: bytes
    hardware: Hardware
    size_files: Mapping[str, str]
    clock_s: int = 0
    system: str = ""
    size: Size | None = None

    @classmethod
    def make(cls, seed: str, persona: Persona, now_s: int, project: str = "") -> Self:
        """Make a machine.

        Args:
            seed: any text.
            persona: whose it is.
            now_s: when the run begins, in seconds since 1970; the files' times and ages in tokens go by the
                persona's clock then.
            project: the name of the user's project, or "".

        Raises:
            UsageError: the persona's clock is further away than ten years.
        """
        clock_s = clock_shift(persona.clock, now_s) if persona.clock else 0
        now_s += clock_s
        for attempt in range(_ATTEMPTS):
            scene = persona.scene(f"{seed}#{attempt}", now_s, project)
            env = credentials.env_text(scene, ".env", "project") if persona.project_env and project else ""
            clone = credentials.project_clone(scene) if "source" in persona.parts and project else ""
            metadata = credentials.metadata(scene)
            if not _gives_away(scene, env + clone):
                break
        if persona.system:
            scene.env |= foreign.environment(persona.system, scene.who)
        persona.finish(scene)
        return cls(
            seed=seed,
            persona=persona.name,
            who=scene.who,
            values=tuple(scene.planted),
            env=tuple(scene.env.items()),
            metadata=MappingProxyType(metadata),
            workdir=persona.workdir.format(project=project or NO_PROJECT),
            home_files=tuple(scene.files),
            project_env=env.encode(),
            project_clone=clone.encode("utf-8", "surrogateescape"),
            hardware=hardware(scene.dice, persona.host_form),
            size_files=MappingProxyType(persona.size.files(now_s) if persona.size else {}),
            clock_s=clock_s,
            system=persona.system,
            size=persona.size,
        )

    @property
    def known_outside(self) -> dict[str, str]:
        """What services on the internet that are played can know of it, by kind."""
        planted = {one.kind: one.value.decode("utf-8", "replace") for one in self.values}
        return {**planted, **self.metadata, "time_zone": self.who.time_zone}

    @property
    def host_name(self) -> str:
        """The machine's name, without a domain."""
        return self.who.host_name

    @property
    def user(self) -> str:
        """The account's name."""
        return self.who.user

    @property
    def mac(self) -> str:
        """The address of its network card."""
        return self.who.mac

    def kernel_files(self, *, disguise: bool, root: bool = False) -> dict[str, str]:
        """Return what the box is to see in place of files of the kernel's, by path.

        Args:
            disguise: all that can be shown of another machine; else only what says which one this is, and how
                large it looks.
            root: with those that only root may read.
        """
        identity = {BOOT_ID: f"{self.who.boot_id}\n"}
        private = self.hardware.private_files if root else {}
        return {**identity, **self.size_files, **private, **(self.hardware.files if disguise else {})}

    def files(self) -> tuple[BoxFile, ...]:
        """Return the files that make it this machine: the system's, and those of the home directory."""
        zone, changed = self.who.time_zone, min((file.mtime_s or 0 for file in self.home_files), default=0)
        changed -= _INSTALLED_DAYS * DAY_S
        identifier = f"{self.who.machine_id}\n".encode()
        system = (
            BoxFile("/etc/machine-id", identifier, _READ_ONLY, mtime_s=changed),
            BoxFile("/var/lib/dbus/machine-id", identifier, _READ_ONLY, mtime_s=changed),
            BoxFile("/etc/timezone", f"{zone}\n".encode(), mtime_s=changed),
            BoxFile("/etc/localtime", b"", mtime_s=changed, link=f"/usr/share/zoneinfo/{zone}"),
            BoxFile("/etc/default/locale", f"LANG={self.who.locale}\n".encode(), mtime_s=changed),
        )
        runtimes = foreign.files(self.system) if self.system else ()
        return (*system, *runtimes, *self.home_files)

    def project_files(self, workdir: str, now_s: int, *, env: bool, clone: bool) -> Iterator[BoxFile]:
        """Give what the project's directory gets.

        Args:
            workdir: that directory.
            now_s: the real time, in seconds since 1970.
            env: an `.env`.
            clone: of `.git` what tells where a clone came from; too little to be a repository.
        """
        changed = now_s + self.clock_s - 9 * DAY_S
        if env and self.project_env:
            yield BoxFile(f"{workdir}/.env", self.project_env, PRIVATE, mtime_s=changed)
        if clone and self.project_clone:
            yield BoxFile(f"{workdir}/.git/HEAD", credentials.GIT_HEAD.encode(), mtime_s=changed)
            yield BoxFile(f"{workdir}/.git/config", self.project_clone, mtime_s=changed)


def _gives_away(scene: Scene, env: str) -> bool:
    """Look for giveaways in everything drawn; the user's project may be called as it likes."""
    drawn = [_raw(env), *(one.value for one in scene.planted), *(file.data for file in scene.files)]
    drawn += [_raw(file.path) for file in scene.files]
    drawn += [_raw(value) for value in scene.env.values()]
    name = _raw(scene.project) or b"\0"
    return any(_GIVEAWAY.search(data.replace(name, b"")) for data in drawn)


def _raw(text: str) -> bytes:
    """Return text as it was given: names of directories need not be UTF-8."""
    return text.encode("utf-8", "surrogateescape")
