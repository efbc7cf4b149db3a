# SPDX-License-Identifier: Apache-2.0
"""Packages that bring a program by the name of one that everybody has: it is found first, and run for it.

Checkmarx called it command jacking in 2024. Package managers lay such programs down themselves.
"""

from __future__ import annotations

from fpbox.attribute import names
from fpbox.attribute.claims import Claim

UNPACK = "unpack"
"""The phase in which the toolchain lays a package's files down."""
COMMANDS = frozenset(
    {
        *(
            "sh",
            "bash",
            "zsh",
            "env",
            "ls",
            "cat",
            "cp",
            "mv",
            "rm",
            "mkdir",
            "touch",
            "chmod",
            "find",
            "grep",
        ),
        *("sed", "awk", "tar", "ps", "sudo", "su", "ssh", "scp", "git", "curl", "wget", "make", "gcc", "cc"),
        *("docker", "kubectl", "aws", "az", "gcloud", "terraform", "helm"),
    }
)
"""Names that mean the same program everywhere. Those of package managers and interpreters are left out, since
packages bring them."""
_BASIS = "npm put it where programs are looked for"
BROUGHT = "bin"
"""The kind of a stand-in for whoever brings a command."""


def of(path: str) -> str:
    """Return which of these commands a path is, in a folder of programs; "" for anything else."""
    folder, _, name = path.rpartition("/")
    return name if name in COMMANDS and folder.endswith(("/bin", "/.bin")) else ""


def is_its_own(command: str, package: str) -> bool:
    """Tell whether a package brings the program that it is named after, as "awscli" brings "aws"."""
    return command in names.canonical(package)


def stand_in(command: str) -> Claim:
    """Return whoever brings a command with an npm package, until a lockfile tells."""
    return Claim.standing_in(BROUGHT, command, UNPACK, _BASIS)
