# SPDX-License-Identifier: Apache-2.0
"""Recipes' examples, really run: many in one box, each with a scope of its own, under the real tracer.

What an example does is matched just as in a run, its image's control run subtracted. Examples reach nobody:
the box has no network, and the resolver that it asks is not there, so that names are asked for and never
answered.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from fpbox.attribute import places
from fpbox.attribute.npm import installed_as
from fpbox.control import baseline_for
from fpbox.engine import BoxFile, BoxSpec, Engine, ImageRef
from fpbox.errors import TracerError
from fpbox.model import FOREIGN_FOLDER, TOOLCHAIN, Action, Event, Finding, Package, Process, Scope, text
from fpbox.recipes import Baseline, Catalogue, Matcher, Recipe
from fpbox.recipes.baseline import RESOLVER, Explainer
from fpbox.recipes.recipe import Example
from fpbox.recipes.shorthand import line_of, parse_sight
from fpbox.session import Attribution, Output, Session

LIMIT_S = 30
"""How long one example may take."""

_MARK = "FPBOX_EXAMPLE"
_FOLDER, _WORK = "/examples", "/app"
_IMAGES = {"sh": "npm", "node": "npm", "c": "npm", "python": "python3"}
_FILES = {"sh": "x.sh", "python": "main.py", "node": "index.js", "c": "main.c"}
_STARTS = {
    "sh": f'sh -c "$(cat {_FOLDER}/$n)"',
    "python": "python3 main.py",
    "node": "node index.js",
    "c": "./main",
}
_STOPPED = frozenset({124, 137})
_OF_COMPARISON = frozenset({"targeted", "differing"})
_BROKEN = -1
_MAX_SEEN = 400
_MAX_SAID = 2_000

# What an example leaves is removed before the next one: files where it can write, but not the image's own.
_DRIVER = f"""
kept=" $(ls -A "$HOME" | tr '\\n' ' ') "
restore() {{
    rm -rf {_WORK}/* {_WORK}/.[!.]* /tmp/* /tmp/.[!.]* /var/tmp/* /dev/shm/*
    for f in $(ls -A "$HOME"); do
        case "$kept" in *" $f "*) ;; *) rm -rf "${{HOME:?}}/$f" ;; esac
    done
}}
example() {{
    n=$1; shift
    printf '\\n%s %s begins\\n' {_MARK} "$n"
    timeout -k 1 {LIMIT_S} env {_MARK}="$n" "$@" </dev/null 2>&1
    printf '\\n%s %s %s\\n' {_MARK} "$n" "$?"
}}
cd {_WORK} || exit 1
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One example of one recipe. `number` counts from 1 within its kind, as the file lists them."""

    recipe: Recipe
    example: Example
    expected: bool
    number: int

    @property
    def name(self) -> str:
        """What a person calls it: ``os_fingerprint match 1``."""
        return f"{self.recipe.id} {'match' if self.expected else 'miss'} {self.number}"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an example.

    Attributes:
        raised: recipes that it raised. explained: those the control run explains.
        saw: what it did beyond the control run, in short form; the first of it.
        status: its exit status; -1 where it could not be started. said: its last words.
    """

    case: Case
    raised: tuple[str, ...]
    explained: tuple[str, ...]
    saw: tuple[str, ...]
    status: int
    said: str

    @property
    def wrong(self) -> str:
        """Say why it is not as the recipe claims, or nothing."""
        recipe = self.case.recipe.id
        if self.status == _BROKEN:
            return "cannot be started"
        if self.case.expected and recipe not in self.raised:
            return "explained by the control run" if recipe in self.explained else "does not raise the recipe"
        if self.case.expected:
            return ""
        if recipe in self.raised:
            return "raises the recipe"
        if self.status in _STOPPED:
            return f"did not end within {LIMIT_S} s, so that it shows nothing"
        return f"failed (status {self.status}), so that it shows nothing" if self.status else ""


@dataclass(slots=True)
class _Seen:
    """What is noted of one example while its box runs."""

    lines: dict[str, None] = field(default_factory=dict)
    said: deque[str] = field(default_factory=lambda: deque(maxlen=_MAX_SAID))
    status: int = _BROKEN


class _Scopes(Attribution):
    """Gives all that an example starts the example's own scope, told by a variable of its first process."""

    def __init__(self, packages: Sequence[Package]) -> None:
        self._packages = packages
        self._scopes: dict[int, Scope] = {}

    def image(self, process: Process) -> Scope:
        """Return what a process image belongs to. The box runs nothing but examples, so that all are kept."""
        scope = self._scopes.get(process.parent, Scope(TOOLCHAIN))
        number = dict(process.env).get(_MARK, "")
        if scope.package == TOOLCHAIN and number.isdecimal() and int(number) < len(self._packages):
            scope = Scope(self._packages[int(number)], "postinstall", 1.0, "the example", process.image)
        self._scopes[process.image] = scope
        return scope

    def meddles(self, event: Event) -> bool:
        """An example is the package node_modules/own."""
        return installed_as(event.object) not in ("", "own")

    def leaves(self, event: Event) -> str:
        """The directory in which an example runs is the project's; folders called ``own`` are its own."""
        where = places.kind(event.object, _WORK)
        return "" if where == FOREIGN_FOLDER and places.is_called_after(event.object, ("own",)) else where


class _Lane:
    """One box and its examples."""

    def __init__(self, cases: Sequence[Case], catalogue: Catalogue, baseline: Baseline) -> None:
        self._cases = cases
        self._packages = [Package(f"example:{n}:{case.name}") for n, case in enumerate(cases)]
        self._numbers = {package: n for n, package in enumerate(self._packages)}
        self._seen = [_Seen() for _ in cases]
        self._explainer = Explainer(baseline)
        self._matcher = Matcher(catalogue, baseline)
        self._session = Session(self._matcher, _Scopes(self._packages), self._note)
        self._line = ""
        self._now: _Seen | None = None

    async def run(self, engine: Engine, image: ImageRef) -> list[Result]:
        """Run them all.

        Raises:
            TracerError: the trace is not whole.
        """
        async with await engine.box(_spec(image, self._cases)) as box:
            await box.start()
            async for data in box.stream():
                for result in self._session.feed(data):
                    if isinstance(result, Output):
                        self._output(text(result.data))
            self._session.close()
        coverage = self._session.coverage()
        if not coverage.complete:
            raise TracerError(f"the examples did not run to their end: {'; '.join(coverage.trouble)}")
        found = self._matcher.findings()
        return [
            self._result(number, found.get(self._packages[number], ())) for number in range(len(self._cases))
        ]

    def _note(self, event: Event, count: int) -> None:
        number = self._numbers.get(event.scope.package)
        if event.object == RESOLVER:
            self._explainer.looks_up(event, count)
        explained = self._explainer.explains(event)
        if number is not None and not explained and len(self._seen[number].lines) < _MAX_SEEN:
            self._seen[number].lines[line_of(event)] = None

    def _output(self, said: str) -> None:
        """Tell by the driver's own lines whose output it is."""
        *lines, self._line = (self._line + said).split("\n")
        for line in lines:
            match line.split(" "):
                case [str(mark), number, "begins"] if mark == _MARK:
                    self._now = self._seen[int(number)]
                case [str(mark), number, status] if mark == _MARK:
                    self._seen[int(number)].status = int(status)
                    self._now = None
                case _:
                    (self._now.said if self._now else []).extend(f"{line}\n")
        self._line = self._line[-_MAX_SAID:]

    def _result(self, number: int, findings: Iterable[Finding]) -> Result:
        seen = self._seen[number]
        return Result(
            case=self._cases[number],
            raised=tuple(finding.recipe for finding in findings if not finding.explained),
            explained=tuple(finding.recipe for finding in findings if finding.explained),
            saw=tuple(seen.lines),
            status=seen.status,
            said="".join(seen.said).strip(),
        )


def cases_of(recipes: Iterable[Recipe]) -> Iterator[Case]:
    """Give every example of some recipes, but for those that one box without a network cannot show."""
    for recipe in recipes:
        for expected, examples in ((True, recipe.matches), (False, recipe.misses)):
            for number, example in enumerate(examples, 1):
                if not _needs_more(example):
                    yield Case(recipe, example, expected, number)


def _needs_more(example: Example) -> bool:
    """Tell whether an example takes a gateway, or a comparison, to be seen."""
    sights = [parse_sight(sight) for sight in example.sees]
    return any(
        sight.action is Action.REQUEST or sight.call == "gateway" or sight.flags & _OF_COMPARISON
        for sight in sights
    )


async def run_examples(
    cases: Sequence[Case],
    catalogue: Catalogue,
    boxes: int,
    progress: Callable[[str], None],
) -> list[Result]:
    """Run examples, `boxes` boxes at a time, and return what became of them in their order.

    Args:
        cases: the examples.
        catalogue: every recipe, since correlations join others.
        boxes: how many run at the same time.
        progress: is told what is being prepared.

    Raises:
        FpboxError: the engine, an image or the tracer is in the way.
    """
    results: dict[str, Result] = {}
    free = asyncio.Semaphore(boxes)
    async with await Engine.connect() as engine:
        lanes = [
            (_Lane(share, catalogue, baseline), image)
            for program in dict.fromkeys(_IMAGES.values())
            if (chosen := [case for case in cases if _IMAGES[case.example.lang] == program])
            for image, baseline in [await _image(engine, program, progress)]
            for share in _shares(chosen, boxes)
        ]

        async def run(lane: _Lane, image: ImageRef) -> None:
            async with free:
                results.update((one.case.name, one) for one in await lane.run(engine, image))

        await asyncio.gather(*(run(*lane) for lane in lanes))
    return [results[case.name] for case in cases]


async def _image(engine: Engine, program: str, progress: Callable[[str], None]) -> tuple[ImageRef, Baseline]:
    image = await engine.image_for((program,), None, progress)
    return image, await baseline_for(engine, image, "deep", progress, progress)


def _shares(cases: Sequence[Case], boxes: int) -> list[Sequence[Case]]:
    """Deal examples out to boxes, so that slow ones, which stand together, are spread."""
    return [share for first in range(boxes) if (share := cases[first::boxes])]


def _spec(image: ImageRef, cases: Sequence[Case]) -> BoxSpec:
    files = [BoxFile(f"{_FOLDER}/{n}", case.example.run.encode()) for n, case in enumerate(cases)]
    return BoxSpec(
        image=image,
        command=("sh", "-c", _script(cases)),
        host_settings=False,
        keep_env=(_MARK,),
        network="none",
        dns=("127.0.0.1",),
        workdir=_WORK,
        files=tuple(files),
        linger_s=0.0,
        time_limit_s=60.0 + len(cases) * LIMIT_S,
    )


def _script(cases: Sequence[Case]) -> str:
    """Return the shell script that runs them one after another."""
    lines = []
    for number, case in enumerate(cases):
        lang = case.example.lang
        start = f"example $n {_STARTS[lang]}"
        if lang == "c":
            start = f"cc -o main main.c -pthread && {start}"
        lines.append(f"n={number}; cp {_FOLDER}/$n {_FILES[lang]}; {start}; restore")
    return "\n".join((_DRIVER, *lines, "exit 0"))
