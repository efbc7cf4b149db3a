# SPDX-License-Identifier: Apache-2.0
"""Why a package has its score, from the JSON report of a run: terms, timeline, process tree.

A report may come from anywhere, so every value is looked at before it is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from fpbox.errors import UsageError

SCHEMA = "fpbox.report/1"
_MISSING = "missing"
_FULL = 100
_MAX_DEPTH = 128
_NOT_ONE = "Give the JSON report of `fpbox run -o json=FILE`, or the id of a run."


@dataclass(frozen=True, slots=True)
class Step:
    """One factor of the score.

    Attributes:
        term: weight * novelty * confidence, 0 to 1.
        points: the score with this factor and all before it, unrounded.
    """

    recipe: str
    weight: float
    novelty: float
    confidence: float
    term: float
    points: float


@dataclass(frozen=True, slots=True)
class Moment:
    """One observation, with every recipe that rests on it.

    Attributes:
        at_s: seconds since the trace began. image: the process image that made it; 0 when not known.
        explained: no recipe counts it: the control run shows the same.
    """

    at_s: float
    image: int
    pid: int
    program: str
    action: str
    call: str
    object: str
    argv: tuple[str, ...]
    result: str
    count: int
    recipes: tuple[str, ...]
    explained: bool


@dataclass(frozen=True, slots=True)
class Node:
    """A process image in the tree, with those that came from it."""

    image: int
    pid: int
    kind: str
    exe: str
    argv: tuple[str, ...]
    start_s: float
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Stolen:
    """A value of the invented machine that it sent."""

    kind: str
    value: str
    where: str
    forms: tuple[str, ...]
    place: str
    destination: str
    count: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """One package, explained.

    Attributes:
        adds_up: the terms and the cap give just the score that the report states.
        explained: recipes that the control run explains: they have no weight.
        disproved: recipes that say that something left, where what was sent was only questions for files.
        joins: sums of others, as (recipe, what it joins).
        trees: the processes, by the first of each line.
        stolen: the values that a sealed run proves it took.
    """

    purl: str
    score: int
    level: str
    bits: float
    via: tuple[str, ...]
    phases: tuple[str, ...]
    steps: tuple[Step, ...]
    cap: int
    cap_reason: str
    adds_up: bool
    explained: tuple[str, ...]
    disproved: tuple[str, ...]
    joins: tuple[tuple[str, tuple[str, ...]], ...]
    timeline: tuple[Moment, ...]
    trees: tuple[Node, ...]
    stolen: tuple[Stolen, ...] = ()


def read(document: bytes, name: str) -> dict[str, Any]:
    """Read a JSON report.

    Args:
        document: the file's bytes.
        name: what to call it in an error.

    Raises:
        UsageError: it is none.
    """
    try:
        data = orjson.loads(document)
    except orjson.JSONDecodeError as error:
        raise UsageError(f"{name} is not JSON: {error}", _NOT_ONE) from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise UsageError(f"{name} is no {SCHEMA} report", _NOT_ONE)
    return data


def explain(report: dict[str, Any], wanted: str = "") -> tuple[Explanation, ...]:
    """Explain packages of a report, worst first.

    Args:
        report: as `read` gave it.
        wanted: a package URL, a name, or name@version; "" for every package with a score, or with findings
            when none has one.

    Raises:
        UsageError: there is no such package in it, or the report is damaged.
    """
    try:
        packages = [_package(item) for item in report["packages"]]
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise UsageError(f"the report is damaged: {error!r} under its packages", _NOT_ONE) from error
    if wanted:
        found = [one for one in packages if wanted in _names(one.purl)]
        if not found:
            known = ", ".join(one.purl for one in packages[:20]) or "none"
            raise UsageError(f"{wanted} ran no code in that run", f"These did: {known}")
        return tuple(found)
    return tuple(one for one in packages if one.score) or tuple(one for one in packages if one.timeline)


def _names(purl: str) -> set[str]:
    """Return what a package may be called by."""
    versioned = purl.partition("/")[2] if purl.startswith("pkg:") else purl
    versioned = versioned.replace("%40", "@")
    name, at, _ = versioned.rpartition("@")
    return {purl, versioned, name if at and name else versioned}


def _package(item: dict[str, Any]) -> Explanation:
    steps = tuple(_steps(item["terms"]))
    score, cap = int(item["score"]), int(item.get("cap", _FULL))
    points = steps[-1].points if steps else 0.0
    findings = item["findings"]
    return Explanation(
        purl=str(item["purl"]),
        score=score,
        level=str(item["level"]),
        bits=float(item["bits"]),
        via=_texts(item["via"]),
        phases=_texts(item["phases"]),
        steps=steps,
        cap=cap,
        cap_reason=str(item.get("cap_reason", "")),
        adds_up=min(round(points), cap) == score,
        explained=tuple(_explained(findings, by_sent=False)),
        disproved=tuple(_explained(findings, by_sent=True)),
        joins=tuple((str(one["recipe"]), _texts(one["needs"])) for one in findings if one.get("needs")),
        timeline=_timeline(findings),
        trees=_trees(item.get("processes", ())),
        stolen=tuple(_stolen(one) for finding in findings for one in finding.get("thefts", ())),
    )


def _explained(findings: Iterable[dict[str, Any]], *, by_sent: bool) -> Iterator[str]:
    for one in findings:
        if one.get("explained") and (one.get("explained_by") == "sent") is by_sent:
            yield str(one["recipe"])


def _stolen(item: dict[str, Any]) -> Stolen:
    return Stolen(
        kind=str(item["kind"]),
        value=str(item["value"]),
        where=str(item["where"]),
        forms=_texts(item["forms"]),
        place=str(item["place"]),
        destination=str(item["destination"]),
        count=int(item.get("count", 1)),
    )


def _texts(items: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(item) for item in items)


def _steps(terms: Iterable[dict[str, Any]]) -> Iterator[Step]:
    """Multiply on, factor by factor; what takes nothing away is left out."""
    left = 1.0
    for item in terms:
        weight, novelty, confidence = (float(item[key]) for key in ("weight", "novelty", "confidence"))
        term = weight * novelty * confidence
        if not term:
            continue
        left *= 1 - term
        yield Step(str(item["recipe"]), weight, novelty, confidence, term, _FULL * (1 - left))


def _timeline(findings: Iterable[dict[str, Any]]) -> tuple[Moment, ...]:
    """Put the evidence of all findings in order; what several rest on comes once."""
    seen: dict[tuple[object, ...], tuple[dict[str, Any], list[str], list[bool]]] = {}
    for finding in findings:
        if finding.get("needs"):
            continue
        for one in finding["evidence"]:
            key = (one["seq"], one.get("image"), one["action"], one.get("call"), one["object"])
            _, recipes, counted = seen.setdefault(key, (one, [], []))
            recipes.append(str(finding["recipe"]))
            counted.append(not finding.get("explained"))
    moments = [_moment(one, recipes, any(counted)) for one, recipes, counted in seen.values()]
    found = {_program(one) for one in moments if one.action == "exec" and one.result != _MISSING}
    shown = (one for one in moments if one.result != _MISSING or _program(one) not in found)
    return tuple(sorted(shown, key=lambda moment: moment.at_s))


def _program(moment: Moment) -> tuple[int, str]:
    """Say what was to be started, and by whom: a search through PATH that ends well is shown by its end."""
    return moment.pid, moment.object.rpartition("/")[2] if moment.action == "exec" else ""


def _moment(item: dict[str, Any], recipes: list[str], counted: bool) -> Moment:
    return Moment(
        at_s=float(item.get("at_s", 0.0)),
        image=int(item.get("image", 0)),
        pid=int(item["pid"]),
        program=str(item["exe"]).rpartition("/")[2],
        action=str(item["action"]),
        call=str(item.get("call", "")),
        object=str(item["object"]),
        argv=_texts(item["argv"]),
        result=str(item["result"]),
        count=int(item.get("count", 1)),
        recipes=tuple(dict.fromkeys(recipes)),
        explained=not counted,
    )


def _trees(processes: Iterable[dict[str, Any]]) -> tuple[Node, ...]:
    """Build the tree from its leaves: a child's number is always greater than its parent's."""
    known: dict[int, dict[str, Any]] = {}
    depth: dict[int, int] = {}
    for item in sorted(processes, key=lambda one: int(one["image"])):
        image, parent = int(item["image"]), int(item["parent"])
        depth[image] = depth.get(parent, 0) + 1
        if depth[image] <= _MAX_DEPTH:
            known[image] = item
    below: dict[int, list[Node]] = {}
    for image in sorted(known, reverse=True):
        item = known[image]
        parent = int(item["parent"])
        node = Node(
            image=image,
            pid=int(item["pid"]),
            kind=str(item["kind"]),
            exe=str(item["exe"]),
            argv=_texts(item["argv"]),
            start_s=float(item["start_s"]),
            children=tuple(reversed(below.pop(image, []))),
        )
        below.setdefault(parent if parent in known and parent < image else 0, []).append(node)
    return tuple(reversed(below.get(0, [])))
