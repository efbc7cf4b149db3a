# SPDX-License-Identifier: Apache-2.0
"""Events against recipes, while they come in.

What an observation means is worked out once; seen again, it costs a dictionary look-up and an addition.
Memory is bounded by the number of packages and recipes, and the caches' limits, not by the run's length.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from fpbox.model import TOOLCHAIN, Action, Connection, Event, Finding, Package, Process
from fpbox.recipes.baseline import HOST_NAME, RESOLVER, Baseline, Explainer
from fpbox.recipes.beside import Beside
from fpbox.recipes.correlate import Join, Joiner, joined
from fpbox.recipes.index import Index, Look, Rule
from fpbox.recipes.load import Catalogue
from fpbox.recipes.network import INSIDE, Network, Reach
from fpbox.recipes.tracker import ClauseState, Sighting, Tracker

_MAX_KNOWN = 200_000
_LOOKUP_NS = 2_000_000_000
"""How long what belongs to a name lookup may come before the resolver's configuration is opened."""
_NETWORK = frozenset({Action.CONNECT, Action.SEND, Action.DNS})

_Key = tuple[int, Action, str, str, str, frozenset[str], tuple[str, ...], bytes, Reach]


def _is_search(event: Event) -> bool:
    """Tell whether the package manager looks for a program through PATH.

    Whose script it is about to start is known only of the program that is found.
    """
    return event.action is Action.EXEC and event.result == "missing" and event.scope.package == TOOLCHAIN


def _same(package: Package) -> Package:
    return package


def _is_idle(look: Look, event: Event) -> bool:
    """Tell early that an event means nothing to those that look at its object: most writes of an install.

    Who did it is asked of writes alone, of which many clauses want nothing but others' than the managers'.
    """
    if look.watched or look.beside or event.action is Action.SOCKET:
        return False
    flags, phase = event.flags, event.scope.phase
    writer = event.process if event.action is Action.WRITE else None
    for rule in look.rules:
        clause = rule.clause
        if (
            (not clause.flags or not clause.flags.isdisjoint(flags))
            and (clause.phases is None or clause.phases.match(phase))
            and (writer is None or rule.callers is None or rule.callers.fit(writer))
        ):
            return False
    return True


class _Hit:
    """One observation that one clause took.

    Attributes:
        allowed: for calls that count only beyond the control run: where those within it go; else None.
        final: every repetition is of interest: a correlation waits for it, or the recipe counts over clauses.
        seen: times seen in all, the last time at seen_ns. taken: how many of them went to the clause.
    """

    __slots__ = ("allowed", "clause", "final", "seen", "seen_ns", "sighting", "taken", "tracker")

    def __init__(
        self, tracker: Tracker, clause: ClauseState, allowed: ClauseState | None, *, final: bool
    ) -> None:
        self.tracker = tracker
        self.clause = clause
        self.allowed = allowed
        self.final = final
        self.sighting: Sighting | None = None
        self.seen = 0
        self.seen_ns = 0
        self.taken = 0

    def add(self, event: Event, count: int, now_ns: int) -> None:
        if self.sighting is None:
            self.sighting = self.clause.take(event)
        self.sighting.count += count
        self.taken += count
        first_ns = self.seen_ns if self.allowed is not None and self.seen_ns else now_ns
        self.clause.add(count, now_ns, first_ns)

    def beyond(self, event: Event, allowance: int, now_ns: int) -> int:
        """Return how many more there are than the control run allows; note the others as explained."""
        more = self.seen - self.taken - allowance
        if more <= 0 and self.allowed is not None and not self.allowed.sightings:
            self.allowed.take(event).count = self.seen
            self.allowed.add(self.seen, now_ns)
        return more


class _PackageState:
    """Everything about one package, by the identity it has during the run."""

    __slots__ = ("joins", "package", "trackers")

    def __init__(self, package: Package, joiners: Iterable[Joiner]) -> None:
        self.package = package
        self.trackers: dict[str, Tracker] = {}
        self.joins = [Join(joiner) for joiner in joiners]


