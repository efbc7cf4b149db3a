# SPDX-License-Identifier: Apache-2.0
"""The control run: what an image's own programs do when there is nothing to install.

Taken once per image and tracer, under the same tracer as a real run, and kept in the cache directory.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import platformdirs

from fpbox.attribute import KEEP_ENV, Attributor
from fpbox.engine import BoxSpec, Engine, ImageRef
from fpbox.errors import TracerError, UsageError
from fpbox.files import write_whole
from fpbox.model import Event, text
from fpbox.recipes import CONTROL_COMMANDS, Baseline, Matcher, load_catalogue
from fpbox.session import Output, Session
from fpbox.trace.calls import table_checksum

_TIME_LIMIT_S = 300.0
_KEPT = 32
_COMMAND_LIMIT_S = 20


def control_script(manager: str) -> str:
    """Return the control run's shell script for a manager's image; any other is taken for npm's."""
    commands = CONTROL_COMMANDS.get(manager) or CONTROL_COMMANDS["npm"]
    lines = [
        f"timeout {_COMMAND_LIMIT_S} {shlex.join(command)} </dev/null >/dev/null 2>&1" for command in commands
    ]
    return "\n".join(('cd "$(mktemp -d)" || exit 1', *lines, "exit 0"))


async def baseline_for(
    engine: Engine,
    image: ImageRef,
    level: str,
    progress: Callable[[str], None],
    note: Callable[[str], None],
) -> Baseline:
    """Return what the image's own programs do by themselves; take the control run if it was not yet taken.

    Raises:
        TracerError: the control run did not end well.
    """
    path = _cache_file(image, level)
    known = _load(path)
    if known is not None:
        return known
    progress(f"control run: what {image.name} does when there is nothing to install (once per image)")
    baseline = await _take(engine, image, level)
    try:
        _store(path, baseline)
    except OSError as error:
        note(f"the control run cannot be kept for the next time in {path.parent}: {error.strerror}")
    return baseline


def _cache_file(image: ImageRef, level: str) -> Path:
    """Name the file by everything that the result depends on."""
    script = control_script(image.manager)
    basis = "\0".join((image.digest, level, str(table_checksum()), script))
    name = hashlib.sha256(basis.encode()).hexdigest()[:32]
    return platformdirs.user_cache_path("fpbox") / "control" / f"{name}.json"


def _load(path: Path) -> Baseline | None:
    """Read a stored control run; one that is unreadable is taken again."""
    try:
        return Baseline.from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, UsageError):
        return None


def _store(path: Path, baseline: Baseline) -> None:
    """Keep it, and let the oldest ones go.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, baseline.to_json().encode())
    _forget_oldest(path.parent)


def _forget_oldest(folder: Path) -> None:
    """Keep the newest ones. Another fpbox may be doing the same."""
    with suppress(FileNotFoundError):
        for old in sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)


async def _take(engine: Engine, image: ImageRef, level: str) -> Baseline:
    events: dict[int, Event] = {}
    counts: dict[int, int] = {}

    def seen(event: Event, count: int) -> None:
        events[id(event)] = event
        counts[id(event)] = counts.get(id(event), 0) + count

    session = Session(Matcher(load_catalogue(), None, frozenset()), Attributor(), seen)
    spec = BoxSpec(
        image=image,
        command=("sh", "-c", control_script(image.manager)),
        host_settings=False,
        keep_env=KEEP_ENV,
        network="none",
        level=level,
        time_limit_s=_TIME_LIMIT_S,
    )
    said: list[bytes] = []
    async with await engine.box(spec) as box:
        await box.start()
        async for data in box.stream():
            said += [result.data for result in session.feed(data) if isinstance(result, Output)]
        session.close()
    coverage = session.coverage()
    if not coverage.complete:
        raise TracerError(f"the control run did not end well: {'; '.join(coverage.trouble)}", _tail(said))
    baseline = Baseline()
    baseline.learn(replace(event, count=counts[key]) for key, event in events.items())
    return baseline


def _tail(said: list[bytes]) -> str:
    last = text(b"".join(said)[-500:]).strip()
    return f"It last said: {last}" if last else "It said nothing."
