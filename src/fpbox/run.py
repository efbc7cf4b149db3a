# SPDX-License-Identifier: Apache-2.0
"""One run, from the command to the verdict."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from fpbox import ending, outputs, own, personas
from fpbox.attribute import KEEP_ENV, Attributor, Manifest, installed_count
from fpbox.compare import Diary, Place
from fpbox.control import baseline_for
from fpbox.engine import Box, BoxFile, BoxSpec, Engine, GatewaySpec, HostSettings, ImageRef
from fpbox.engine.authority import create as create_authority
from fpbox.errors import BoxError, EngineError
from fpbox.importing import ImportPhase
from fpbox.importing.results import Results
from fpbox.judge import INSTALLED, LOCKFILES, MANIFEST, OTHER_LOCKFILES, conclude, judge, use_files
from fpbox.machine import Machine, foreign
from fpbox.model import Event, Report, RunInfo
from fpbox.network.hosts import of_flag
from fpbox.recipes import Baseline, Matcher
from fpbox.report import json as json_report
from fpbox.sealed.account import Account, Result
from fpbox.sealing import Sealing, World, index_hosts, named_hosts, project_hosts
from fpbox.session import Session, combined
from fpbox.settings import Settings
from fpbox.stopping import Stop
from fpbox.stream import Stream, open_stream
from fpbox.tape import Tape
from fpbox.tasks import tasks
from fpbox.trickle import Trickle
from fpbox.watching import Listener, Watch

_LOCKFILE_BYTES = 64 << 20
_DRAIN_S = 5.0


class Interface(Listener, Protocol):
    """Whoever shows a run to a person."""

    def progress(self, message: str) -> None:
        """Say what is being prepared."""

    def ready(self) -> None:
        """Nothing is being prepared any more: the command starts, or something went wrong."""

    def report(self, report: Report, installed: int | None) -> None:
        """Show the result."""

    def result(self, document: bytes) -> None:
        """Write a report that was asked for to standard output. Raises OSError, as does `output`."""


async def run(
    settings: Settings,
    ui: Interface,
    tape: Tape | None = None,
    files: tuple[BoxFile, ...] = (),
    diary: Diary | None = None,
) -> int:
    """Run a command in a box, report what it did, and return the exit code.

    Args:
        settings: what to run, and how.
        ui: shows it to a person.
        tape: is given what the run is judged by.
        files: put into the box besides the project.
        diary: takes down what is done, to be compared.

    Raises:
        FpboxError: the engine, an image, the tracer or a setting is in the way; the message says what to do.
    """
    outputs.check(settings.outputs)
    machine = await asyncio.to_thread(personas.machine_for, settings)
    if settings.recipes:  # a mistake in them is to be told before anything is made
        await asyncio.to_thread(own.catalogue_with, settings.recipes)
    this = _Run(settings, ui, tape, files, machine, diary=diary)
    with this.stop:
        try:
            async with AsyncExitStack() as stack:
                report = await this.main(stack)
            return this.exit_code(report)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if not this.stop.signal or task is None:
                raise
            task.uncancel()
            ui.note("stopped before there was anything to report")
            return ending.SIGNALLED + this.stop.signal
        finally:
            ui.ready()
            outputs.tidy(this.folder)


class _Run:
    """The state of one run. Everything it opens is closed by the exit stack it is given, however it ends."""

    def __init__(
        self,
        settings: Settings,
        ui: Interface,
        tape: Tape | None,
        files: tuple[BoxFile, ...],
        machine: Machine | None,
        *,
        diary: Diary | None,
    ) -> None:
        self.settings = settings
        self.ui = ui
        self.tape = tape
        self.files = files
        self.machine = machine
        self.diary = diary
        self.id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        self.folder = outputs.state_dir() / "runs" / self.id
        self.stop = Stop(ui.note)
        self.failed = False
        self.installed: int | None = None
        self.manifest = b""
        self.ends: float | None = None
        self.host = HostSettings()
        self.sealing: Sealing | None = None
        self.own_recipes: tuple[str, ...] = ()
        self.stream: Stream | None = None

    async def main(self, stack: AsyncExitStack) -> Report:
        """Run it all; what is opened is left to `stack` to close."""
        outputs.make_folder(self.folder)
        stack.callback(self._farewell)
        self.stream = stream = await stack.enter_async_context(self._stream())
        engine = await stack.enter_async_context(await Engine.connect())
        async with tasks() as group:
            group.create_task(self._sweep(engine), name="sweep")
            # Reading the recipes takes as long as the engine needs to make the box.
            catalogue = group.create_task(
                asyncio.to_thread(own.catalogue_with, self.settings.recipes), name="catalogue"
            )
            sealing = None
            if self.settings.network == "registry":
                sealing = group.create_task(self._seal(engine, stack), name="seal")
            box, baseline = await self._box(engine, stack, sealing)
            if self.tape:
                self.tape.image, self.tape.baseline = box.spec.image, baseline
                self.tape.registry_hosts = self.host.registry_hosts
            info = self._info(box.spec.image)
            stream.run_started(info)
            self.ui.ready()
            began = time.monotonic()
            self.ends = began + self.settings.time_limit_s if self.settings.time_limit_s else None
            if self.sealing:
                await self._open(self.sealing, baseline, box.spec.image)
            self.manifest = await _manifest(box)
            await box.start()
        settings, attributor = self.settings, Attributor()
        self.own_recipes = own.notes(catalogue.result())
        matcher = Matcher(catalogue.result(), baseline, self._expected_hosts())
        trace = Trickle(stream.events) if settings.mqtt_trace else None
        account = self.sealing.account if self.sealing else None
        session = Session(matcher, attributor, self._listener(trace), account=account)
        watch = self._watch(box, stream)
        await watch.follow(session)
        traces = [session, *(await self._import(box, session, attributor, watch) if settings.imports else ())]
        self.failed = watch.failed
        if trace:
            trace.flush()
        info = replace(info, duration_s=round(time.monotonic() - began, 3))
        report = await self._report(box, traces, attributor, info, watch)
        await self._conclude(report, stream)
        return report

    def _listener(self, trace: Trickle | None) -> Callable[[Event, int], None] | None:
        """Return who is told of every event."""
        diary = self.diary
        if diary is None:
            return trace.put if trace else None

        def both(event: Event, count: int) -> None:
            diary.event(event)
            if trace:
                trace.put(event, count)

        return both

    def exit_code(self, report: Report) -> int:
        """Return what fpbox ends with, once everything is closed."""
        asked = any(output.format == "jsonl" for output in self.settings.outputs)
        unrecorded = asked and self.stream is not None and self.stream.unrecorded > 0
        return ending.exit_code(report, signal=self.stop.signal, failed=self.failed or unrecorded)

    async def _box(
        self, engine: Engine, stack: AsyncExitStack, sealing: asyncio.Task[Sealing] | None
    ) -> tuple[Box, Baseline]:
        """Get everything ready that the command needs; its network is sealed by then."""
        settings, ui = self.settings, self.ui
        image = await engine.image_for(settings.command, settings.image, ui.progress, settings.project)
        async with tasks() as group:
            asking = group.create_task(
                engine.host_settings(settings.command, settings.project, image.manager),
                name="host settings",
            )
            baseline = await baseline_for(engine, image, settings.level, ui.progress, ui.note)
        self.host = asking.result()
        self.sealing = await sealing if sealing else None
        ui.progress("copying the project in" if settings.project else "starting the box")
        box = await engine.box(self._spec(image))
        stack.push_async_callback(self._remove, box)
        return box, baseline

    async def _seal(self, engine: Engine, stack: AsyncExitStack) -> Sealing:
        """Make the gateway of a sealed network; it starts while the box is made."""
        limit_s = self.settings.time_limit_s
        image = await engine.gateway_image(self.ui.progress)
        machine = self.machine
        spec = GatewaySpec(
            image,
            self.id,
            limit_s + self.settings.linger_s if limit_s else 0.0,
            hostname=machine.host_name if machine else "",
            mac=machine.mac if machine else "",
        )
        planted, tape = machine.values if machine else (), None
        if self.tape:
            tape = self.tape.gateway = bytearray()
            self.tape.planted = planted
        world = World(
            machine.seed if machine else self.id,
            machine.known_outside if machine else {},
            await asyncio.to_thread(create_authority) if self.settings.tls_termination else None,
            machine.clock_s if machine else 0,
        )
        sealing = await Sealing.begin(engine, spec, world, Account(planted), tape)
        stack.push_async_callback(self._unseal, sealing)
        return sealing

    async def _open(self, sealing: Sealing, baseline: Baseline, image: ImageRef) -> None:
        """Find out which hosts the box may really talk to, and let it."""
        settings = self.settings
        named, notes = named_hosts(
            settings.command, self.host, dict(settings.env), settings.allow_hosts, baseline.hosts
        )
        async with tasks() as group:
            project = group.create_task(asyncio.to_thread(project_hosts, settings.project))
            index = group.create_task(asyncio.to_thread(index_hosts, self.host, image.manager))
        await sealing.open([*named, *project.result(), *index.result()])
        sealing.notes += tuple(notes)

    def _expected_hosts(self) -> frozenset[str]:
        """Return the hosts that it is nothing special to talk to."""
        asked = (of_flag(text).name for text in self.settings.allow_hosts)
        return self.host.registry_hosts | frozenset(asked)

    async def _unseal(self, sealing: Sealing) -> None:
        try:
            await sealing.close()
        except EngineError as error:
            self.ui.note(f"the gateway could not be removed, `fpbox gc` will do it: {error.message}")

    async def _sweep(self, engine: Engine) -> None:
        """Remove what earlier runs left. Whatever is in the way of that is not in the way of this run."""
        try:
            swept = await engine.gc()
        except EngineError as error:
            self.ui.note(str(error))
            return
        if swept:
            self.ui.note(f"removed {len(swept)} containers that an interrupted run had left")

    async def _remove(self, box: Box) -> None:
        """Remove the box. An engine that is gone must not take the report's place."""
        try:
            await box.remove()
        except EngineError as error:
            self.ui.note(f"{box.name} could not be removed, `fpbox gc` will do it: {error.message}")

    def _farewell(self) -> None:
        """Say what could not be written or sent, once the stream is closed."""
        for trouble in self.stream.trouble if self.stream else ():
            self.ui.note(trouble)

    def _watch(self, box: Box, stream: Stream) -> Watch:
        limit_s = self.settings.time_limit_s
        lasts_s = limit_s + self.settings.linger_s if limit_s else 0.0
        return Watch(box, self.ui, stream, self.stop, tape=self.tape, lasts_s=lasts_s)

    async def _import(
        self, box: Box, session: Session, attributor: Attributor, watch: Watch
    ) -> list[Session]:
        """Load what was installed, if the install has gone well; return the traces of it."""
        if session.trouble or ending.status(session) != 0 or self.stop.signal:
            session.notes.append("import: nothing was loaded, because the command did not end well")
            return []
        settings = self.settings

        async def load(trace: Session, results: Results) -> None:
            watch.results = results
            await watch.follow(trace)
            await watch.ended(trace)

        phase = ImportPhase(box, attributor, limit=settings.import_limit, timeout_s=settings.import_timeout_s)
        self.ui.progress("loading the packages that were installed")
        self.ui.ready()
        try:
            return await phase.run(session, load, self.ends)
        except EngineError as error:
            watch.break_off(session, error.message)
            return []
        finally:
            session.notes += phase.notes
            if self.tape:
                self.tape.loads = phase.words

    async def _report(
        self, box: Box, traces: list[Session], attributor: Attributor, info: RunInfo, watch: Watch
    ) -> Report:
        """Put the report together once the command has ended.

        Args:
            box: it has ended.
            traces: of the command first, then of the import phase.
            attributor: has seen them all.
            info: of the run.
            watch: has read the traces.

        Raises:
            CommandNotFound, CommandNotExecutable: it never began.
        """
        session = traces[0]
        refused = ending.never_began(session, info.image)
        if refused is not None:
            raise refused
        await watch.ended(session)
        finishing = asyncio.create_task(self._finish(), name="finish")
        files = await _files(box)
        await finishing
        use_files(attributor, files, self.manifest)
        self.installed = installed_count(files.get(INSTALLED, b""))
        coverage = combined(trace.coverage() for trace in traces)
        limits = (f"the engine says: {warning}" for warning in box.warnings)
        told = (*self.own_recipes, *self._pretence(), *box.spec.image.notes, *self.host.notes, *limits)
        coverage = replace(coverage, notes=(*told, *coverage.notes))
        sealed = None
        if self.sealing:
            sealed = await self._sealed(self.sealing, session)
            coverage = self.sealing.covered(coverage)
        manifest = Manifest(f"{box.workdir}/{MANIFEST}", self.manifest, await _manifest(box))
        fail_on = self.settings.fail_on
        report = judge(session, attributor, info, coverage, fail_on, sealed=sealed, manifest=manifest)
        if self.diary:
            for event in sealed.events if sealed else ():
                self.diary.event(event)
            self.diary.close(report, attributor.final, self._place(box))
        if self.tape:
            self.tape.files, self.tape.manifest, self.tape.report = files, manifest, report
        return report

    def _pretence(self) -> tuple[str, ...]:
        """Say what the machine seemed to be and is not."""
        machine = self.machine
        if machine is None:
            return ()
        system = (foreign.note(machine.system),) if machine.system else ()
        return (*system, machine.size.note()) if machine.size else system

    def _place(self, box: Box) -> Place:
        """Return where things lay in the box, for a diary."""
        machine = self.machine
        if machine is None:
            return Place(box.home, box.workdir)
        return Place(box.home, box.workdir, machine.values, ci="CI" in dict(machine.env))

    async def _finish(self) -> None:
        if self.sealing:
            await self.sealing.finish()

    async def _sealed(self, sealing: Sealing, session: Session) -> Result:
        """Join what the gateway of a sealed network saw with the trace, and tell what came of it."""
        result, findings = await asyncio.to_thread(conclude, session, sealing.account)
        if self.stream and self.settings.mqtt_trace:
            self.stream.events(result.events)
        for finding in findings:
            self.ui.finding(finding)
            if self.stream:
                self.stream.finding(finding)
        return result

    async def _conclude(self, report: Report, stream: Stream) -> None:
        """Show, write and send the report."""
        stream.run_finished(report)
        stream.verdict(report)
        self.ui.report(report, self.installed)
        document = json_report.render(report)
        self._deliver(self.folder / "report.json", document)
        for output in self.settings.outputs:
            if output.format == "json" and output.file == outputs.STDOUT:
                await self._to_stdout(document)
            elif output.format == "json":
                self.failed |= not self._deliver(Path(output.file), document)
        await stream.drain(_DRAIN_S)

    async def _to_stdout(self, document: bytes) -> None:
        try:
            await asyncio.to_thread(self.ui.result, document)
        except OSError as error:
            self.failed = True
            self.ui.note(f"the report cannot be written to standard output: {error.strerror}")

    def _deliver(self, path: Path, document: bytes) -> bool:
        failure = outputs.write(path, document)
        if failure:
            self.ui.note(failure)
        return not failure

    def _stream(self) -> AbstractAsyncContextManager[Stream]:
        settings = self.settings
        asked = [output.file for output in settings.outputs if output.format == "jsonl"]
        record = Path(asked[0]) if asked else self.folder / "events.jsonl"
        return open_stream(
            settings.mqtt, record, self.id, outputs.state_dir(), settings.site, settings.worker
        )

    def _spec(self, image: ImageRef) -> BoxSpec:
        settings = self.settings
        return BoxSpec(
            image=image,
            command=settings.command,
            project=settings.project,
            env=dict(settings.env),
            keep_env=KEEP_ENV,
            network=self.sealing.network if self.sealing else settings.network,
            authority=self.sealing.authority if self.sealing else b"",
            level=settings.level,
            skip_sleep="scripts" if settings.skip_sleep else "none",
            linger_s=settings.linger_s,
            time_limit_s=settings.time_limit_s or 0.0,
            memory_bytes=settings.memory_bytes,
            pids=settings.pids,
            file_size_bytes=settings.file_size_bytes,
            include_credentials=settings.include_credentials,
            files=self.files,
            hostname=self.machine.host_name if self.machine else "",
            mac=self.machine.mac if self.machine else "",
            machine=self.machine,
            disguise=settings.disguise,
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
            seed=self.machine.seed if self.machine else "",
            persona=self.machine.persona if self.machine else "",
            disguise=settings.disguise,
        )


async def _files(box: Box) -> dict[str, bytes]:
    """Return the project's files that tell of its packages, as they are in the box now."""
    files = await _first_file(box, INSTALLED) | await _first_file(box, *LOCKFILES)
    if not any(files.values()) and (other := await _first_file(box, *OTHER_LOCKFILES)):
        files |= other | await _first_file(box, MANIFEST)
    return files


async def _manifest(box: Box) -> bytes:
    """Return the project's manifest as it is in the box now; nothing when there is none."""
    return (await _first_file(box, MANIFEST)).get(MANIFEST, b"")


async def _first_file(box: Box, *names: str) -> dict[str, bytes]:
    """Return the first of some files of the project under its name; nothing when there is none."""
    for name in names:
        try:
            return {name: await box.read_file(f"{box.workdir}/{name}", _LOCKFILE_BYTES)}
        except (FileNotFoundError, BoxError):
            continue
        except EngineError:
            break
    return {}
