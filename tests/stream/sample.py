# SPDX-License-Identifier: Apache-2.0
"""A run to publish: one package with findings, some of it hostile."""

from __future__ import annotations

from dataclasses import replace

from fpbox.model import (
    Action,
    Connection,
    Coverage,
    Event,
    Evidence,
    Finding,
    Importance,
    Level,
    Outcome,
    Package,
    PackageScore,
    Process,
    Report,
    RunInfo,
    Scope,
    Sent,
    Term,
    Theft,
    Verdict,
)

TOKEN = "npm_" + "a1B2" * 9
PACKAGE = Package("pkg:npm/%40scope/evil@1.0.2", "npm", "@scope/evil", "1.0.2", ("app", "foo", "@scope/evil"))
INFO = RunInfo(
    id="run-1",
    command=("npm", "install", f"--//mirror.example/:_authToken={TOKEN}"),
    image="fpbox/npm:1",
    image_digest="sha256:0123",
    started="2026-01-02T03:04:05Z",
    duration_s=12.5,
    exit_code=0,
    network="none",
    level="deep",
)

SENT_TO = "https://evil.example/x"


def finding(number: int = 0, **changes: object) -> Finding:
    evidence = Evidence(
        seq=7 + number,
        first_ns=1_500_000_000,
        action=Action.OPEN,
        object="/proc/version",
        pid=42,
        exe="/usr/bin/node",
        argv=("node", "probe.js", "\x1b[31m\\xff", f"https://me:{TOKEN}@mirror.example/"),
        result="ok",
        call="openat",
    )
    whole = Finding(
        recipe="os_fingerprint",
        title=f"Reads what system it is on ({number})",
        tactic="discovery",
        technique="T1082",
        importance=Importance.MEDIUM,
        package=PACKAGE,
        phase="postinstall",
        bits=8.5,
        count=3,
        first_ns=1_500_000_000,
        evidence=(evidence,),
        thefts=(
            Theft(
                "host_name",
                "lena-x13",
                "the host name",
                ("base64",),
                "body",
                SENT_TO,
                "evil.example",
                "::1",
                443,
            ),
        ),
    )
    return replace(whole, **changes)


def report(run: str = "run-1", findings: tuple[Finding, ...] | None = None) -> Report:
    scored = PackageScore(
        package=PACKAGE,
        score=71,
        level=Level.HIGH,
        bits=8.5,
        phases=("postinstall",),
        terms=(Term("os_fingerprint", 0.12, 1.0, 1.0),),
        findings=(finding(),) if findings is None else findings,
        sent=(Sent("https", "evil.example", "::1", 443, "POST", "/x\x1b[2J", 12, 200, 5, "\xff lena-x13"),),
        sent_left_out=1,
    )
    quiet = PackageScore(Package("toolchain", name="toolchain"), 0, Level.NONE, 0.0, (), (), ())
    return Report(
        run=replace(INFO, id=run),
        coverage=Coverage(complete=True, calls=43424, lost=0),
        verdict=Verdict(Outcome.FLAGGED, Level.HIGH, ("a package scored 71",), (PACKAGE.purl,)),
        packages=(quiet, scored),
        network=(Connection("exfil.example", "240.0.0.1", 443, "tcp", PACKAGE, allowed=False),),
    )


def event(number: int = 0, **changes: object) -> Event:
    process = Process(3, 1, 42, 1, "/usr/bin/node", ("node", "probe.js"), "/project")
    whole = Event(
        seq=number + 1,
        first_ns=number * 1000,
        process=process,
        scope=Scope(PACKAGE, "postinstall"),
        action=Action.OPEN,
        call="openat",
        object=f"/etc/file{number}",
        flags=frozenset({"mutated"}),
    )
    return replace(whole, **changes)
