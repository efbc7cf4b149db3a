# SPDX-License-Identifier: Apache-2.0
"""The model as plain data that JSON can hold: one conversion, for the stream and for the JSON report.

What a traced program says (paths, arguments, names) is hostile: any length, any bytes, and with the user's
secrets in it. `shown` makes such a text safe before it leaves: valid UTF-8, secrets out, cut at `MAX_TEXT`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import orjson

from fpbox.model import (
    Connection,
    Coverage,
    Event,
    Evidence,
    Finding,
    PackageScore,
    Process,
    Report,
    RunInfo,
    Sent,
    Term,
    Theft,
    Verdict,
    text,
)

Json = dict[str, Any]

MAX_TEXT = 4096
MAX_ARGS = 64
MAX_ARGS_TEXT = 8192
MAX_PROCESSES = 512
REDACTED = "[redacted]"

_REVEALING = (
    r"(?:pass(?:word|wd|phrase)?|secret|token|auth|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)"
)
_SECRETS = re.compile(
    r"""
      (?P<url> \b[a-z][a-z0-9+.-]{1,15}:// ) [^\s/?\#@'"]{1,512} (?=@)
    | (?P<pem> -----BEGIN\ [A-Z0-9\ ]{0,32}PRIVATE\ KEY----- )
        .{0,65536}? (?: -----END\ [A-Z0-9\ ]{0,32}KEY----- | \Z )
    | (?P<bearer> \b(?:bearer|basic)\s{1,4} ) [A-Za-z0-9._~+/=-]{8,}
    | (?P<prefix> (?<![A-Za-z0-9]) (?: npm_ | gh[pousr]_ | github_pat_ | glpat- | pypi- | xox[abeoprs]- | hf_
        | sk_live_ | rk_live_ | sk-ant- | sk-proj- | dop_v1_ | AKIA | ASIA | AIza ) ) [A-Za-z0-9_-]{16,}
    | (?P<jwt> (?<![A-Za-z0-9]) eyJ ) [A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*
    | (?P<name> (?<![A-Za-z0-9]) [A-Za-z0-9_.-]{0,32}?"""
    + _REVEALING
    + r"""[A-Za-z0-9_-]{0,16}["']?\ {0,2}[=:]\ {0,2}["']?)
        (?: (?:bearer|basic|token) \s{1,4} )? [^\s"'&;,]{4,}
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_SECRET_FLAG = re.compile(rf"--?[A-Za-z0-9_-]{{0,32}}?{_REVEALING}\Z", re.IGNORECASE)


def _mask(match: re.Match[str]) -> str:
    kept = next(
        kept for kept in match.group("url", "pem", "bearer", "prefix", "jwt", "name") if kept is not None
    )
    return kept + REDACTED


def redact(value: str) -> str:
    """Take secrets out of a text, leaving enough to see what was there (``npm_[redacted]``).

    Taken out: user and password in a URL, private keys, bearer and basic credentials, JSON web tokens, tokens
    with a well-known beginning (npm, GitHub, GitLab, PyPI, Slack, Stripe, AWS, Google ...), and the value of
    whatever calls itself password, secret, token, API key or the like. It errs on the side of taking out; it
    cannot know a secret that looks like nothing in particular.
    """
    return _SECRETS.sub(_mask, value)


def utf8(value: str) -> str:
    r"""Return `value` with whatever UTF-8 cannot hold (surrogates) as ``\xNN`` or ``\uNNNN``."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raw = value.encode("utf-8", "surrogateescape" if _only_escapes(value) else "backslashreplace")
        return raw.decode("utf-8", "backslashreplace")
    return value


def _only_escapes(value: str) -> bool:
    return not any("\ud800" <= char < "\udc80" or "\udcff" < char <= "\udfff" for char in value)


@lru_cache(maxsize=8192)
def shown(value: str) -> str:
    """Make a traced program's text safe to send: valid UTF-8, secrets out, cut at `MAX_TEXT` characters."""
    safe = redact(utf8(value))
    return safe if len(safe) <= MAX_TEXT else f"{safe[:MAX_TEXT]}...[{len(safe) - MAX_TEXT} more characters]"


def arguments(argv: Sequence[str]) -> list[str]:
    """Make an argument list safe to send: each as `shown`, without what follows ``--token`` and the like.

    At most `MAX_ARGS` of them, with `MAX_ARGS_TEXT` characters in all.
    """
    kept: list[str] = []
    room = MAX_ARGS_TEXT
    for before, arg in zip(("", *argv[:MAX_ARGS]), argv[:MAX_ARGS], strict=False):
        hidden = _SECRET_FLAG.match(before) and not arg.startswith("-")
        kept.append(REDACTED if hidden else shown(arg))
        room -= len(kept[-1])
        if room < 0:
            break
    left_out = len(argv) - len(kept)
    return [*kept, f"...[{left_out} more arguments]"] if left_out else kept


def _seconds(ns: int) -> float:
    return round(ns / 1e9, 6)


def evidence(item: Evidence) -> Json:
    """One observation of a finding."""
    return {
        "seq": item.seq,
        "action": item.action.value,
        "call": item.call,
        "object": shown(item.object),
        "image": item.image,
        "pid": item.pid,
        "exe": shown(item.exe),
        "argv": arguments(item.argv),
        "result": item.result,
        "count": item.count,
        "at_s": _seconds(item.first_ns),
    }


def finding(item: Finding) -> Json:
    """A finding, without its package (the report lists findings under theirs)."""
    return {
        "recipe": item.recipe,
        "title": item.title,
        "tactic": item.tactic,
        "technique": item.technique,
        "importance": item.importance.value,
        "phase": shown(item.phase),
        "bits": item.bits,
        "count": item.count,
        "first_s": _seconds(item.first_ns),
        "confidence": item.confidence,
        "novelty": item.novelty,
        "intent": item.intent,
        "explained": item.explained,
        "explained_by": item.explained_by,
        "needs": list(item.needs),
        "evidence": [evidence(one) for one in item.evidence],
        "thefts": [theft(one) for one in item.thefts],
    }


def theft(item: Theft) -> Json:
    """A value that was found in what was sent: whole, since it was invented and opens nothing."""
    return {
        "kind": utf8(item.kind),
        "value": utf8(item.value),
        "where": utf8(item.where),
        "forms": list(item.forms),
        "place": shown(item.place),
        "destination": shown(item.destination),
        "host": shown(item.host),
        "address": shown(item.address),
        "port": item.port,
        "method": shown(item.method),
        "requests": item.requests,
        "count": item.count,
        "at_s": _seconds(item.first_ns),
        "confidence": item.confidence,
    }


def sent(item: Sent) -> Json:
    """Something a package sent, as the gateway saw it."""
    return {
        "protocol": shown(item.protocol),
        "host": shown(item.host),
        "address": shown(item.address),
        "port": item.port,
        "method": shown(item.method),
        "target": shown(item.target),
        "size": item.size,
        "status": item.status,
        "excerpt": shown(item.excerpt),
        "cut": item.cut,
        "at_s": _seconds(item.first_ns),
        "confidence": item.confidence,
    }


def term(item: Term) -> Json:
    """One factor of a score."""
    return {
        "recipe": item.recipe,
        "weight": item.weight,
        "novelty": item.novelty,
        "confidence": item.confidence,
    }


def score(item: PackageScore) -> Json:
    """A package with its score and what the score is made of, without the findings."""
    return {
        "purl": shown(item.package.purl),
        "score": item.score,
        "level": item.level.value,
        "bits": item.bits,
        "via": [shown(name) for name in item.package.via],
        "phases": [shown(phase) for phase in item.phases],
        "terms": [term(one) for one in item.terms],
        "cap": item.cap,
        "cap_reason": item.cap_reason,
    }


def package(item: PackageScore) -> Json:
    """A package with its score and its findings."""
    return {
        **score(item),
        "findings": [finding(one) for one in item.findings],
        "processes": [process(one) for one in _processes(item.findings)],
        "requests": [sent(one) for one in item.sent],
        "requests_left_out": item.sent_left_out,
    }


def process(item: Process) -> Json:
    """A process image that did something told of, or one above it."""
    return {
        "image": item.image,
        "parent": item.above.image if item.above else 0,
        "pid": item.pid,
        "kind": item.kind,
        "exe": shown(item.exe),
        "argv": arguments(item.argv),
        "start_s": _seconds(item.start_ns),
    }


def _processes(findings: Iterable[Finding]) -> list[Process]:
    """Return everybody who appears in evidence and their lines, each once, in the order they began."""
    found: dict[int, Process] = {}
    for one in (evidence.process for finding in findings for evidence in finding.evidence):
        line = one
        while line is not None and line.image not in found and len(found) < MAX_PROCESSES:
            found[line.image] = line
            line = line.above
    return [found[image] for image in sorted(found)]


def connection(item: Connection) -> Json:
    """Somewhere a process tried to reach."""
    return {
        "host": shown(item.host),
        "address": shown(item.address),
        "port": item.port,
        "proto": item.proto,
        "package": shown(item.package.purl),
        "allowed": item.allowed,
        "count": item.count,
        "first_s": _seconds(item.first_ns),
    }


def coverage(item: Coverage) -> Json:
    """What was seen and what was not."""
    return {
        "complete": item.complete,
        "calls": item.calls,
        "lost": item.lost,
        "notes": [shown(note) for note in item.notes],
        "trouble": [shown(note) for note in item.trouble],
    }


def run(item: RunInfo) -> Json:
    """The run's own facts."""
    return {
        "id": item.id,
        "command": arguments(item.command),
        "image": shown(item.image),
        "image_digest": item.image_digest,
        "image_source": item.image_source,
        "started": item.started,
        "duration_s": item.duration_s,
        "exit_code": item.exit_code,
        "network": item.network,
        "level": item.level,
        "tracer": item.tracer,
        "package_manager": shown(item.package_manager),
        "seed": shown(item.seed),
        "persona": shown(item.persona),
        "disguise": item.disguise,
    }


def verdict(item: Verdict) -> Json:
    """The verdict's word and its reasons."""
    return {
        "verdict": item.outcome.value,
        "fail_on": item.fail_on.value if item.fail_on else "none",
        "reasons": [shown(reason) for reason in item.reasons],
        "flagged": [shown(purl) for purl in item.flagged],
    }


def event(item: Event) -> Json:
    """One traced event."""
    return {
        "seq": item.seq,
        "at_s": _seconds(item.first_ns),
        "image": item.process.image,
        "pid": item.process.pid,
        "ppid": item.process.ppid,
        "exe": shown(item.process.exe),
        "package": shown(item.scope.package.purl),
        "phase": shown(item.scope.phase),
        "action": item.action.value,
        "call": item.call,
        "object": shown(item.object),
        "raw": shown(text(item.raw)),
        "result": item.result,
        "count": item.count,
        "flags": sorted(item.flags),
        "detail": arguments(item.detail),
    }


def report(item: Report) -> Json:
    """The whole report, by its contract (``fpbox.report/1``): keys may be added, never changed."""
    return {
        "schema": "fpbox.report/1",
        "run": run(item.run),
        "coverage": coverage(item.coverage),
        **verdict(item.verdict),
        "packages": [package(one) for one in _worst_first(item.packages)],
        "network": [connection(one) for one in item.network],
    }


def _worst_first(packages: Iterable[PackageScore]) -> list[PackageScore]:
    return sorted(packages, key=lambda one: -one.score)


def dumps(data: Json, *, indent: bool = False) -> bytes:
    """Encode as JSON; a number JSON has no word for (NaN, infinity) becomes null."""
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 if indent else None)
