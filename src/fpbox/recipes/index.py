# SPDX-License-Identifier: Apache-2.0
"""Which clauses look at an object. Asked for every observation, and nearly always none does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum, auto
from operator import attrgetter

from fpbox.interest import NO_NAMES, Interest, Usual
from fpbox.model import FOREIGN_FOLDER, FOREIGN_PACKAGE, HOME_FILE, PROJECT_FILE, Action, Event
from fpbox.recipes.address import Address, address_of, of_name
from fpbox.recipes.callers import Callers, command_line
from fpbox.recipes.glob import expand
from fpbox.recipes.network import INSIDE, Reach
from fpbox.recipes.parts import Parts
from fpbox.recipes.recipe import Clause, Recipe
from fpbox.recipes.ways import End, Ways, is_split

_MAX_KNOWN = 20_000
_MAX_LENGTH = 1_024
"""Longer objects are looked at each time, so that what is remembered stays small."""
_ONLY_PACKAGES = frozenset({FOREIGN_PACKAGE, PROJECT_FILE, HOME_FILE, FOREIGN_FOLDER})
_ADDRESSED: dict[Action, Callable[[str], Address | None]] = {
    **dict.fromkeys((Action.CONNECT, Action.SEND, Action.BIND), address_of),
    Action.DNS: of_name,
}


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One clause of one recipe.

    Attributes:
        callers: what it asks of processes, with what is known of them.
        programs: a program whose name begins with none of these fits none of its command lines.
        number: its place in the catalogue. by_name: see `_by_name`.
    """

    recipe: Recipe
    clause: Clause
    callers: Callers | None = None
    programs: tuple[str, ...] = ("",)
    number: int = 0
    by_name: bool = False

    @property
    def of_packages(self) -> bool:
        """It takes nothing of the toolchain, which is in no phase and has no packages of its own."""
        flags, phases = self.clause.flags, self.clause.phases
        return (bool(flags) and flags <= _ONLY_PACKAGES) or (phases is not None and not phases.match(""))

    def fits(self, event: Event, reach: Reach = INSIDE, beside: Iterable[str] = ()) -> bool:
        """Hold what depends on the event, beyond its action, call, object and words, against the clause.

        `beside` are the objects that clauses name under `unless_with` and that its process image opened.
        """
        clause = self.clause
        return (
            (not clause.outside or reach.outside)
            and (clause.familiar is None or clause.familiar is reach.familiar)
            and (not clause.results or event.result in clause.results)
            and (not clause.flags or not clause.flags.isdisjoint(event.flags))
            and (clause.phases is None or bool(clause.phases.match(event.scope.phase)))
            and (clause.not_phases is None or not clause.not_phases.match(event.scope.phase))
            and (clause.exes is None or bool(clause.exes.match(event.process.exe)))
            and (clause.not_exes is None or not clause.not_exes.match(event.process.exe))
            and (clause.unless_with is None or not any(map(clause.unless_with.match, beside)))
            and _fits_request(clause, event)
            and (self.callers is None or self.callers.fit(event.process))
        )


def _fits_request(clause: Clause, event: Event) -> bool:
    """Hold what was asked of whom against the clause; a clause that gives any of it takes only requests."""
    asked = ((clause.methods, 0), (clause.hosts, 1), (clause.targets, 2))
    return all(globs is None or bool(globs.match(event.detail[at])) for globs, at in asked)


