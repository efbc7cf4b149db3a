# SPDX-License-Identifier: Apache-2.0
"""The invented machine: a believable person's user, host and credentials, unique to one run.

All of it is made from a seed, without input or output; the engine puts it into the box.
"""

from fpbox.boxfile import BoxFile
from fpbox.machine.identity import Identity
from fpbox.machine.machine import GIVEAWAYS, Machine
from fpbox.machine.persona import BUILT_IN, Persona
from fpbox.machine.persona_file import load_persona
from fpbox.machine.scene import Planted
from fpbox.machine.varied import split, varied

__all__ = [
    "BUILT_IN",
    "GIVEAWAYS",
    "BoxFile",
    "Identity",
    "Machine",
    "Persona",
    "Planted",
    "load_persona",
    "split",
    "varied",
]
