# SPDX-License-Identifier: Apache-2.0
"""What of an invented machine goes into a box, and where.

It goes in before the project, so that the project's own files win. Nothing goes into the project's directory
but an `.env`, and of a clone's `.git`, which is left out of the box, what tells its origin. In a home
directory that is the image's own, nothing takes the place of what is there.
"""

from __future__ import annotations

import os
import time
from collections.abc import Container, Iterator
from dataclasses import replace

from fpbox.boxfile import BoxFile
from fpbox.engine import archive
from fpbox.engine.accounts import Account
from fpbox.engine.images import NAMES
from fpbox.engine.spec import BoxSpec

_OURS = frozenset(f"fpbox/{name}" for name in NAMES)
_BUILD_CACHE = ".cache/node-gyp"


def renames(spec: BoxSpec) -> bool:
    """Tell whether the account may get an invented name and a home directory of its own.

    In an image of the user's making, the account's home directory may hold what the command needs.
    """
    return spec.machine is not None and spec.image.name.partition(":")[0] in _OURS


def at_home(path: str, home: str) -> str:
    """Return a path with "~/" at its beginning read as the home directory."""
    return f"{home}/{path[2:]}" if path.startswith("~/") else path


def environment(spec: BoxSpec, home: str) -> dict[str, str]:
    """Return the machine's variables."""
    pairs = spec.machine.env if spec.machine else ()
    return {name: at_home(value, home) for name, value in pairs}


def tops(spec: BoxSpec) -> list[str]:
    """Return what the machine would lay right into the home directory."""
    files = spec.machine.home_files if spec.machine else ()
    return sorted({file.path.split("/")[1] for file in files})


def belongings(spec: BoxSpec, user: Account, workdir: str, taken: Container[str]) -> Iterator[bytes]:
    """Give an archive's part for everything the machine has.

    Args:
        spec: of the box.
        user: the box's.
        workdir: where the project goes.
        taken: names in the home directory that are the image's.
    """
    if spec.machine is None:
        return
    files = [file for file in _files(spec, user) if not _is_taken(file.path, taken)]
    placed = [_owned(file, spec, user.home) for file in files]
    if workdir != user.home:
        placed = [file for file in placed if not file.path.startswith(f"{workdir}/")]
    if spec.project:
        own = spec.machine.project_files(
            workdir,
            int(time.time()),
            env=not os.path.lexists(spec.project / ".env"),
            clone=(spec.project / ".git").is_dir(),
        )
        placed += [replace(file, uid=spec.uid, gid=spec.gid) for file in own]
    yield from archive.folders(placed, user.home)
    yield from archive.files(placed)


def _files(spec: BoxSpec, user: Account) -> Iterator[BoxFile]:
    if spec.machine is not None:
        yield from spec.machine.files()
    if user.former_home and spec.image.manager == "npm":  # node's headers lie there
        yield BoxFile(f"~/{_BUILD_CACHE}", b"", link=f"{user.former_home}/{_BUILD_CACHE}")


def _is_taken(path: str, taken: Container[str]) -> bool:
    return path.startswith("~/") and path.split("/")[1] in taken


def _owned(file: BoxFile, spec: BoxSpec, home: str) -> BoxFile:
    if not file.path.startswith("~/"):
        return file
    return replace(file, path=at_home(file.path, home), uid=spec.uid, gid=spec.gid)
