# SPDX-License-Identifier: Apache-2.0
"""One run, from the command to the verdict."""

from __future__ import annotations

import asyncio
import secrets
import time
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import platformdirs

from fpbox.attribute import KEEP_ENV, Attributor, installed_count
from fpbox.control import baseline_for
from fpbox.engine import Box, BoxSpec, Engine, HostSettings, ImageRef
from fpbox.errors import CommandNotExecutable, CommandNotFound, EngineError, FpboxError, UsageError
from fpbox.model import Finding, Outcome, Package, PackageScore, Report, RunInfo
from fpbox.recipes import Matcher, load_catalogue
from fpbox.report import json as json_report
from fpbox.score import score, verdict
from fpbox.session import TIME_LIMIT_REACHED, Session
from fpbox.session import Output as CommandOutput
from fpbox.settings import Settings
from fpbox.stopping import Stop
from fpbox.stream import Stream, open_stream
from fpbox.trace.wire import Reason

FLAGGED, INCONCLUSIVE, TIME_LIMIT, INTERRUPTED = 3, 4, 124, 130
_INSTALLED = "node_modules/.package-lock.json"
_LOCKFILES = ("npm-shrinkwrap.json", "package-lock.json", _INSTALLED)
_LOCKFILE_BYTES = 64 << 20
_DRAIN_S = 5.0
_ENDED_BY_ITSELF = frozenset({Reason.ALL_ENDED, Reason.LINGER_OVER})
_UNRUNNABLE: dict[int, tuple[type[FpboxError], str]] = {
    126: (
        CommandNotExecutable,
        "See that {} is a program for this image, and that its file may be executed.",
    ),
    127: (
        CommandNotFound,
        "See that {} is spelled right and installed in the image, or name another with --image.",
    ),
}


class Interface(Protocol):
    """Whoever shows a run to a person."""

    def progress(self, message: str) -> None:
        """Say what is being prepared."""

    def ready(self) -> None:
        """The command starts now."""

    def output(self, stream: int, data: bytes) -> None:
        """Pass on what the command wrote."""

    def finding(self, finding: Finding) -> None:
        """Tell of a finding while the command runs."""

    def note(self, message: str) -> None:
        """Say something else."""

    def report(self, report: Report, installed: int | None) -> None:
        """Show the result."""

    def result(self, document: bytes) -> None:
        """Write a report that was asked for to standard output."""


async def run(settings: Settings, ui: Interface) -> int:
    """Run a command in a box, report what it did, and return the exit code.

    Raises:
        FpboxError: the engine, an image, the tracer or a setting is in the way; the message says what to do.
    """
    async with AsyncExitStack() as stack:
        return await _Run(settings, ui, stack).main()


def state_dir() -> Path:
    """Where records of runs are kept."""
    return platformdirs.user_state_path("fpbox")


