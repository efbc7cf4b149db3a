# SPDX-License-Identifier: Apache-2.0
"""What of a project goes into the box.

Left out unless `.dockerignore` takes it back: version control's own directories and installed dependencies.
Left out always, unless credentials are asked for:

=================================================  ==================================================
`.netrc`, `_netrc`, `.git-credentials`             logins
`.pypirc`                                          tokens of package registries
`.env`, `.env.*` (not .example, .sample, .template)  secrets of the application
`*.pem`, `*.key`, `*.p12`, `*.pfx`, `*.jks`, `id_*`  private keys
`.aws`, `.azure`, `.config/gcloud`, `.docker`, `.gnupg`, `.kube`, `.ssh`, `.terraform.d`  directories of such
=================================================  ==================================================

`.npmrc`, `.yarnrc` and `.yarnrc.yml` go in without the settings that log in: the others may decide what gets
installed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from fpbox.engine import logins
from fpbox.engine.archive import Entry
from fpbox.engine.ignore import Ignore
from fpbox.errors import UsageError

DEFAULT_RULES = ("**/.git", "**/.hg", "**/.svn", "**/node_modules", "**/.venv")
CREDENTIALS = (
    ".netrc",
    "_netrc",
    ".git-credentials",
    ".pypirc",
    ".env",
    ".env.*",
    "*.pem",
    "*.key",
    "*.p12",
    "*.pfx",
    "*.jks",
    "id_rsa*",
    "id_dsa*",
    "id_ecdsa*",
    "id_ed25519*",
    ".aws",
    ".azure",
    "gcloud",
    ".docker",
    ".gnupg",
    ".kube",
    ".ssh",
    ".terraform.d",
)
_HARMLESS = (".env.example", ".env.sample", ".env.template", "*.pub")
MAX_FILES = 200_000
MAX_BYTES = 2 << 30


def scan(root: Path, target: str, *, credentials: bool) -> list[Entry]:
    """List what of the project at `root` is copied to `target`. Blocks.

    Args:
        root: the project.
        target: its directory in the box.
        credentials: copy credentials, too.

    Raises:
        UsageError: the project is no directory, cannot be read, or is too large.
    """
    if not root.is_dir():
        raise UsageError(f"{root} is not a directory", "Name the project's directory with --project.")
    found: list[Entry] = []
    size = 0
    try:
        for entry in _walk(root, target, _rules(root), credentials=credentials):
            found.append(entry)
            size += entry.info.st_size if stat.S_ISREG(entry.info.st_mode) else 0
            if len(found) > MAX_FILES or size > MAX_BYTES:
                raise UsageError(
                    f"{root} is too large to be copied into the box: more than {MAX_FILES:,} files or "
                    f"{MAX_BYTES >> 30} GiB",
                    "Name what the command does not need in a .dockerignore file there.",
                )
    except OSError as error:
        raise UsageError(
            f"cannot read the project: {error}", "Mend its permissions or ignore the file."
        ) from error
    return found


def is_credential(name: str) -> bool:
    """Tell by its name whether a file or directory usually holds secrets."""
    if any(fnmatchcase(name, pattern) for pattern in _HARMLESS):
        return False
    return any(fnmatchcase(name, pattern) for pattern in CREDENTIALS)


def _rules(root: Path) -> Ignore:
    try:
        own = (root / ".dockerignore").read_text(encoding="utf-8", errors="replace").removeprefix("\ufeff")
    except FileNotFoundError:
        own = ""
    return Ignore([*DEFAULT_RULES, *own.splitlines()])


def _walk(root: Path, target: str, rules: Ignore, *, credentials: bool) -> Iterator[Entry]:
    """Go through the tree, a directory before what is in it, never through a link."""
    waiting = [""]
    owed: dict[str, Entry] = {}  # ignored directories, there only if an exception brings back what is in them
    while waiting:
        below = waiting.pop()
        with os.scandir(root / below) as listing:
            items = sorted(listing, key=lambda item: item.name)
        for item in items:
            path = f"{below}/{item.name}" if below else item.name
            if is_credential(item.name) and not credentials:
                continue
            info = item.stat(follow_symlinks=False)
            ignored = rules.matches(path)
            if stat.S_ISDIR(info.st_mode) and (not ignored or rules.has_exceptions):
                waiting.append(path)
                if ignored:
                    owed[path] = Entry(Path(item.path), f"{target}/{path}", info)
            if not ignored and (
                entry := _entry(Path(item.path), f"{target}/{path}", info, credentials=credentials)
            ):
                yield from _parents(path, owed)
                yield entry


def _parents(path: str, owed: dict[str, Entry]) -> Iterator[Entry]:
    parts = path.split("/")
    for depth in range(1, len(parts)):
        if parent := owed.pop("/".join(parts[:depth]), None):
            yield parent


def _entry(source: Path, path: str, info: os.stat_result, *, credentials: bool) -> Entry | None:
    """Describe one thing; sockets, pipes and devices are left where they are."""
    if not (stat.S_ISREG(info.st_mode) or stat.S_ISDIR(info.st_mode) or stat.S_ISLNK(info.st_mode)):
        return None
    clean = logins.CLEANERS.get(source.name)
    if clean is None or credentials or not stat.S_ISREG(info.st_mode):
        return Entry(source, path, info)
    with source.open("rb") as file:
        cleaned = clean(file.read(logins.LIMIT))
    return None if cleaned is None else Entry(source, path, info, cleaned)
