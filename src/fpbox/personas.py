# SPDX-License-Identifier: Apache-2.0
"""The invented machine that a run's settings ask for."""

from __future__ import annotations

import secrets
import time
from pathlib import Path

from fpbox.errors import UsageError
from fpbox.machine import BUILT_IN, Machine, Persona, load_persona, split, varied
from fpbox.settings import Settings

_MAX_BYTES = 4 << 20
_SEED_BYTES = 8


def machine_for(settings: Settings) -> Machine | None:
    """Make the machine for a run; None when none is wanted. Blocks: it may read a file.

    Raises:
        UsageError: there is no such persona, or its file is wrong; says where. Or a disguise is wanted and no
            machine.
    """
    if not settings.machine:
        if settings.disguise:
            raise UsageError(
                "--disguise shows an invented machine, and there is none", "Leave out --no-machine."
            )
        return None
    seed = settings.seed or secrets.token_hex(_SEED_BYTES)
    project = settings.project.resolve().name if settings.project else ""
    return Machine.make(seed, persona_for(settings.persona), int(time.time()), project)


def persona_for(name: str) -> Persona:
    """Return one of fpbox's personas, or read a user's own from a file, with changes that its name asks for.

    Raises:
        UsageError: there is none of this name, or the file is wrong; says where.
    """
    if not Path(name).is_file():
        base, changes = split(name)
        return varied(_persona(base), changes)
    return _persona(name)


def _persona(name: str) -> Persona:
    if name in BUILT_IN:
        return BUILT_IN[name]
    try:
        with Path(name).open("rb") as file:
            return load_persona(file.read(_MAX_BYTES).decode(), name)
    except OSError as error:
        raise UsageError(
            f"there is no persona {name!r}, and no file of that name can be read: {error.strerror}",
            f"Choose one of {', '.join(BUILT_IN)}, or name a YAML file.",
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: not UTF-8", "Save it as UTF-8.") from error
