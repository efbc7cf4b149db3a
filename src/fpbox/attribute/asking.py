# SPDX-License-Identifier: Apache-2.0
"""Dependencies that are asked for by an address, and which host that is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fpbox.attribute.claims import Claim

REQUIRES = "requires"
"""The phase in which the toolchain fetches what a package requires."""
_BASIS = "npm went there for something that is asked for by this host's address"
_SHORT = re.compile(r"(?:(github|gitlab|bitbucket|gist):)?[\w.-]+/[\w.-]+(?:#.*)?", re.DOTALL)
_ADDRESS = re.compile(
    r"(?:\A|[+@])(?:https?|git|ssh)://(?:[^/?#]*@)?(?:\[([0-9a-f:.]+)\]|([^/?#:@\[\]]+))", re.IGNORECASE
)
_SHORT_HOSTS = {
    "github": ("github.com", "codeload.github.com"),
    "gitlab": ("gitlab.com",),
    "bitbucket": ("bitbucket.org",),
    "gist": ("gist.github.com",),
}
_MAX_SPEC = 4_096


def stand_in(host: str) -> Claim:
    """Return whoever requires something of a host, until a lockfile tells."""
    return Claim.standing_in(REQUIRES, host, REQUIRES, _BASIS)


def hosts(spec: str) -> Iterator[str]:
    """Give the hosts that something asked for ("^1.0", "http://host/a.tgz", "github:user/a") is fetched from.

    What comes from the registry gives none.
    """
    spec = spec[:_MAX_SPEC]
    if short := _SHORT.fullmatch(spec):
        yield from _SHORT_HOSTS[short[1] or "github"]
        return
    if address := _ADDRESS.search(spec):
        yield (address[1] or address[2]).lower()
    elif spec.startswith("git@"):
        yield spec[4:].partition(":")[0].lower()
