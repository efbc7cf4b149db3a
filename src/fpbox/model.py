# SPDX-License-Identifier: Apache-2.0
r"""The data that everything passes around. This module knows nothing of the others.

Paths, arguments and other things a traced program says are kept as text that is safe to show and to encode:
bytes that are not UTF-8 stand as ``\xNN`` (see `text`). Where the raw form matters it is kept beside it as
bytes. Times named ``_ns`` count from the start of the trace, on CLOCK_MONOTONIC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


def text(raw: bytes) -> str:
    r"""Show bytes of a traced program as text: UTF-8, and ``\xNN`` for what is not."""
    return raw.decode("utf-8", "backslashreplace")


class Action(StrEnum):
    """What was done to an object. Opening is not looking: `OPEN` and `STAT` are different."""

    OPEN = "open"
    WRITE = "write"
    REMOVE = "remove"
    STAT = "stat"
    READLINK = "readlink"
    LIST = "list"
    EXEC = "exec"
    CALL = "call"
    SOCKET = "socket"
    CONNECT = "connect"
    BIND = "bind"
    SEND = "send"
    DNS = "dns"
    REQUEST = "request"
    SLEEP = "sleep"
    SIGNAL = "signal"
    INSPECT = "inspect"
    ESCAPE = "escape"
    EVADE = "evade"


FOREIGN_PACKAGE = "foreign_package"
"""The flag of a package's write into another installed package."""

PROJECT_FILE = "project_file"
"""The flag of a package's write into the project that it is installed for."""

HOME_FILE = "home_file"
"""The flag of a package's write into the home directory, beside the project, where it is not hidden."""

FOREIGN_FOLDER = "foreign_folder"
"""The flag of a package's write into a hidden folder of the home that does not bear its name."""


class _Ranked(StrEnum):
    """Names that are given from the least to the most."""

    @property
    def rank(self) -> int:
        """0 for the first."""
        return list(type(self)).index(self)


class Importance(_Ranked):
    """How much one finding matters, before novelty and confidence are taken into account."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Level(_Ranked):
    """A package's level, from its score: 0, 1-29, 30-59, 60-84, 85-100."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Outcome(StrEnum):
    """The verdict in one word."""

    CLEAN = "clean"
    FLAGGED = "flagged"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Package:
    """A package, or one of the two that are none (`TOOLCHAIN`, `UNATTRIBUTED`).

    Attributes:
        purl: package URL, or "toolchain" or "unattributed".
        ecosystem: "npm", "pypi" or "".
        via: names from the project down to this package, e.g. ("app", "foo", "evil-pkg"); empty when not
            known.
    """

    purl: str
    ecosystem: str = ""
    name: str = ""
    version: str = ""
    via: tuple[str, ...] = ()


