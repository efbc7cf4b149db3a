# SPDX-License-Identifier: Apache-2.0
"""Whether this machine can do what fpbox needs, and how to mend what is missing."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

from fpbox import outputs
from fpbox.engine import BoxSpec, Engine, ImageRef
from fpbox.engine.images import NAMES, Images, own_tag
from fpbox.errors import FpboxError
from fpbox.resources import tracer_binary
from fpbox.stream import address
from fpbox.trace import wire

Level = Literal["ok", "warn", "fail"]

_LEAST_FREE_BYTES = 5 << 30
_BROKER_PATIENCE_S = 5.0
_NEWEST_FEATURE = (6, 6)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `mend` says what to do when it is not "ok"."""

    name: str
    level: Level
    found: str
    mend: str = ""


async def examine(mqtt: str | None) -> list[Check]:
    """Look at everything a run needs.

    Args:
        mqtt: the broker's URL, or None when none is to be used.
    """
    checks = [_disk()]
    try:
        async with await Engine.connect() as engine:
            checks += [check async for check in _engine(engine)]
    except FpboxError as error:
        checks.append(Check("engine", "fail", error.message, error.hint))
    checks.append(await _broker(mqtt))
    return checks


async def _engine(engine: Engine) -> AsyncIterator[Check]:
    version = engine.version
    yield Check("engine", "ok", f"{version.name} {version.version} (API {version.api}) on {version.arch}")
    yield _kernel(version.kernel)
    yield _tracer(version.arch)
    images = Images(engine.client)
    found: ImageRef | None = None
    for name in NAMES:
        present = await images.find(own_tag(name))
        if present is None:
            yield Check(
                f"image {name}", "warn", "not made yet", "The first run makes it; or run ci/setup now."
            )
            continue
        found = await images.own(name, lambda _: None)
        yield Check(f"image {name}", "ok", f"{found.name} ({found.source})")
    if found is not None:
        yield await _notification(engine, found)


def _kernel(release: str) -> Check:
    match = re.match(r"(\d+)\.(\d+)", release)
    number = (int(match[1]), int(match[2])) if match else (0, 0)
    if number < (5, 9):
        return Check("kernel", "fail", release, "fpbox needs Linux 5.9 or newer where the containers run.")
    if number < _NEWEST_FEATURE:
        return Check("kernel", "warn", release, "Linux 6.6 or newer traces faster.")
    return Check("kernel", "ok", release)


def _tracer(arch: str) -> Check:
    try:
        path = tracer_binary(arch)
    except FpboxError as error:
        return Check("tracer", "fail", error.message, error.hint)
    return Check("tracer", "ok", f"{path.name}, {path.stat().st_size // 1024} KiB")


async def _notification(engine: Engine, image: ImageRef) -> Check:
    """Trace a real command: nothing else shows that the kernel, the engine and the tracer agree."""
    name = "notification"
    decoder = wire.Decoder()
    features = wire.Feature(0)
    try:
        spec = BoxSpec(image=image, command=("true",), network="none", host_settings=False, linger_s=0.0)
        async with await engine.box(spec) as box:
            await box.start()
            async for data in box.stream():
                for record in decoder.feed(data):
                    if isinstance(record, wire.Hello):
                        features = record.features
        decoder.close()
    except FpboxError as error:
        return Check(
            name,
            "fail",
            error.message,
            error.hint or "Is the engine itself confined? It must allow seccomp(2).",
        )
    lacking = [f for f in (wire.Feature.WAIT_KILLABLE, wire.Feature.SYNC_WAKE_UP) if f not in features]
    if lacking:
        said = ", ".join(str(f.name) for f in lacking)
        return Check(
            name, "warn", f"works, without {said}", "A newer kernel (6.6) has it; until then it is slower."
        )
    return Check(name, "ok", "a traced command ran; WAIT_KILLABLE_RECV and SYNC_WAKE_UP are there")


async def _broker(mqtt: str | None) -> Check:
    if not mqtt:
        return Check("broker", "ok", "none asked for (FPBOX_MQTT is not set)")
    try:
        broker = address.parse(mqtt)
    except FpboxError as error:
        return Check("broker", "fail", error.message, error.hint)
    try:
        async with asyncio.timeout(_BROKER_PATIENCE_S):
            if broker.transport == "unix":
                _, writer = await asyncio.open_unix_connection(broker.host)
            else:
                _, writer = await asyncio.open_connection(broker.host, broker.port)
        writer.close()
    except (OSError, TimeoutError) as error:
        mend = "Start it (docker compose up -d), or wait: runs keep what it misses and send it later."
        return Check("broker", "warn", f"{broker} does not answer: {error or 'no answer in time'}", mend)
    return Check("broker", "ok", f"{broker} answers")


def _disk() -> Check:
    place = outputs.state_dir()
    existing = next(folder for folder in (place, *place.parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    said = f"{free >> 30} GiB free at {existing}"
    if not os.access(existing, os.W_OK):
        return Check(
            "state", "fail", f"{existing} cannot be written", "Set XDG_STATE_HOME to a directory that can."
        )
    if free < _LEAST_FREE_BYTES:
        return Check("state", "warn", said, "Make room: fpbox gc, docker system prune.")
    return Check("state", "ok", said)
