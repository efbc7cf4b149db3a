# SPDX-License-Identifier: Apache-2.0
"""Which clauses look at an object. Asked once for every distinct object of a run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fpbox.model import Action, Event
from fpbox.recipes.address import Address, address_of, of_name
from fpbox.recipes.callers import Callers, command_line
from fpbox.recipes.folders import Folders
from fpbox.recipes.glob import Globs, expand, first_part, is_wild
from fpbox.recipes.network import INSIDE, Reach
from fpbox.recipes.recipe import Clause, Recipe

_MAX_KNOWN = 50_000
_MAX_PARTS = 6
_ANY = "*"
_HEAD = 4
_ADDRESSED = frozenset({Action.CONNECT, Action.SEND, Action.BIND})


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One clause of one recipe.

    Attributes:
        callers: what it asks of processes, with what is known of them.
        programs: a program whose name begins with none of these fits none of its command lines.
    """

    recipe: Recipe
    clause: Clause
    callers: Callers | None = None
    programs: tuple[str, ...] = ("",)

    def fits(self, event: Event, reach: Reach = INSIDE, beside: Iterable[str] = ()) -> bool:
        """Hold what depends on the event itself, beyond its action, call and object, against the clause.

        `beside` are the objects that clauses name under `unless_with` and that its process image opened.
        """
        clause = self.clause
        return (
            (not clause.outside or reach.outside)
            and (clause.familiar is None or clause.familiar is reach.familiar)
            and (not clause.results or event.result in clause.results)
            and (not clause.flags or not clause.flags.isdisjoint(event.flags))
            and (clause.phases is None or bool(clause.phases.match(event.scope.phase)))
            and (clause.exes is None or bool(clause.exes.match(event.process.exe)))
            and (clause.not_exes is None or not clause.not_exes.match(event.process.exe))
            and (clause.details is None or any(map(clause.details.match, event.detail)))
            and (clause.commands is None or bool(clause.commands.match(_executed(event))))
            and (clause.not_commands is None or not clause.not_commands.match(_executed(event)))
            and (clause.unless_with is None or not any(map(clause.unless_with.match, beside)))
            and _fits_request(clause, event)
            and (self.callers is None or self.callers.fit(event.process))
        )


def _fits_request(clause: Clause, event: Event) -> bool:
    """Hold what was asked of whom against the clause; a clause that gives any of it takes only requests."""
    asked = ((clause.methods, 0), (clause.hosts, 1), (clause.targets, 2))
    return all(globs is None or bool(globs.match(event.detail[at])) for globs, at in asked)


def _executed(event: Event) -> str:
    return command_line(event.object, event.detail)


class _Node:
    """Where patterns of paths lead, part by part; ``*`` is the way of every part with a wildcard.

    Attributes:
        here: rules whose pattern ends here. below: those for anything from here on.
    """

    __slots__ = ("below", "here", "ways")

    def __init__(self) -> None:
        self.ways: dict[str, _Node] = {}
        self.here: list[Rule] = []
        self.below: list[Rule] = []

    def add(self, pattern: str, rule: Rule) -> None:
        """File a rule under a pattern without braces."""
        node, parts = self, pattern.split("/")
        for part in parts[:_MAX_PARTS]:
            if "**" in part:
                node.below.append(rule)
                return
            node = node.ways.setdefault(_ANY if "*" in part or "?" in part else part, _Node())
        (node.here if len(parts) <= _MAX_PARTS else node.below).append(rule)

    def find(self, path: str) -> list[Rule]:
        """Return the rules whose patterns may match."""
        found: list[Rule] = []
        nodes = [self]
        for part in path.split("/", _MAX_PARTS)[:_MAX_PARTS]:
            after = []
            for node in nodes:
                found += node.below
                ways = node.ways
                if part in ways:
                    after.append(ways[part])
                if _ANY in ways and part != _ANY:
                    after.append(ways[_ANY])
            if not after:
                return found
            nodes = after
        for node in nodes:
            found += node.below
            found += node.here
        return found


