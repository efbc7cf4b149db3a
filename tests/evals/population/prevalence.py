# SPDX-License-Identifier: Apache-2.0
"""Judges the recordings of the population by today's recipes, and writes down how common each is.

What every package showed goes to prevalence.json, the shares that scores are made with to the catalogue.

    python tests/evals/population/prevalence.py [--jobs 2] [--alarms]

What is counted is a package that ran code of its own: each purl once, whether it was asked for or came as a
dependency. The held-out part is left out, of the file and of what `--alarms` lists.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import recording  # noqa: E402 - lies beside this folder
from fpbox.model import Importance, Level, PackageScore  # noqa: E402
from population import roster  # noqa: E402

FILE = HERE / "prevalence.json"
RECORDINGS = HERE / "recordings"
CATALOGUE = HERE.parents[2] / "src" / "fpbox" / "recipes" / "catalogue" / "prevalence.yaml"
_BY_DESIGN = "by-design"
_HEADER = """\
# How many benign packages show a recipe, among those that run code when they are installed or are loaded.
# Written by tests/evals/population/prevalence.py, without those held out and those that probe by design.
# What is not listed weighs in full: fewer than one package in a hundred shows it.
"""
_LEAST = 0.01
_LEVELS = [level.value for level in Level]
_KINDS = {
    ("npm", False): "npm-scripts",
    ("npm", True): "npm-plain",
    ("pypi", False): "pypi-sdist",
    ("pypi", True): "pypi-import",
}
_EVIDENCE = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """What was seen of one package.

    Attributes:
        kind: what the package is in the list for, or would be by its phases.
        recipes: those that matched beyond the control run, with the first that they saw.
    """

    purl: str
    kind: str
    phases: tuple[str, ...]
    level: str
    score: int
    recipes: dict[str, str]


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description="Measure how common each recipe is among benign packages.")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--alarms", action="store_true", help="list packages at medium and above")
    given = parser.parse_args()
    shown = [one for one in judged(given.jobs) if not roster.held_out(one.purl)]
    FILE.write_text(json.dumps(prevalence(shown), indent=1, sort_keys=True) + "\n")
    CATALOGUE.write_text(catalogue(shown))
    print(f"{len(shown)} packages ran code, without those held out; written to {FILE.name}")
    if given.alarms:
        print("\n".join(alarms(shown)))


def judged(jobs: int) -> list[Shown]:
    """Judge all recordings, each in one of `jobs` processes, and join what was seen of the same package."""
    with ProcessPoolExecutor(jobs) as pool:
        each = pool.map(judge, sorted(RECORDINGS.glob("*" + recording.SUFFIX)), chunksize=4)
        return joined(one for several in each for one in several)


def judge(path: Path) -> list[Shown]:
    """Return the packages that ran code in one recorded run."""
    made = recording.load(path)
    report = recording.replay(made)
    return [_shown(one, made.about) for one in report.packages if one.package.ecosystem and one.phases]


def joined(shown: Iterable[Shown]) -> list[Shown]:
    """Join what several runs showed of the same package."""
    by_purl: dict[str, Shown] = {}
    for one in shown:
        before = by_purl.get(one.purl)
        by_purl[one.purl] = _join(before, one) if before else one
    return sorted(by_purl.values(), key=lambda one: one.purl)


def prevalence(shown: list[Shown]) -> dict[str, Any]:
    """Count the packages that show each recipe.

    Returns:
        "packages": per purl its kind, phases, level, score and recipes; "kinds": how many of each kind;
        "recipes": per recipe the share of all packages and of each kind.
    """
    kinds = Counter(one.kind for one in shown)
    recipes = sorted({recipe for one in shown for recipe in one.recipes})
    return {
        "kinds": kinds,
        "levels": Counter(one.level for one in shown),
        "recipes": {recipe: _share(recipe, shown, kinds) for recipe in recipes},
        "packages": {
            one.purl: {
                "kind": one.kind,
                "phases": one.phases,
                "level": one.level,
                "score": one.score,
                "recipes": sorted(one.recipes),
            }
            for one in shown
        },
    }


def catalogue(shown: Iterable[Shown]) -> str:
    """Return the catalogue's file of what one package in a hundred or more shows, as YAML."""
    counted = [one for one in shown if one.kind != _BY_DESIGN]
    showing = Counter(recipe for one in counted for recipe in one.recipes)
    total = len(counted)
    common = [
        f"- {{recipe: {recipe}, value: {count / total:.3f}, source: {count} of {total} packages}}"
        for recipe, count in sorted(showing.items())
        if count / total >= _LEAST
    ]
    return _HEADER + "\n".join(common or ["[]"]) + "\n"


def alarms(shown: Iterable[Shown]) -> Iterator[str]:
    """Say of each package at medium or above why, the worst first."""
    grave = [one for one in shown if _LEVELS.index(one.level) >= _LEVELS.index(Level.MEDIUM.value)]
    for one in sorted(grave, key=lambda one: -one.score):
        yield f"{one.level} {one.score} {one.purl} {one.kind} {' '.join(one.phases)}"
        yield from (f"    {recipe}: {seen}" for recipe, seen in sorted(one.recipes.items()))


def _share(recipe: str, shown: list[Shown], kinds: Counter[str]) -> dict[str, Any]:
    showing = Counter(one.kind for one in shown if recipe in one.recipes)
    return {
        "packages": showing.total(),
        "share": round(showing.total() / len(shown), 4),
        "by_kind": {kind: round(showing[kind] / kinds[kind], 4) for kind in sorted(kinds)},
    }


def _shown(one: PackageScore, about: dict[str, Any]) -> Shown:
    """Put one package's score in short; a fixture stands for the package that it uses."""
    subject = about["purl"]
    listed = roster.Listed(subject, roster.Kind(about["kind"]))
    used = listed.kind is roster.Kind.BY_DESIGN and one.package.name == listed.fixture
    asked_for = used or one.package.purl == subject
    kind = listed.kind.value if asked_for else _KINDS[one.package.ecosystem, one.phases == ("import",)]
    return Shown(
        purl=subject if used else one.package.purl,
        kind=kind,
        phases=one.phases,
        level=one.level.value,
        score=one.score,
        recipes={
            found.recipe: ", ".join(seen.object for seen in found.evidence[:_EVIDENCE])
            for found in one.findings
            if not found.explained and found.importance is not Importance.INFO
        },
    )


def _join(one: Shown, other: Shown) -> Shown:
    """Keep the graver judgement, all phases and all recipes."""
    graver = max(one, other, key=lambda either: either.score)
    named = one if one.kind == roster.Kind.BY_DESIGN else other
    phases = tuple(dict.fromkeys(one.phases + other.phases))
    return replace(graver, kind=named.kind, phases=phases, recipes=one.recipes | other.recipes)


if __name__ == "__main__":
    main()
