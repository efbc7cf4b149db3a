# SPDX-License-Identifier: Apache-2.0
"""The parts of docs/scoring.md that follow from fpbox.score. Run with the page's path, it renews them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from fpbox.model import Finding, Importance, Level, Package, PackageScore
from fpbox.score import UNIQUE_BITS, WEIGHTS, level_of, score

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scoring.md"
PACKAGE = Package("pkg:npm/metrics-probe@1.0.2", "npm", "metrics-probe", "1.0.2")


def finding(
    recipe: str,
    importance: Importance,
    *,
    novelty: float = 1.0,
    confidence: float = 1.0,
    bits: float = 0,
    intent: bool = False,
    explained: bool = False,
) -> Finding:
    return Finding(
        recipe=recipe, title=recipe, tactic="discovery", technique="T1082", importance=importance,
        package=PACKAGE, phase="postinstall", bits=bits, count=1, first_ns=0, evidence=(),
        confidence=confidence, novelty=novelty, intent=intent, explained=explained,
    )  # fmt: skip


EXAMPLE = (
    finding("machine_fingerprint", Importance.HIGH, bits=33),
    finding("os_fingerprint", Importance.MEDIUM, novelty=0.94, bits=9),
    finding("egress_attempt", Importance.MEDIUM, novelty=0.98, confidence=0.9, intent=True),
    finding("cpu_fingerprint", Importance.LOW, novelty=0.7, bits=5),
    finding("process_discovery", Importance.MEDIUM, explained=True),
)


def many(importance: Importance, *, intent: bool) -> PackageScore:
    return score(PACKAGE, [finding(f"r{n}", importance, intent=intent) for n in range(99)])


def weights() -> str:
    rows = (f"| {importance.value} | {weight:.2f} |" for importance, weight in WEIGHTS.items())
    return "\n".join(("| importance | weight |", "|---|---:|", *rows))


def levels() -> str:
    points = {level: [n for n in range(101) if level_of(n) is level] for level in Level}
    rows = (f"| {level.value} | {own[0]} to {own[-1]} |" for level, own in points.items())
    return "\n".join(("| level | score |", "|---|---|", *rows))


def caps() -> str:
    cases = (
        ("only findings of low importance", many(Importance.LOW, intent=False)),
        ("medium at most, with a purpose", many(Importance.MEDIUM, intent=True)),
        (f"high, no purpose, fewer than {UNIQUE_BITS} bits", many(Importance.HIGH, intent=False)),
        ("high, with a purpose", many(Importance.HIGH, intent=True)),
    )
    rows = (f"| {what} | {one.cap} | {one.cap_reason or 'no cap'} |" for what, one in cases)
    return "\n".join(("| what was found | at most | as the report says it |", "|---|---:|---|", *rows))


def example() -> str:
    one = score(PACKAGE, EXAMPLE)
    left = 1.0
    rows = []
    for term in one.terms:
        strength = term.weight * term.novelty * term.confidence
        left *= 1 - strength
        rows.append(
            f"| {term.recipe} | {term.weight:.2f} | {term.novelty:.2f} | {term.confidence:.2f} "
            f"| {strength:.4f} | {left:.4f} |"
        )
    head = ("| recipe | weight | novelty | confidence | term | left of 1 |", "|---|---:|---:|---:|---:|---:|")
    capped = f", held down to {one.score}: {one.cap_reason}" if one.cap_reason else ""
    total = f"`100 * (1 - {left:.4f})` is {round(100 * (1 - left))}{capped}: **{one.level.value}**."
    return "\n".join((*head, *rows, "", total))


PARTS: dict[str, Callable[[], str]] = {"weights": weights, "levels": levels, "caps": caps, "example": example}


def updated(text: str) -> str:
    """Return the page with its generated parts as they ought to be."""
    for name, part in PARTS.items():
        pattern = rf"(<!-- {name} -->\n).*?(<!-- end -->)"
        text, count = re.subn(pattern, lambda m, p=part: f"{m[1]}\n{p()}\n\n{m[2]}", text, flags=re.DOTALL)
        if count != 1:
            raise ValueError(name)
    return text


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(updated(page.read_text("utf-8")), "utf-8")
