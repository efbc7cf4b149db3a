# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

from fpbox.model import (
    Action,
    Coverage,
    Evidence,
    Finding,
    Importance,
    Level,
    Outcome,
    Package,
    PackageScore,
    Report,
    RunInfo,
    Verdict,
)
from fpbox.report.terminal import printable, render

EVIL = Package("pkg:npm/evil@1.0.2", "npm", "evil", "1.0.2", ("app", "foo", "evil"))
CALM = Package("pkg:npm/calm@2.0.0", "npm", "calm", "2.0.0", ("app", "calm"))


def finding(
    obj: str, recipe: str = "machine_fingerprint", importance: Importance = Importance.HIGH
) -> Finding:
    seen = Evidence(1, 5, Action.OPEN, obj, 7, "/usr/bin/node", ("node",), "ok")
    return Finding(
        recipe,
        "t",
        "discovery",
        "T1082",
        importance,
        EVIL,
        "postinstall",
        41,
        1,
        5,
        (seen,),
    )


def report(obj: str = "/etc/machine-id") -> Report:
    info = RunInfo("r", ("npm", "install"), "i", "d", "now", 1.0, 0, "open", "deep")
    evil = PackageScore(EVIL, 71, Level.HIGH, 41, ("postinstall",), (), (finding(obj),))
    calm = PackageScore(CALM, 6, Level.LOW, 0, ("install",), (), ())
    verdict = Verdict(Outcome.FLAGGED, Level.HIGH, ("pkg:npm/evil@1.0.2 scores 71 (high)",), (EVIL.purl,))
    return Report(info, Coverage(complete=True, calls=43424, lost=0), verdict, (evil, calm))


def shown(obj: str = "/etc/machine-id") -> str:
    return "\n".join(line.plain for line in render(report(obj), installed=287))


def test_the_first_line_counts_packages_and_calls() -> None:
    first = shown().splitlines()[0]
    assert first == "fpbox: 287 packages, 2 ran code, 1 flagged        43 424 calls traced, 0 lost"


def test_a_flagged_package_shows_its_way_and_what_it_looked_at() -> None:
    text = shown()
    assert "HIGH      71  evil@1.0.2  postinstall   app > foo > evil" in text
    assert "machine_fingerprint  /etc/machine-id" in text
    assert "singles out this machine" in text


def test_many_small_findings_do_not_hide_a_grave_one() -> None:
    small = [finding("/proc/cpuinfo", f"small_{number}", Importance.LOW) for number in range(20)]
    whole = report()
    (evil, calm) = whole.packages
    crowded = replace(whole, packages=(replace(evil, findings=(*small, *evil.findings)), calm))
    lines = [line.plain for line in render(crowded)]
    assert lines[2].endswith("high     machine_fingerprint  /etc/machine-id")
    assert any("...and 13 more findings" in line for line in lines)


def test_a_calm_package_takes_one_line() -> None:
    assert "  ok         6  calm@2.0.0" in shown()


def test_nothing_a_package_names_can_move_the_cursor() -> None:
    text = shown("/tmp/\x1b[2J\r\x07evil\u202e")
    assert "\x1b" not in text
    assert "\r" not in text
    assert "\u202e" not in text
    assert "\\x1b[2J" in text


def test_what_is_long_is_cut() -> None:
    assert len(printable("x" * 1000, 60)) == 60
