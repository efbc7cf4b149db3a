# SPDX-License-Identifier: Apache-2.0
"""Taking the control run: once per image and tracer, under the same tracer as a real run.

Each part has a box of its own, so that one which fails or hangs does not spoil the others.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from fpbox.attribute import KEEP_ENV, Attributor
from fpbox.control import cache
from fpbox.control.cache import PRESENCE, Control
from fpbox.engine import BoxSpec, Engine, ImageRef
from fpbox.errors import BoxError, TracerError
from fpbox.machine import BUILT_IN, Machine
from fpbox.model import Event, text
from fpbox.recipes import PARTS, PROGRAMS, Baseline, Matcher, Part, load_catalogue, presence_script
from fpbox.session import Output, Session
from fpbox.tasks import tasks

_TIME_LIMIT_S = 300.0
_AT_ONCE = 2
_SEED = "control"
_MAX_HOSTS = 16

Say = Callable[[str], None]


async def baseline_for(
    engine: Engine, image: ImageRef, level: str, progress: Say, note: Say, *, again: bool = False
) -> Baseline:
    """Return what the image's own programs do by themselves; take what was not yet taken of the control run.

    Of an image that adds a package manager to another one, that manager's part alone is its own.

    Args:
        engine: where the image is.
        image: whose programs.
        level: the tracer's, "deep" or "standard".
        progress: is told what is being done.
        note: is told what cannot be kept, and which package manager's part failed.
        again: take everything, whether it was taken or not.

    Raises:
        TracerError: the part that every run needs did not end well.
    """
    taking = _Taking(engine, image, level, progress, note, again=again)
    managers = {*(await taking.part(PRESENCE)).managers, image.adds}
    wanted = [part.name for part in PARTS if part.name == PROGRAMS or part.name in managers]
    async with tasks() as group:
        parts = [group.create_task(taking.part_or_none(name), name=f"control {name}") for name in wanted]
    baseline = Baseline()
    for part in parts:
        if (found := part.result()) is not None:
            baseline.merge(found.baseline)
    return baseline


@dataclass(slots=True)
class _Said:
    """What one box showed: events with their counts, and what its command wrote."""

    events: list[Event]
    output: bytes


class _Taking:
    """Takes the parts of one image's control run that are not there yet."""

    def __init__(
        self, engine: Engine, image: ImageRef, level: str, progress: Say, note: Say, *, again: bool
    ) -> None:
        self._engine = engine
        self._image = image
        self._level = level
        self._progress = progress
        self._note = note
        self._again = again
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def part_or_none(self, name: str) -> Control | None:
        """Return a part; a package manager's that failed is told of, and left out."""
        try:
            return await self.part(name)
        except (TracerError, BoxError) as error:
            if name == PROGRAMS:
                raise
            self._note(f"the control run of {name} is missing, its own doings will count: {error.message}")
            return None

    async def part(self, name: str) -> Control:
        """Return a part, from the cache if it is there.

        Raises:
            TracerError: it did not end well. BoxError: it could not begin.
        """
        image = self._whose(name)
        wanted = Control(image.name, image.digest, self._level, name)
        known = None if self._again else cache.load(wanted)
        if known is not None:
            return known
        async with self._turn:
            taken = await self._take(image, wanted)
        self._keep(taken)
        return taken

    def _whose(self, name: str) -> ImageRef:
        """Return the image whose part holds: it, or the one that it is made of."""
        base = self._image.base
        return self._image if base is None or name == self._image.adds else base

    async def _take(self, image: ImageRef, wanted: Control) -> Control:
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        if wanted.part == PRESENCE:
            self._progress(f"control run: which package managers {image.name} has (once per image)")
            said = await self._run(image, presence_script(), PRESENCE)
            return replace(wanted, taken=now, managers=_managers(said.output), commands=1)
        part = next(one for one in PARTS if one.name == wanted.part)
        self._progress(f"control run: {part.name} of {image.name} with nothing to install (once per image)")
        said = await self._run(image, part.script, part.name)
        baseline = Baseline(_hosts(said.output, part))
        baseline.learn(said.events)
        count = len(part.commands) + len(part.asks)
        return replace(wanted, taken=now, commands=count, baseline=baseline)

    def _keep(self, control: Control) -> None:
        try:
            cache.store(control)
        except OSError as error:
            place = control.path.parent
            self._note(f"the control run cannot be kept for the next time in {place}: {error.strerror}")

    async def _run(self, image: ImageRef, script: str, name: str) -> _Said:
        events: dict[int, Event] = {}
        counts: dict[int, int] = {}

        def seen(event: Event, count: int) -> None:
            events[id(event)] = event
            counts[id(event)] = counts.get(id(event), 0) + count

        session = Session(Matcher(load_catalogue(), None, frozenset()), Attributor(), seen)
        said: list[Output] = []
        async with await self._engine.box(self._spec(image, script)) as box:
            await box.start()
            async for data in box.stream():
                said += [result for result in session.feed(data) if isinstance(result, Output)]
            session.close()
        coverage = session.coverage()
        if not coverage.complete:
            trouble = f"the control run of {name} did not end well: {'; '.join(coverage.trouble)}"
            raise TracerError(trouble, _tail(said))
        whole = [replace(event, count=counts[key]) for key, event in events.items()]
        return _Said(whole, b"".join(one.data for one in said if one.stream == 1))

    def _spec(self, image: ImageRef, script: str) -> BoxSpec:
        """Describe a box; a machine's files are there, so that what programs do with them is seen."""
        machine = Machine.make(_SEED, BUILT_IN["developer"], int(time.time()))
        return BoxSpec(
            image=image,
            command=("sh", "-c", script),
            host_settings=False,
            keep_env=KEEP_ENV,
            network="none",
            level=self._level,
            linger_s=1.0,
            time_limit_s=_TIME_LIMIT_S,
            hostname=machine.host_name,
            machine=machine,
        )


def _managers(output: bytes) -> tuple[str, ...]:
    said = set(text(output).split())
    return tuple(part.name for part in PARTS if part.name in said)


def _hosts(output: bytes, part: Part) -> Iterable[str]:
    """Return the hosts of the addresses that a package manager printed."""
    said = text(output).split() if part.asks else ()
    urls = [word for word in said if word.startswith(("https://", "http://"))][:_MAX_HOSTS]
    return [host for url in urls if (host := _host(url))]


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _tail(said: Iterable[Output]) -> str:
    last = text(b"".join(one.data for one in said)[-500:]).strip()
    return f"It last said: {last}" if last else "It said nothing."