class _Run:
    """The state of one run. Everything it opens is closed by its exit stack, however it ends."""

    def __init__(self, settings: Settings, ui: Interface, stack: AsyncExitStack) -> None:
        self.settings = settings
        self.ui = ui
        self.stack = stack
        self.id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        self.folder = state_dir() / "runs" / self.id
        self.stop = Stop(ui.note)
        self.output_open = True
        self.installed: int | None = None
        self.host = HostSettings()

    async def main(self) -> int:
        settings, ui = self.settings, self.ui
        _make(self.folder)
        self.stack.enter_context(self.stop)
        stream = await self.stack.enter_async_context(self._stream())
        engine = await self.stack.enter_async_context(await Engine.connect())
        swept = await engine.gc()
        if swept:
            ui.note(f"removed {len(swept)} containers that an interrupted run had left")
        image = await engine.image_for(settings.command, settings.image, ui.progress)
        baseline = await baseline_for(engine, image, settings.level, ui.progress)
        self.host = await engine.host_settings(settings.command, settings.project)
        ui.progress("copying the project in" if settings.project else "starting the box")
        box = await self.stack.enter_async_context(await engine.box(self._spec(image)))
        self.stop.box = box
        attributor = Attributor()
        session = Session(Matcher(load_catalogue(), baseline, self.host.registry_hosts), attributor)
        info = self._info(image)
        stream.run_started(info)
        began = time.monotonic()
        await self._watch(box, session, stream)
        info = replace(info, duration_s=round(time.monotonic() - began, 3))
        return await self._conclude(await self._report(box, session, attributor, info), stream)

    async def _watch(self, box: Box, session: Session, stream: Stream) -> None:
        """Run the command and read the tracer's stream to its end. The engine may go away meanwhile."""
        self.ui.ready()
        await box.start()
        try:
            async for data in box.stream():
                for result in session.feed(data):
                    await self._take(result, stream)
                if session.broken:
                    await box.kill()
        except EngineError as error:
            session.trouble.append(error.message)
        session.close()

    async def _take(self, result: CommandOutput | Finding, stream: Stream) -> None:
        if isinstance(result, Finding):
            self.ui.finding(result)
            stream.finding(result)
        elif self.output_open:
            await self._pass_on(result)

    async def _pass_on(self, output: CommandOutput) -> None:
        """Write the command's output. Nobody reading it any more is no reason to stop watching."""
        try:
            await asyncio.to_thread(self.ui.output, output.stream, output.data)
        except BrokenPipeError:
            self.output_open = False

    async def _report(self, box: Box, session: Session, attributor: Attributor, info: RunInfo) -> Report:
        """Put the report together once the command has ended.

        Raises:
            CommandNotFound, CommandNotExecutable: it never began.
        """
        await self._ended(box, session)
        attributor.use_lockfile(await _first_file(box, *_LOCKFILES))
        self.installed = installed_count(await _first_file(box, _INSTALLED))
        coverage = session.coverage()
        coverage = replace(coverage, notes=(*self.host.notes, *coverage.notes))
        packages = _scores(session, attributor)
        whole = session.end is not None and session.end.reason in _ENDED_BY_ITSELF
        return Report(
            run=replace(info, exit_code=session.end.status if session.end and whole else None),
            coverage=coverage,
            verdict=verdict(packages, coverage, self.settings.fail_on),
            packages=packages,
            network=session.matcher.connections(attributor.final),
        )

    async def _ended(self, box: Box, session: Session) -> None:
        """Find out how the box ended, if the trace does not say so itself."""
        said = box.tracer_errors().strip()
        if session.end is not None and session.end.status in _UNRUNNABLE and "cannot run" in said:
            program = self.settings.command[0]
            kind, hint = _UNRUNNABLE[session.end.status]
            raise kind(
                f"{said.removeprefix('fpbox-init: ')} (in {box.spec.image.name})", hint.format(program)
            )
        if session.end is None:
            try:
                status = await box.wait()
            except EngineError as error:
                session.trouble.append(error.message)
                return
            why = (
                "it ran out of memory: --memory sets its limit" if box.oom_killed else f"exit status {status}"
            )
            session.trouble.append(f"the box was ended from outside ({why})")
            if said:
                session.trouble.append(f"the tracer's last words: {said[-400:]}")

    async def _conclude(self, report: Report, stream: Stream) -> int:
        """Show, write and send the report; return the exit code."""
        stream.run_finished(report)
        stream.verdict(report)
        self.ui.report(report, self.installed)
        document = json_report.render(report)
        _write(self.folder / "report.json", document)
        for output in self.settings.outputs:
            if output.format == "json" and output.file == "-":
                await asyncio.to_thread(self.ui.result, document)
            elif output.format == "json":
                _write(Path(output.file), document)
        left = await stream.drain(_DRAIN_S)
        for trouble in stream.trouble:
            self.ui.note(trouble)
        if left:
            self.ui.note(f"{left} messages wait for the broker: sent when it is back, or at the next run")
        return self._exit_code(report)

    def _exit_code(self, report: Report) -> int:
        outcome, code = report.verdict.outcome, report.run.exit_code
        if self.stop.interrupted:
            return INTERRUPTED
        if outcome is Outcome.FLAGGED:
            return FLAGGED
        if any(trouble == TIME_LIMIT_REACHED for trouble in report.coverage.trouble):
            return TIME_LIMIT
        if code is None or (outcome is Outcome.INCONCLUSIVE and self.settings.fail_on is not None):
            return INCONCLUSIVE
        return code

    def _stream(self) -> AbstractAsyncContextManager[Stream]:
        settings = self.settings
        asked = [output.file for output in settings.outputs if output.format == "jsonl"]
        record = Path(asked[0]) if asked else self.folder / "events.jsonl"
        return open_stream(settings.mqtt, record, self.id, state_dir(), settings.site, settings.worker)

    def _spec(self, image: ImageRef) -> BoxSpec:
        settings = self.settings
        return BoxSpec(
            image=image,
            command=settings.command,
            project=settings.project,
            env=dict(settings.env),
            keep_env=KEEP_ENV,
            network=settings.network,
            level=settings.level,
            linger_s=settings.linger_s,
            time_limit_s=settings.time_limit_s or 0.0,
            memory_bytes=settings.memory_bytes,
            pids=settings.pids,
            file_size_bytes=settings.file_size_bytes,
            include_credentials=settings.include_credentials,
            run_id=self.id,
        )

    def _info(self, image: ImageRef) -> RunInfo:
        settings = self.settings
        return RunInfo(
            id=self.id,
            command=settings.command,
            image=image.name,
            image_digest=image.digest,
            image_source=image.source,
            started=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            duration_s=0.0,
            exit_code=None,
            network=settings.network,
            level=settings.level,
            package_manager=image.manager,
        )


def _scores(session: Session, attributor: Attributor) -> tuple[PackageScore, ...]:
    """Score every package that ran code, worst first."""
    findings = session.matcher.findings(attributor.final)
    phases: dict[Package, dict[str, None]] = {}
    for package, phase in session.ran:
        phases.setdefault(attributor.final(package), {})[phase] = None
    scores = []
    for package in dict.fromkeys((*phases, *findings)):
        one = score(package, findings.get(package, ()))
        scores.append(replace(one, phases=tuple(phase for phase in phases.get(package, ()) if phase)))
    return tuple(sorted(scores, key=lambda one: (-one.score, one.package.purl)))


async def _first_file(box: Box, *names: str) -> bytes:
    """Return the first of some files of the project, as it is in the box now; nothing when there is none."""
    for name in names:
        try:
            return await box.read_file(f"{box.workdir}/{name}", _LOCKFILE_BYTES)
        except (FileNotFoundError, EngineError):
            continue
    return b""


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"cannot keep the record of this run in {folder}: {error.strerror}",
            "Make room there, or set XDG_STATE_HOME to a directory that can be written.",
        ) from error


def _write(path: Path, document: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        UsageError: it cannot be written.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        part.write_bytes(document)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(
            f"cannot write {path}: {error.strerror}", "Make room, or name another file with -o."
        ) from error
