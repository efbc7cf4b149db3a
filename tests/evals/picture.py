# SPDX-License-Identifier: Apache-2.0
"""The distribution of scores as a picture."""

from __future__ import annotations

from collections.abc import Sequence

from figures import Case

_BIN, _LEFT, _BASE, _WIDTH, _HEIGHT = 5, 50, 180, 640, 150
_CUTS = ((30, "medium"), (60, "high"), (85, "critical"))


def histogram(cases: Sequence[Case]) -> str:
    """Return an SVG: above, the simulations' scores, below, the benign packages', in steps of five points."""
    parts = [_half([case for case in cases if case.simulated], 0, "simulations", "#b3261e")]
    parts.append(_half([case for case in cases if not case.simulated], 200, "benign packages", "#2e6f40"))
    box = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 420"'
    head = f'<svg {box} font-family="sans-serif" font-size="12">'
    return "\n".join((head, '<rect width="720" height="420" fill="#fff"/>', *parts, "</svg>")) + "\n"


def _half(cases: Sequence[Case], top: int, title: str, colour: str) -> str:
    counts = [0] * (100 // _BIN)
    for case in cases:
        counts[min(case.score // _BIN, len(counts) - 1)] += 1
    most, step, base = max((*counts, 1)), _WIDTH / len(counts), top + _BASE
    lines = [f'<text x="{_LEFT}" y="{top + 20}">{len(cases)} {title}, by score</text>']
    for number, count in enumerate(counts):
        height = round(_HEIGHT * count / most, 1)
        x = round(_LEFT + number * step, 1)
        if count:
            place = f'x="{x + 1}" y="{base - height}" width="{step - 2}" height="{height}"'
            lines.append(f'<rect {place} fill="{colour}"/>')
            lines.append(
                f'<text x="{x + step / 2}" y="{base - height - 3}" text-anchor="middle">{count}</text>'
            )
    lines.append(f'<line x1="{_LEFT}" y1="{base}" x2="{_LEFT + _WIDTH}" y2="{base}" stroke="#333"/>')
    for points, name in ((0, ""), *_CUTS, (100, "")):
        x = round(_LEFT + _WIDTH * points / 100, 1)
        lines.append(f'<text x="{x}" y="{base + 15}" text-anchor="middle">{points} {name}</text>')
        if name:
            lines.append(
                f'<line x1="{x}" y1="{base}" x2="{x}" y2="{top + 30}" stroke="#999" stroke-dasharray="3 3"/>'
            )
    return "\n".join(lines)
