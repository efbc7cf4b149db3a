# SPDX-License-Identifier: Apache-2.0
"""Which package a process works for.

`Attributor` is told of every process image in order and answers with a `Scope`. It believes what the kernel
says (who started whom, from which program, in which directory) and what a package manager says at the moment
it starts a script; it never believes what a script says about itself.
"""

from fpbox.attribute.attributor import KEEP_ENV, Attributor
from fpbox.attribute.claims import Claim
from fpbox.attribute.installed import Installed
from fpbox.attribute.loads import DRIVER, Loads
from fpbox.attribute.lockfile import installed_count, npm_via
from fpbox.attribute.manifest import Manifest

__all__ = [
    "DRIVER",
    "KEEP_ENV",
    "Attributor",
    "Claim",
    "Installed",
    "Loads",
    "Manifest",
    "installed_count",
    "npm_via",
]
