# SPDX-License-Identifier: Apache-2.0
"""Which runs a comparison is made of."""

from __future__ import annotations

from dataclasses import dataclass

from fpbox.machine.varied import VALUED

PERSONAS = ("developer", "ci")
WAYS = ("ci", "home", "user", "host", "zone", "clock", "system", "size", "seed")
_CHANGES = {"home": "empty-home", "user": "user"}


@dataclass(frozen=True, slots=True)
class Variant:
    """The circumstances of a run.

    Attributes:
        name: what they are called in the report. persona: as `--persona` takes it.
        other_seed: the machine is made from another seed than the others.
    """

    name: str
    persona: str
    other_seed: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The runs.

    Attributes:
        variants: the different circumstances, the first of which is repeated.
        repeats: how many times.
    """

    variants: tuple[Variant, ...]
    repeats: int = 1

    def rounds(self) -> tuple[tuple[Variant, int], ...]:
        """Return the runs in their order; the number tells a repeat from what it repeats, which is 0."""
        first, *others = self.variants
        return (*((first, number) for number in range(self.repeats + 1)), *((one, 0) for one in others))


def plan(personas: tuple[str, ...], ways: tuple[str, ...], repeats: int) -> Plan:
    """Return the runs that are asked for.

    Args:
        personas: whose machines. Without any, the usual ones, or the first of them if there are ways.
        ways: in which the first persona is changed besides: of `WAYS`, "user=NAME", "host=NAME", "zone=ZONE",
            "clock=WHEN", "system=windows".
        repeats: how often the first run is repeated.

    Raises:
        ValueError: there is no such way, or nothing would differ.
    """
    chosen = personas or (PERSONAS[:1] if ways else PERSONAS)
    variants = [Variant(name, name) for name in dict.fromkeys(chosen)]
    variants += [_varied(variants[0].persona, way) for way in dict.fromkeys(ways)]
    if len({(one.persona, one.other_seed) for one in variants}) < 2:  # noqa: PLR2004 - a comparison takes two
        raise ValueError("nothing would differ: name two personas, or something to vary")
    return Plan(tuple(variants), repeats)


def _varied(base: str, way: str) -> Variant:
    word, equals, value = way.partition("=")
    if word not in WAYS or (equals and word not in VALUED) or (word in VALUED - {"user"} and not value):
        raise ValueError(
            f"nothing can be varied by {way!r}: write ci, home, user, user=NAME, host=NAME, zone=ZONE, "
            "clock=WHEN, system=windows, system=macos, size=large, size=small or seed"
        )
    if word == "seed":
        return Variant(f"{base}, another seed", base, other_seed=True)
    if word == "ci":
        change = "no-ci" if _is_ci(base) else "ci"
    else:
        change = f"{_CHANGES.get(word, word)}{equals}{value}"
    return Variant(f"{base}+{change}", f"{base}+{change}")


def _is_ci(persona: str) -> bool:
    name, *changes = persona.split("+")
    return (name == "ci" or "ci" in changes) and "no-ci" not in changes