def _fits_words(clause: Clause, words: tuple[str, ...], line: str) -> bool:
    """Hold an event's details against the clause, one by one and as a command line."""
    return (
        (clause.details is None or any(map(clause.details.match, words)))
        and (clause.commands is None or bool(clause.commands.match(line)))
        and (clause.not_commands is None or not clause.not_commands.match(line))
    )


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks at an object.

    Attributes:
        rules: the clauses that may take an event of it, in the catalogue's order.
        beside: a clause names it under `unless_with`. watched: somebody else looks at it.
        by_name: some of the rules still have to be held against the object itself.
        interest: whose events of it may mean something to any of them.
    """

    rules: tuple[Rule, ...] = ()
    beside: bool = False
    watched: bool = False
    by_name: bool = False
    interest: Interest = field(init=False, compare=False)

    def __post_init__(self) -> None:
        interest = Interest.NOBODY
        if self.beside or self.watched or not all(rule.of_packages for rule in self.rules):
            interest = Interest.EVERYBODY
        elif self.rules:
            interest = Interest.PACKAGES
        object.__setattr__(self, "interest", interest)


NOBODY = Look()


class _Says(IntEnum):
    """What it means for an object that a pattern fits."""

    TAKEN = auto()
    BARRED = auto()
    BESIDE = auto()
    WATCHED = auto()


_Mark = tuple[_Says, "Rule | None"]


class Index:
    """Finds clauses by action and object."""

    def __init__(
        self, recipes: Iterable[Recipe], watched: Iterable[tuple[str, Iterable[Action]]] = ()
    ) -> None:
        """Take the recipes, and what else is looked at: patterns, with the actions upon what they fit."""
        self._ways: Ways[_Mark, Look] = Ways(_look)
        self._find = self._ways.find
        self._usual: dict[End[_Mark, Look], Usual | None] = {}
        self._interests: dict[_Mark, Interest] = {}
        self._by_name: dict[tuple[Action, str, str], Look] = {}
        self._by_words: dict[tuple[tuple[Rule, ...], str, tuple[str, ...]], tuple[Rule, ...]] = {}
        clauses = ((recipe, clause) for recipe in recipes for clause in recipe.clauses)
        for number, (recipe, clause) in enumerate(clauses):
            self._add(Rule(recipe, clause, Callers.of(clause), _programs(clause), number, _by_name(clause)))
        for pattern, actions in watched:
            self._file((pattern,), actions, (_Says.WATCHED, None))

    def wants(self, action: Action, call: str, name: str) -> Interest:
        """Tell whose events of an object anybody looks at."""
        look = self._find(action, name)
        return self._held(look, action, call, name).interest if look.by_name else look.interest

    def usual(self, action: Action, folder: str) -> Usual | None:
        """Tell what `wants` says at most of most names in a directory; None if each has to be asked about."""
        end = self._ways.end(action, folder)
        if end not in self._usual:
            if len(self._usual) >= _MAX_KNOWN:
                self._usual.clear()
            self._usual[end] = self._most(end)
        return self._usual[end]

    def look(self, action: Action, call: str, name: str) -> Look:
        """Tell who looks at an object: `NOBODY`, most of the time."""
        look = self._find(action, name)
        return self._held(look, action, call, name) if look.by_name else look

    def rules(self, action: Action, call: str, name: str) -> tuple[Rule, ...]:
        """Return the clauses that may take an event with this action, call and object."""
        return self.look(action, call, name).rules

    def rules_for(self, event: Event) -> tuple[Rule, ...]:
        """Return the clauses that may take an event, whichever process it is of.

        Its words are held against clauses here: those that a program is started with are there again for each
        directory of PATH that it is looked for in, and a build repeats them.
        """
        rules, words = self.rules(event.action, event.call, event.object), event.detail
        if not rules:
            return rules
        key = (rules, event.object.rpartition("/")[2], words)
        known = self._by_words.get(key)
        if known is None:
            line = command_line(event.object, words)
            known = tuple(rule for rule in rules if _fits_words(rule.clause, words, line))
            if event.action is Action.EXEC and len(line) <= _MAX_LENGTH:
                if len(self._by_words) >= _MAX_KNOWN:
                    self._by_words.clear()
                self._by_words[key] = known
        return known

    def _add(self, rule: Rule) -> None:
        clause, taken = rule.clause, (_Says.TAKEN, rule)
        if clause.objects:
            self._file(clause.objects.patterns, clause.actions, taken)
        else:
            self._file(("**",), clause.actions - {Action.EXEC}, taken)
            programs = (f"**/{name}*" for name in rule.programs if "/" not in name)
            self._file(programs, clause.actions & {Action.EXEC}, taken)
        if clause.not_objects:
            said = filter(is_split, _expanded(clause.not_objects.patterns))
            self._file(said, clause.actions, (_Says.BARRED, rule))
        if clause.unless_with:
            self._file(clause.unless_with.patterns, (Action.OPEN,), (_Says.BESIDE, None))

    def _file(self, patterns: Iterable[str], actions: Iterable[Action], mark: _Mark) -> None:
        actions = tuple(actions)
        for pattern in _expanded(patterns):
            self._ways.add(pattern, actions, mark)

    def _most(self, end: End[_Mark, Look]) -> Usual | None:
        """Return for which names interest may be greater than usual; None if that cannot be told."""
        interest = Interest.EVERYBODY if end.found.by_name else end.found.interest
        more = Parts((pattern, mark) for pattern, mark in end.filed() if self._interest(mark) > interest)
        if more.odd:
            return None
        names, begins, ends, kinds = (
            map(str.encode, some) for some in (more.plain, more.prefixes, more.suffixes, more.kinds)
        )
        return Usual(interest, NO_NAMES.union(names), tuple(begins), tuple(ends), frozenset(kinds))

    def _interest(self, mark: _Mark) -> Interest:
        """Return what interest one mark may give an object."""
        known = self._interests.get(mark)
        if known is None:
            barred = mark[0] is _Says.BARRED
            known = self._interests[mark] = Interest.NOBODY if barred else _look([mark]).interest
        return known

    def _held(self, look: Look, action: Action, call: str, name: str) -> Look:
        """Hold what patterns do not tell of an object against it; remember it."""
        key = (action, call, name)
        known = self._by_name.get(key)
        if known is None:
            address = _ADDRESSED[action](name) if action in _ADDRESSED else None
            rules = tuple(rule for rule in look.rules if _looks_at(rule, action, call, name, address))
            held = replace(look, rules=rules, by_name=False)
            known = NOBODY if held == NOBODY else held
            if len(name) <= _MAX_LENGTH:
                if len(self._by_name) >= _MAX_KNOWN:
                    self._by_name.clear()
                self._by_name[key] = known
        return known


def _look(marks: Iterable[_Mark]) -> Look:
    """Put together what all patterns that fit say."""
    said: dict[_Says, set[Rule | None]] = {what: set() for what in _Says}
    for what, rule in marks:
        said[what].add(rule)
    taken = [rule for rule in said[_Says.TAKEN] - said[_Says.BARRED] if rule]
    look = Look(
        rules=tuple(sorted(taken, key=attrgetter("number"))),
        beside=bool(said[_Says.BESIDE]),
        watched=bool(said[_Says.WATCHED]),
        by_name=any(rule.by_name for rule in taken),
    )
    return NOBODY if look == NOBODY else look


def _expanded(patterns: Iterable[str]) -> Iterator[str]:
    return (one for pattern in patterns for one in expand(pattern))


def _programs(clause: Clause) -> tuple[str, ...]:
    """Return what a program's name must begin with to fit any of a clause's command lines."""
    if clause.commands is None:
        return ("",)
    return tuple({re.split("[ *?]", one, maxsplit=1)[0] for one in _expanded(clause.commands.patterns)})


def _by_name(clause: Clause) -> bool:
    """Tell whether a clause asks more of objects or calls than which patterns they fit by their parts."""
    patterns = (one for globs in (clause.objects, clause.not_objects) if globs for one in globs.patterns)
    asked = clause.calls or clause.min_seconds or clause.addresses or clause.ports or clause.not_ports
    return bool(asked or (clause.commands and clause.objects)) or not all(map(is_split, _expanded(patterns)))


def _takes_call(clause: Clause, call: str) -> bool:
    return clause.calls is None or bool(clause.calls.match(call))


def _looks_at(rule: Rule, action: Action, call: str, name: str, address: Address | None) -> bool:
    """Hold an object as a whole against everything that a clause asks of it."""
    clause = rule.clause
    if action is Action.EXEC and not name.rpartition("/")[2].startswith(rule.programs):
        return False
    if clause.objects is not None and not clause.objects.match(name):
        return False
    if clause.not_objects is not None and clause.not_objects.match(name):
        return False
    if not _takes_call(clause, call):
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
