# SPDX-License-Identifier: Apache-2.0
"""What a run is asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from fpbox.model import Level


@dataclass(frozen=True, slots=True)
class Output:
    """A report that was asked for: its format ("json", "jsonl") and where it goes ("-": standard output)."""

    format: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that flags, variables and files set for a run.

    Attributes:
        command: program and arguments, as for exec.
        project: directory that is copied into the box, or None.
        image: image to run in, or None to choose one by the command.
        network: "registry" seals it: only registries can be reached, and allow_hosts ("HOST", "HOST:PORT").
        tls_termination: end TLS in a sealed network, so that what is inside is seen.
        fail_on: flag packages at or above this level; None reports only.
        linger_s: how long daemons are watched after the command has ended.
        time_limit_s: None for no limit.
        env: variables for the command.
        skip_sleep: long sleeps of packages' code end at once.
        mqtt: the broker's URL, or None.
        recipes: folders of the user's own recipes.
        machine: the box has an invented user, files and variables.
        persona: whose they are: one of fpbox's, or a YAML file.
        seed: what the invented machine is made from; "" for one that nobody knows.
        disguise: show the invented machine's hardware in place of the real one.
        imports: load what was installed afterwards, at most import_limit packages, each for import_timeout_s.
    """

    command: tuple[str, ...]
    project: Path | None = None
    image: str | None = None
    network: Literal["registry", "open", "none"] = "registry"
    allow_hosts: tuple[str, ...] = ()
    tls_termination: bool = True
    level: Literal["deep", "standard"] = "deep"
    fail_on: Level | None = Level.HIGH
    linger_s: float = 5.0
    time_limit_s: float | None = 1800.0
    memory_bytes: int = 4 << 30
    pids: int = 2048
    file_size_bytes: int = 4 << 30
    env: tuple[tuple[str, str], ...] = ()
    skip_sleep: bool = True
    include_credentials: bool = False
    mqtt: str | None = None
    mqtt_trace: bool = False
    site: str = "default"
    worker: str | None = None
    outputs: tuple[Output, ...] = ()
    recipes: tuple[Path, ...] = ()
    machine: bool = True
    persona: str = "developer"
    seed: str = ""
    disguise: bool = False
    imports: bool = False
    import_timeout_s: float = 20.0
    import_limit: int = 100
