# SPDX-License-Identifier: Apache-2.0
"""What the start of a script says about the package it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from fpbox.attribute.names import Ecosystem


@dataclass(frozen=True, slots=True)
class Claim:
    """A package, as far as it is known when its script starts.

    Attributes:
        stated: the name the package gives itself (package.json), when that is not `name`.
        place: the package's directory.
        named: False while only the directory is known and the name is a stand-in for it.
        project: it is the project itself, not a dependency of it.
    """

    ecosystem: Ecosystem
    name: str
    version: str
    phase: str
    place: str
    basis: str
    stated: str = ""
    named: bool = True
    project: bool = False

    @classmethod
    def standing_in(cls, kind: str, what: str, phase: str, basis: str) -> Claim:
        """Return a stand-in for the npm package that has to do with something, until a lockfile names it."""
        name = f"{kind}:{what}"
        return cls("npm", name, "", phase, name, basis, named=False)

    def stands_for(self, kind: str) -> str:
        """Return what it is a stand-in of this kind for, or ""."""
        of, _, what = self.place.partition(":")
        return what if of == kind and not self.named else ""
