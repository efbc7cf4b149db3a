# SPDX-License-Identifier: Apache-2.0
"""From a trace that was read to its end to the report. Does no IO; recorded runs are judged so, too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from fpbox import ending
from fpbox.attribute import Attributor, Manifest
from fpbox.attribute.asking import REQUIRES
from fpbox.attribute.commands import UNPACK
from fpbox.model import (
    TOOLCHAIN,
    UNATTRIBUTED,
    Connection,
    Coverage,
    Finding,
    Importance,
    Level,
    Package,
    PackageScore,
    Report,
    RunInfo,
    Sent,
    Theft,
)
from fpbox.score import score, verdict
from fpbox.sealed.account import MAX_SENT, Account, Result
from fpbox.sealed.fetches import only_fetched, only_spoke_plainly
from fpbox.sealed.questions import is_for_archive
from fpbox.sealed.search import is_credential
from fpbox.session import Session

INSTALLED = "node_modules/.package-lock.json"
LOCKFILES = ("npm-shrinkwrap.json", "package-lock.json")
OTHER_LOCKFILES = ("pnpm-lock.yaml", "yarn.lock")
MANIFEST = "package.json"
_T = TypeVar("_T")
_PROOFS = {"identity_exfiltrated": False, "credential_exfiltrated": True}
"""The recipes of the search, and whether the values they tell of are credentials."""
_SUSPICIONS = frozenset({"probe_then_egress", "identity_then_egress", "beacon", "credential_then_egress"})
"""Recipes that take it that what was learnt was sent. What was sent is known in a sealed run."""
_UNFAMILIAR = "unfamiliar_host"
_EGRESS = frozenset({"egress_attempt", _UNFAMILIAR})
_CREDENTIALS = "credential-access"
_SETTINGS = "package_registry_tokens"
_THEFT_SUSPECTED = "credential_then_egress"
_WRITTEN = "package_source_write"
_DECLARED = frozenset({("remote_dependency", REQUIRES), ("loader_hijack", UNPACK)})
"""That a dependency has an address or brings a command: nothing to hold against the toolchain where no
package is known to be behind it."""


def use_files(attributor: Attributor, files: Mapping[str, bytes], manifest: bytes) -> None:
    """Give the attributor what the project's own files tell of the ways to packages.

    Args:
        attributor: has seen the run.
        files: by their path in the project, as they were when the command had ended.
        manifest: the project's own package.json, as it was before.
    """
    attributor.use_manifest(manifest)
    lock = _first(files, *LOCKFILES, INSTALLED)
    if lock:
        attributor.use_lockfile(lock)
    elif other := _first(files, *OTHER_LOCKFILES):
        attributor.use_other_lockfile(other, files.get(MANIFEST, b""))


def conclude(session: Session, account: Account) -> tuple[Result, tuple[Finding, ...]]:
    """Join the gateway's record of a sealed run with the trace; return it, and the findings that rose by it.

    Args:
        session: the first of the run's traces; all have been read.
        account: knows the traces' network events, and the gateway's lines.
    """
    start_ns = session.hello.start_ns if session.hello else 0
    result = account.join(start_ns, session.matcher.catalogue.services)
    risen = (finding for event in result.events for finding in session.matcher.observe(event))
    return result, tuple(replace(one, thefts=_thefts(one, result.thefts)) for one in risen)


def judge(
    session: Session,
    attributor: Attributor,
    info: RunInfo,
    coverage: Coverage,
    fail_on: Level | None,
    *,
    sealed: Result | None = None,
    manifest: Manifest | None = None,
) -> Report:
    """Put the report together.

    Args:
        session: the first of the run's traces; all have been read.
        attributor: has seen them, and the project's files.
        info: of the run.
        coverage: of all traces together.
        fail_on: at which level a package is flagged; None for none.
        sealed: what came of the gateway's record.
        manifest: the project's own, where it is known.
    """
    known, sealed = sealed is not None and not sealed.trouble, sealed or Result()
    found = session.matcher.connections(attributor.final)
    connections = tuple(_named(one, sealed) for one in found)
    packages = _scores(session, attributor, sealed, connections if known else None, manifest)
    coverage = replace(
        coverage,
        complete=coverage.complete and not sealed.trouble,
        notes=tuple(dict.fromkeys((*coverage.notes, *sealed.notes))),
        trouble=tuple(dict.fromkeys((*coverage.trouble, *sealed.trouble))),
    )
    return Report(
        run=replace(info, exit_code=ending.status(session)),
        coverage=coverage,
        verdict=verdict(packages, coverage, fail_on),
        packages=packages,
        network=connections,
    )


def _named(connection: Connection, sealed: Result) -> Connection:
    """Name the host as the gateway knows it: a name's address was invented for that name alone."""
    return replace(connection, host=sealed.names.get(connection.address, connection.host))


