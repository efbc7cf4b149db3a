# SPDX-License-Identifier: Apache-2.0
"""What a recipe is made of. The language itself is described in docs/recipe-language.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from fpbox.model import Action, Importance
from fpbox.recipes.glob import Globs

Language = Literal["sh", "python", "node", "c"]
AddressSet = Literal["loopback", "private", "link_local", "metadata", "multicast", "unspecified", "public"]


@dataclass(frozen=True, slots=True)
class Clause:
    """One kind of observation a recipe takes. Everything that is given must hold.

    Attributes:
        name: unique within the recipe; others refer to it as ``recipe:name``.
        objects, not_objects: of the event's object; none given means any.
        calls: the system call's name. commands: an exec's command line, its program without the directory.
        details: any one of the event's details.
        exes, not_exes: path of the program that did it. by, not_by: its command line, likewise without the
            directory. below, not_below: that of any process above it.
        unless_with: objects; the same process image opened none of them before, or shortly after.
        results, flags: one of these results; at least one of these flags.
        addresses, ports, not_ports: of a network object.
        hosts, methods, targets: of a request.
        phases, not_phases: lifecycle event or build hook in which it happened.
        outside: the host is not one the run is allowed to talk to.
        familiar: whether the host is one that popular packages fetch from; None means either.
        min_seconds: of a sleep.
        beyond_control: for calls without an object: only those above what the control run shows.
        min_distinct, min_count: how many different objects, and observations, it takes in one package.
        importance, bits: where they differ from the recipe's own.
    """

    name: str
    actions: frozenset[Action]
    objects: Globs | None = None
    not_objects: Globs | None = None
    calls: Globs | None = None
    commands: Globs | None = None
    not_commands: Globs | None = None
    details: Globs | None = None
    exes: Globs | None = None
    not_exes: Globs | None = None
    unless_with: Globs | None = None
    by: Globs | None = None
    not_by: Globs | None = None
    below: Globs | None = None
    not_below: Globs | None = None
    hosts: Globs | None = None
    methods: Globs | None = None
    targets: Globs | None = None
    phases: Globs | None = None
    not_phases: Globs | None = None
    results: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    ports: frozenset[int] = frozenset()
    not_ports: frozenset[int] = frozenset()
    outside: bool = False
    familiar: bool | None = None
    min_seconds: float = 0
    beyond_control: bool = False
    min_distinct: int = 1
    min_count: int = 1
    importance: Importance | None = None
    bits: float | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file. Line and column count from 1; 0 where they are not known."""

    file: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a correlation: enough of these recipes were seen.

    Attributes:
        refs: recipe ids, ``recipe:clause`` or ``tactic:discovery``.
        at_least: how many different recipes. techniques: how many different techniques. bits: how many bits.
        places: where each reference stands.
    """

    refs: tuple[str, ...]
    at_least: int = 1
    techniques: int = 1
    bits: float = 0
    places: tuple[Place, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Correlation:
    """Joins findings of one package. With `ordered`, each step comes at or after the one before it.

    Attributes:
        within_s: the time from first to last; 0 means the whole run.
        unless_before: references: what was seen of the first step after any of these does not count.
    """

    steps: tuple[Step, ...]
    ordered: bool = False
    within_s: float = 0
    unless_before: Step | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A few lines that can be run, and what is then seen.

    Attributes:
        run: source text. lang: what runs it.
        sees: observations in the short form of docs/recipe-language.md.
        note: why it matches, or why it must not.
    """

    run: str
    lang: Language
    sees: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """What to do about a finding: six answers, the nearest at hand first."""

    review: str
    policy: str
    dependency: str
    watch: str
    teach: str
    audit: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """A kind of behaviour worth knowing of.

    Attributes:
        tactic, technique: MITRE ATT&CK's names ("discovery", "T1082").
        category: what it looks at. method: how it looks.
        bits: how much of the machine's identity all its clauses together give away; why_bits says how that
            was reckoned.
        intent: it shows a purpose by itself: egress, credential access, evasion, persistence, escape.
        prevalence: share of benign packages that show it; prevalence_source says where the figure comes from.
        min_distinct: different objects, over all clauses.
        place: where it stands. origin: the file it comes from, "" for fpbox's own.
        overrides: it took the place of another one with the same id.
    """

    id: str
    title: str
    description: str
    tactic: str
    technique: str
    category: str
    method: str
    importance: Importance
    bits: float
    why_bits: str
    intent: bool
    clauses: tuple[Clause, ...]
    correlation: Correlation | None
    means: str
    matters: str
    steps: Steps
    matches: tuple[Example, ...]
    misses: tuple[Example, ...]
    min_distinct: int = 1
    references: tuple[str, ...] = ()
    prevalence: float = 0.0
    prevalence_source: str = ""
    place: Place = field(default=Place(""), compare=False, repr=False)
    origin: str = ""
    overrides: bool = False