TOOLCHAIN = Package("toolchain", name="toolchain")
UNATTRIBUTED = Package("unattributed", name="unattributed")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a process works for.

    Attributes:
        phase: lifecycle event or hook ("postinstall", "build_wheel", "import"), or what pip itself does for
            it ("requires", "unpack"); "" for the toolchain.
        confidence: 0 to 1; basis says in a few words how it is known.
        root: image number of the process image with which the scope began.
    """

    package: Package
    phase: str = ""
    confidence: float = 1.0
    basis: str = ""
    root: int = 0


@dataclass(frozen=True, slots=True)
class Process:
    """A process image: one program in one process. A new one begins at each successful exec.

    Attributes:
        image: number of the image, unique within a run; parent is 0 when it is not known.
        exe: where /proc/<pid>/exe points. argv: arguments (cut at the tracer's limits).
        env: the few variables the tracer was told to keep.
        kind: "root" for the command itself, "fork", or "exec".
        orphan: its parent had exited before it was first seen.
        start_ns: when it was first seen.
        above: the image it came from, as far as it is known. A line of more than 64 leaves its middle out.
    """

    image: int
    parent: int
    pid: int
    ppid: int
    exe: str
    argv: tuple[str, ...]
    cwd: str
    env: tuple[tuple[str, str], ...] = ()
    kind: Literal["root", "fork", "exec"] = "exec"
    orphan: bool = False
    start_ns: int = 0
    above: Process | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to what.

    The same observation (same image, call, object, flags, result) is one Event with a count; `seq` and
    `first_ns` are those of the first time.

    Attributes:
        call: the system call's name ("openat", "uname").
        object: normalised: absolute path; "/proc/self/..." for the own process and "/proc/[pid]/..." for
            another's; "tcp://1.2.3.4:443", "udp://[::1]:53", "unix:/run/x.sock", "unix:@abstract";
            "netlink:route"; "packet", "raw:inet"; a DNS name; of a request what the gateway saw, as
            "https://evil.example/x"; a number of seconds for sleep; a signal's name and target; "" for plain
            calls whose name says it all.
        raw: object as the program gave it, when that differs.
        result: "ok" (the kernel went on), "missing" (it did not exist), "skipped" (not done, but the program
            was told that it was: a long sleep, the first PTRACE_TRACEME), or the errno's name when the call
            was denied ("EPERM").
        flags: names of what was odd: "mutated", "mutated_after", "unreadable", "truncated", "foreign_abi",
            "pid_one", "disguised" (the program was shown the invented machine's),
            "foreign_package" (a write into an installed package that is not its own),
            "project_file" (a write by a package into the project's own files), "home_file" (a write by a
            package into the home directory, beside the project, in a place that is not hidden),
            "foreign_folder" (the same in a hidden folder that does not bear the package's name),
            "carries_identity", "carries_credential" (a request in which the machine's values were found),
            "reports_identity" (the same, to a service for error reports or usage statistics),
            "targeted", "differing" (done under some circumstances only, by a comparison of runs).
        detail: what else belongs to the call: argv of an exec (as one tuple), the flags of an open, the name
            of the host that a connect goes to; of a request method, host, target, size and status.
    """

    seq: int
    first_ns: int
    process: Process
    scope: Scope
    action: Action
    call: str
    object: str
    raw: bytes = b""
    result: str = "ok"
    count: int = 1
    flags: frozenset[str] = frozenset()
    detail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation a finding rests on.

    Attributes:
        process: who did it, with the line of processes above it.
    """

    seq: int
    first_ns: int
    action: Action
    object: str
    pid: int
    exe: str
    argv: tuple[str, ...]
    result: str
    count: int = 1
    image: int = 0
    call: str = ""
    process: Process | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Theft:
    """A value of the invented machine that was found in what was sent.

    Attributes:
        kind: of value: "host_name", "npm_token". where: it lay: a path, a variable.
        forms: how it was encoded, the outermost first; none for as it is.
        place: where in what was sent: "target", "headers", "body", "data", "name", "parameter id" ...
        destination: what it was sent to, as in a request's object.
        requests: over how many it was spread. count: how many carried it.
    """

    kind: str
    value: str
    where: str
    forms: tuple[str, ...]
    place: str
    destination: str
    host: str
    address: str
    port: int
    method: str = ""
    requests: int = 1
    count: int = 1
    first_ns: int = 0
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that a package sent, as the gateway saw it.

    Attributes:
        protocol: "http", "https", "smtp", "tcp", "udp", "tls" (which was not ended) ...
        method, target, status: as far as the protocol has them; "" and 0 otherwise.
        size: bytes of the body. excerpt: its beginning, safe to print. cut: not all of it was kept.
        plain: a question for a file by a plain name, or a few words and numbers to a service for usage
            statistics: there is no room for a secret in it.
        confidence: that it was this package.
    """

    protocol: str
    host: str
    address: str
    port: int
    method: str
    target: str
    size: int
    status: int
    first_ns: int
    excerpt: str = ""
    cut: bool = False
    confidence: float = 1.0
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One recipe that matched for one package.

    Attributes:
        bits: how much of the machine's identity it gives away, by the recipe.
        count: observations (times seen, all together). evidence holds the first few only.
        novelty: 0 to 1; 0 when the control run explains all of it.
        explained: kept for the record, without weight. explained_by: "control" (the control run shows the
            same) or "sent" (it says that something left, and the gateway saw what was sent).
        needs: for a correlation, the ids of the recipes it joins.
        thefts: for a finding of the search, the values that were found.
    """

    recipe: str
    title: str
    tactic: str
    technique: str
    importance: Importance
    package: Package
    phase: str
    bits: float
    count: int
    first_ns: int
    evidence: tuple[Evidence, ...]
    confidence: float = 1.0
    novelty: float = 1.0
    intent: bool = False
    explained: bool = False
    explained_by: Literal["", "control", "sent"] = ""
    needs: tuple[str, ...] = ()
    thefts: tuple[Theft, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One factor of a score: ``1 - weight * novelty * confidence``."""

    recipe: str
    weight: float
    novelty: float
    confidence: float


@dataclass(frozen=True, slots=True)
class PackageScore:
    """A package with its score and everything the score is made of.

    Attributes:
        score: 0 to 100. cap: the upper bound that was applied, with cap_reason, or 100.
        bits: all bits its findings give away.
        sent: what it sent, the first of it; sent_left_out: how many more there were.
    """

    package: Package
    score: int
    level: Level
    bits: float
    phases: tuple[str, ...]
    terms: tuple[Term, ...]
    findings: tuple[Finding, ...]
    cap: int = 100
    cap_reason: str = ""
    sent: tuple[Sent, ...] = ()
    sent_left_out: int = 0


@dataclass(frozen=True, slots=True)
class Connection:
    """Somewhere a process tried to reach."""

    host: str
    address: str
    port: int
    proto: str
    package: Package
    allowed: bool
    count: int = 1
    first_ns: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was seen, and what was not.

    Attributes:
        complete: nothing was lost and the stream ended as it should.
        calls: notifications received. lost: events that could not be delivered.
        notes: sentences for a person; trouble: those among them that make the verdict inconclusive.
    """

    complete: bool
    calls: int
    lost: int
    notes: tuple[str, ...] = ()
    trouble: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the run ended, for a CI job to act on.

    Attributes:
        reasons: sentences: why flagged or inconclusive.
        flagged: purls at or above the level asked for.
    """

    outcome: Outcome
    fail_on: Level | None
    reasons: tuple[str, ...] = ()
    flagged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunInfo:
    """The run's own facts.

    Attributes:
        exit_code: the command's own, or None when it did not end by itself.
        started: RFC 3339, UTC.
        network: "open" or "none". level: "deep" or "standard".
        image_source: "pulled", "bootstrapped", "local" or "given".
        seed, persona: what the invented machine was made from; empty when there was none.
        disguise: its hardware was shown in place of the real one.
    """

    id: str
    command: tuple[str, ...]
    image: str
    image_digest: str
    started: str
    duration_s: float
    exit_code: int | None
    network: str
    level: str
    image_source: str = ""
    tracer: str = ""
    package_manager: str = ""
    seed: str = ""
    persona: str = ""
    disguise: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Everything about a run. `report/` turns it into formats."""

    run: RunInfo
    coverage: Coverage
    verdict: Verdict
    packages: tuple[PackageScore, ...]
    network: tuple[Connection, ...] = field(default=())