def _first(files: Mapping[str, bytes], *names: str) -> bytes:
    return next((files[name] for name in names if files.get(name)), b"")


def _scores(
    session: Session,
    attributor: Attributor,
    sealed: Result,
    connections: tuple[Connection, ...] | None,
    manifest: Manifest | None,
) -> tuple[PackageScore, ...]:
    """Score every package that ran code, worst first.

    `connections` are given where all that was sent is known.
    """
    findings = session.matcher.findings(attributor.final)
    sent, left_out = _renamed(sealed.sent, attributor), sealed.left_out
    thefts = _renamed(sealed.thefts, attributor)
    phases: dict[Package, dict[str, None]] = {}
    for package, phase in session.ran:
        phases.setdefault(attributor.final(package), {})[phase] = None
    noted = manifest.path if manifest and manifest.runs_the_same else ""
    scores = []
    for package in dict.fromkeys((*phases, *findings, *sent)):
        found = findings.get(package, ())
        of = sent.get(package, ())
        more = sum(count for name, count in left_out.items() if attributor.final(name) == package)
        if connections is not None and not more and UNATTRIBUTED not in sent and package not in thefts:
            mine = [each for each in connections if each.package == package]
            if only_fetched(of, mine, sealed.names, session.matcher.catalogue.releases):
                found = _without_suspicions(found)
            elif only_spoke_plainly(of, mine):
                found = _suspected_less(found, of)
        if package == TOOLCHAIN:
            found = tuple(one for one in found if (one.recipe, one.phase) not in _DECLARED)
        if noted:
            found = tuple(_noted(each, noted) for each in found)
        one = score(package, (replace(each, thefts=_thefts(each, thefts)) for each in found))
        scores.append(
            replace(
                one,
                phases=tuple(phase for phase in phases.get(package, ()) if phase),
                sent=of[:MAX_SENT],
                sent_left_out=more + len(of[MAX_SENT:]),
            )
        )
    return tuple(sorted(scores, key=lambda one: (-one.score, one.package.purl)))


def _without_suspicions(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Take the weight from suspicions that something left, of a package that only fetched files."""
    return tuple(
        replace(one, explained=True, explained_by="sent", novelty=0.0)
        if one.recipe in _SUSPICIONS
        else replace(one, intent=one.intent and one.recipe not in _EGRESS)
        for one in found
    )


def _saw_settings_only(found: tuple[Finding, ...]) -> bool:
    """Tell whether the only credentials that a package looked at are in settings that npm's helpers read."""
    looked = (one for one in found if one.tactic == _CREDENTIALS and not one.needs and not one.explained)
    return all(one.recipe == _SETTINGS and one.importance is Importance.MEDIUM for one in looked)


def _suspected_less(found: tuple[Finding, ...], sent: tuple[Sent, ...]) -> tuple[Finding, ...]:
    """Lower what is held against a package that asked for a few files and said nothing by it."""
    lowered = set()
    if _saw_settings_only(found):
        lowered.add(_THEFT_SUSPECTED)
    if any(map(is_for_archive, sent)):
        lowered.add(_UNFAMILIAR)
    return tuple(_at_most_medium(one) if one.recipe in lowered else one for one in found)


def _noted(finding: Finding, path: str) -> Finding:
    """Lower what changed the project's manifest, and in it no script that runs by itself."""
    if finding.recipe != _WRITTEN or {one.object for one in finding.evidence} != {path}:
        return finding
    if sum(one.count for one in finding.evidence) < finding.count:
        return finding
    return _at_most_medium(finding)


def _at_most_medium(finding: Finding) -> Finding:
    return replace(finding, importance=min(finding.importance, Importance.MEDIUM, key=lambda one: one.rank))


def _renamed(
    found: Mapping[Package, tuple[_T, ...]], attributor: Attributor
) -> dict[Package, tuple[_T, ...]]:
    """Put together what is known of a package by its names during the run."""
    renamed: dict[Package, tuple[_T, ...]] = {}
    for package, items in found.items():
        final = attributor.final(package)
        renamed[final] = (*renamed.get(final, ()), *items)
    return renamed


def _thefts(finding: Finding, thefts: Mapping[Package, tuple[Theft, ...]]) -> tuple[Theft, ...]:
    """Return the values that a finding of the search tells of."""
    credentials = _PROOFS.get(finding.recipe)
    found = thefts.get(finding.package, ()) if credentials is not None else ()
    return tuple(one for one in found if is_credential(one.kind) == credentials)
