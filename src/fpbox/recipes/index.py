# SPDX-License-Identifier: Apache-2.0
"""Which clauses look at an object. Asked once for every distinct object of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fpbox.model import Action, Event
from fpbox.recipes.address import Address, address_of
from fpbox.recipes.glob import first_part, index_keys
from fpbox.recipes.recipe import Clause, Recipe

_MAX_KNOWN = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One clause of one recipe."""

    recipe: Recipe
    clause: Clause

    def fits(self, event: Event, *, outside: bool) -> bool:
        """Hold what depends on the event itself, beyond its action, call and object, against the clause."""
        clause = self.clause
        return (
            (not clause.outside or outside)
            and (not clause.results or event.result in clause.results)
            and (not clause.flags or not clause.flags.isdisjoint(event.flags))
            and (not clause.phases or event.scope.phase in clause.phases)
            and (clause.exes is None or bool(clause.exes.match(event.process.exe)))
            and (clause.not_exes is None or not clause.not_exes.match(event.process.exe))
            and (clause.details is None or any(map(clause.details.match, event.detail)))
            and (clause.commands is None or bool(clause.commands.match(command_line(event))))
            and (clause.not_commands is None or not clause.not_commands.match(command_line(event)))
        )


def command_line(event: Event) -> str:
    """Return an exec's command line: the program's name without its directory, then its arguments."""
    return " ".join((event.object.rsplit("/", 1)[-1], *event.detail[1:]))


class Index:
    """Finds clauses by action and by the first part of the object."""

    def __init__(self, recipes: Iterable[Recipe]) -> None:
        self._by_part: dict[Action, dict[str, list[Rule]]] = {action: {} for action in Action}
        self._anywhere: dict[Action, list[Rule]] = {action: [] for action in Action}
        self._known: dict[tuple[Action, str, str], tuple[Rule, ...]] = {}
        for recipe in recipes:
            for clause in recipe.clauses:
                self._add(Rule(recipe, clause))

    def _add(self, rule: Rule) -> None:
        objects = rule.clause.objects
        keys = index_keys(objects.patterns) if objects else frozenset({""})
        for action in rule.clause.actions:
            if "" in keys:
                self._anywhere[action].append(rule)
                continue
            for key in keys:
                self._by_part[action].setdefault(key, []).append(rule)

    def rules(self, action: Action, call: str, name: str) -> tuple[Rule, ...]:
        """Return the clauses that may take an event with this action, call and object."""
        key = (action, call, name)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MAX_KNOWN:
                self._known.clear()
            known = self._known[key] = self._find(action, call, name)
        return known

    def _find(self, action: Action, call: str, name: str) -> tuple[Rule, ...]:
        candidates = [*self._by_part[action].get(first_part(name), ()), *self._anywhere[action]]
        address = address_of(name) if action in (Action.CONNECT, Action.SEND, Action.BIND) else None
        return tuple(rule for rule in candidates if _looks_at(rule.clause, action, call, name, address))


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