class Matcher:
    """Finds what recipes describe.

    Attributes:
        wants: (action, call, object) -> whose events of this kind a recipe, or the network, needs.
        usual: (action, directory) -> the same for most names in it; None if each has to be asked about.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        baseline: Baseline | None = None,
        allowed_hosts: frozenset[str] = frozenset(),
    ) -> None:
        """Take what to look for.

        Args:
            catalogue: the recipes.
            baseline: what the control run showed; without one nothing is explained.
            allowed_hosts: names or addresses of hosts the run may talk to: the registries, a proxy.
        """
        self.catalogue = catalogue
        self._index = Index(catalogue.recipes, (("**", _NETWORK), (RESOLVER, Action)))
        self.wants = self._index.wants
        self.usual = self._index.usual
        self._beside = Beside()
        baseline = baseline or Baseline()
        self._explainer = Explainer(baseline)
        self._network = Network(allowed_hosts | baseline.hosts, catalogue.familiar)
        self._joiners = [
            Joiner(recipe, recipe.correlation, catalogue.recipes)
            for recipe in catalogue.recipes
            if recipe.correlation
        ]
        self._final = frozenset(name for joiner in self._joiners for name in joiner.last if joiner.timed)
        self._packages: dict[Package, _PackageState] = {}
        self._known: dict[_Key, tuple[_Hit, ...]] = {}
        self._waiting: deque[tuple[Event, int, int]] = deque()

    def started(self, process: Process) -> None:
        """Take note of a process image, before any event of it or of its children."""
        self._explainer.started(process)

    def observe(self, event: Event) -> tuple[Finding, ...]:
        """Take an event, with its count, and return the findings that rose by it."""
        return self._wait_or_take(event, event.count, event.first_ns)

    def again(self, event: Event, count: int, last_ns: int) -> tuple[Finding, ...]:
        """Take the same event once more: seen `count` more times, the last time at `last_ns`."""
        return self._wait_or_take(event, count, last_ns)

    def foreign_host(self, event: Event) -> str:
        """Return the host that a network event leads to and that the run may not talk to, else ""."""
        return self._network.foreign_host(event)

    def findings(self, rename: Callable[[Package], Package] = _same) -> dict[Package, tuple[Finding, ...]]:
        """Return what was found, by package.

        Args:
            rename: gives a package its final identity; what then belongs to one package is put together.
        """
        self._release(None)
        merged: dict[Package, _PackageState] = {}
        for package, state in self._packages.items():
            final = rename(package)
            target = merged.setdefault(final, _PackageState(final, self._joiners))
            for name, tracker in state.trackers.items():
                if name in target.trackers:
                    target.trackers[name].merge(tracker.copy(final))
                else:
                    target.trackers[name] = tracker.copy(final)
            for join, other in zip(target.joins, state.joins, strict=True):
                join.risen = join.risen or other.risen
        found = {package: self._final_findings(state) for package, state in merged.items()}
        return {package: findings for package, findings in found.items() if findings}

    def connections(self, rename: Callable[[Package], Package] = _same) -> tuple[Connection, ...]:
        """Return where processes tried to go, in order of the first attempt."""
        return self._network.connections(rename)

    @property
    def connections_left_out(self) -> int:
        """Connections that are not in `connections` because there were too many different ones."""
        return self._network.left_out

    def _wait_or_take(self, event: Event, count: int, now_ns: int) -> tuple[Finding, ...]:
        """Take an event, or hold it back until it is plain what it belongs to: a name lookup, other files.

        What a program learns before it calls out is taken before.
        """
        risen = self._release(now_ns) if self._waiting else ()
        if self._waiting and event.action in _NETWORK:
            risen += self._release_learnt()
        look = self._index.look(event.action, event.call, event.object)
        if _is_idle(look, event):
            return risen
        if look.beside:
            self._beside.note(event)
        if event.object == RESOLVER:
            self._explainer.looks_up(event, count)
        if self._is_open(event, look):
            self._waiting.append((event, count, now_ns))
            return risen
        return risen + self._take(event, count, now_ns)

    def _is_open(self, event: Event, look: Look) -> bool:
        """Tell whether what comes next may decide what an event means."""
        if event.action is Action.OPEN:  # what is opened beside it: any clause that would take it alone
            return any(rule.clause.unless_with and rule.fits(event) for rule in look.rules)
        if event.action is Action.SOCKET:
            return self._explainer.may_be_lookup(event)
        return event.call == HOST_NAME and self._explainer.may_be_allowed_more(event)

    def _release_learnt(self) -> tuple[Finding, ...]:
        """Take what waits and may have been learnt: let the sockets wait on."""
        waiting, self._waiting = self._waiting, deque()
        risen: tuple[Finding, ...] = ()
        for held in waiting:
            if held[0].action is not Action.SOCKET:
                risen += self._take(*held)
            else:
                self._waiting.append(held)
        return risen

    def _release(self, now_ns: int | None) -> tuple[Finding, ...]:
        """Take what has waited long enough, or everything."""
        risen: tuple[Finding, ...] = ()
        while self._waiting and (now_ns is None or self._waiting[0][2] + _LOOKUP_NS < now_ns):
            event, count, seen_ns = self._waiting.popleft()
            risen += self._take(event, count, seen_ns)
        return risen

    def _take(self, event: Event, count: int, now_ns: int) -> tuple[Finding, ...]:
        reach = self._network.reach(event, count) if event.action in _NETWORK else INSIDE
        key = (
            event.process.image, event.action, event.call, event.object, event.result, event.flags,
            event.detail, event.raw, reach,
        )  # fmt: skip
        hits = self._known.get(key)
        if hits is None:
            hits = self._first_time(key, event, reach)
        risen: tuple[Finding, ...] = ()
        for hit in hits:
            hit.seen += count
            more = count
            if hit.allowed is not None:
                more = hit.beyond(event, self._explainer.allowance(event), now_ns)
                if more <= 0:
                    hit.seen_ns = now_ns
                    continue
            before = hit.clause.met
            hit.add(event, more, now_ns)
            hit.seen_ns = now_ns
            if hit.final or (hit.clause.met and not before):
                risen += self._rise(hit.tracker, now_ns)
        return risen

    def _first_time(self, key: _Key, event: Event, reach: Reach) -> tuple[_Hit, ...]:
        """Work out which clauses take an observation."""
        rules = () if _is_search(event) else self._index.rules_for(event)
        beside = self._beside.opened(event)
        taking = [rule for rule in rules if rule.fits(event, reach, beside)]
        explained = bool(taking) and self._explainer.explains(event)
        hits = tuple(self._hit(rule, event, explained=explained) for rule in taking)
        if len(self._known) >= _MAX_KNOWN:
            self._known.clear()
        self._known[key] = hits
        return hits

    def _hit(self, rule: Rule, event: Event, *, explained: bool) -> _Hit:
        recipe, clause, scope = rule.recipe, rule.clause, event.scope
        state = self._packages.get(scope.package)
        if state is None:
            state = self._packages[scope.package] = _PackageState(scope.package, self._joiners)
        tracker = state.trackers.get(recipe.id)
        if tracker is None:
            tracker = state.trackers[recipe.id] = Tracker(recipe, scope.package)
        tracker.phase = tracker.phase or scope.phase
        tracker.confidence = max(tracker.confidence, scope.confidence)
        final = recipe.id in self._final or recipe.min_distinct > 1
        if clause.beyond_control and not event.object:
            novel, allowed = (tracker.state(clause, explained=flag) for flag in (False, True))
            return _Hit(tracker, novel, allowed, final=final)
        return _Hit(tracker, tracker.state(clause, explained=explained), None, final=final)

    def _rise(self, tracker: Tracker, now_ns: int) -> tuple[Finding, ...]:
        """Return what rose: the recipe itself, and correlations that were waiting for it."""
        risen = []
        if tracker.rises():
            finding = tracker.finding()
            risen += [finding] if finding else []
        if tracker.risen is None:
            return ()
        state = self._packages[tracker.package]
        for join in state.joins:
            if join.risen or tracker.recipe.id not in join.joiner.watches:
                continue
            if join.advance(state.trackers, tracker.recipe.id, now_ns):
                join.risen = True
                risen.append(joined(join.joiner, state.trackers, state.package))
        return tuple(risen)

    def _final_findings(self, state: _PackageState) -> tuple[Finding, ...]:
        found = [finding for tracker in state.trackers.values() if (finding := tracker.finding())]
        complete = [join for join in state.joins if join.risen or self._comes_together(join, state)]
        return (*found, *(joined(join.joiner, state.trackers, state.package) for join in complete))

    def _comes_together(self, join: Join, state: _PackageState) -> bool:
        """Tell whether what was put together at the end completes a correlation."""
        times = sorted(
            (clause.last_ns, name)
            for name in join.joiner.watches.intersection(state.trackers)
            for clause in state.trackers[name].met()
        )
        return any(join.advance(state.trackers, name, now_ns) for now_ns, name in times)