class _Shelf:
    """The clauses that look at one action, filed by literal pieces of their patterns."""

    def __init__(self) -> None:
        self._paths = _Node()
        self._parts: dict[str, list[Rule]] = {}
        self._heads: dict[str, list[Rule]] = {}
        self._suffixes: dict[str, list[Rule]] = {}
        self._schemes: dict[str, list[Rule]] = {}
        self._anywhere: list[Rule] = []
        self._folders = Folders()

    def add(self, rule: Rule) -> None:
        objects = rule.clause.objects
        patterns = [one for pattern in objects.patterns for one in expand(pattern)] if objects else [""]
        for pattern in patterns:
            self._folders.add(pattern if objects else "**")
            if pattern.startswith("/"):
                self._paths.add(pattern[1:], rule)
                continue
            rules = self._list_for(pattern)
            if rule not in rules:
                rules.append(rule)

    def _list_for(self, pattern: str) -> list[Rule]:
        scheme = first_part(pattern)
        if pattern.startswith("**/"):
            first, _, last = pattern[3:].rpartition("/")
            first = (first or last).partition("/")[0]
            if not is_wild(first):
                return self._parts.setdefault(first, [])
            suffix = last.rpartition(".")[2]
            if suffix != last and not is_wild(suffix):
                return self._suffixes.setdefault(suffix, [])
            if len(last) >= _HEAD and not is_wild(last[:_HEAD]):
                return self._heads.setdefault(last[:_HEAD], [])
        if scheme and not is_wild(scheme):
            return self._schemes.setdefault(scheme, [])
        return self._anywhere

    def find(self, name: str) -> list[Rule]:
        """Return the rules that may look at an object, each once."""
        if not self._folders.may_fit(name):
            return []
        if name.startswith("/"):
            found = self._paths.find(name[1:])
        else:
            found = [*self._schemes.get(first_part(name), ())]
        parts = name.split("/")
        last = parts[-1]
        found += self._suffixes.get(last.rpartition(".")[2], ())
        found += self._heads.get(last[:_HEAD], ())
        if not self._parts.keys().isdisjoint(parts):
            found += (rule for part in parts for rule in self._parts.get(part, ()))
        found += self._anywhere
        return found if len(found) < 2 else list(dict.fromkeys(found))  # noqa: PLR2004 - one is not twice there


class Index:
    """Finds clauses by action and object."""

    def __init__(self, recipes: Iterable[Recipe]) -> None:
        self._shelves = {action: _Shelf() for action in Action}
        self._known: dict[tuple[Action, str, str], tuple[Rule, ...]] = {}
        recipes = tuple(recipes)
        self._beside = Globs.paths(
            pattern
            for recipe in recipes
            for clause in recipe.clauses
            if clause.unless_with
            for pattern in clause.unless_with.patterns
        )
        self._folders_beside = Folders.of(one for each in self._beside.patterns for one in expand(each))
        for recipe in recipes:
            for clause in recipe.clauses:
                for action in clause.actions:
                    self._shelves[action].add(Rule(recipe, clause, Callers.of(clause), _programs(clause)))

    def rules(self, action: Action, call: str, name: str) -> tuple[Rule, ...]:
        """Return the clauses that may take an event with this action, call and object."""
        key = (action, call, name)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MAX_KNOWN:
                self._known.clear()
            known = self._known[key] = self._find(action, call, name)
        return known

    def names_beside(self, name: str) -> bool:
        """Tell whether any clause names an object under `unless_with`."""
        return self._folders_beside.may_fit(name) and bool(self._beside.match(name))

    def _find(self, action: Action, call: str, name: str) -> tuple[Rule, ...]:
        candidates = self._shelves[action].find(name)
        if not candidates:
            return ()
        if action is Action.EXEC:
            program = name.rpartition("/")[2]
            candidates = [rule for rule in candidates if program.startswith(rule.programs)]
        address = address_of(name) if action in _ADDRESSED else None
        if action is Action.DNS:
            address = of_name(name)
        return tuple(rule for rule in candidates if _looks_at(rule.clause, action, call, name, address))


def _programs(clause: Clause) -> tuple[str, ...]:
    """Return what a program's name must begin with to fit any of a clause's command lines."""
    if clause.commands is None:
        return ("",)
    patterns = (one for pattern in clause.commands.patterns for one in expand(pattern))
    return tuple({re.split("[ *?]", one, maxsplit=1)[0] for one in patterns})


def _looks_at(clause: Clause, action: Action, call: str, name: str, address: Address | None) -> bool:
    if clause.objects is not None and not clause.objects.match(name):
        return False
    if clause.not_objects is not None and clause.not_objects.match(name):
        return False
    if clause.calls is not None and not clause.calls.match(call):
        return False
    if clause.min_seconds and (action is not Action.SLEEP or _seconds(name) < clause.min_seconds):
        return False
    return _fits_address(clause, address)


def _fits_address(clause: Clause, address: Address | None) -> bool:
    if not (clause.addresses or clause.ports or clause.not_ports):
        return True
    return (
        address is not None
        and (not clause.addresses or address.kind in clause.addresses)
        and (not clause.ports or address.port in clause.ports)
        and address.port not in clause.not_ports
    )


def _seconds(name: str) -> float:
    try:
        return float(name)
    except ValueError:
        return 0.0
