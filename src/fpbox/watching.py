# SPDX-License-Identifier: Apache-2.0
"""Reading what the tracers of a box say, and passing it on while it comes."""

from __future__ import annotations

import asyncio
from typing import Protocol

from fpbox import ending
from fpbox.engine import Box
from fpbox.errors import EngineError
from fpbox.importing.results import Results
from fpbox.model import Finding
from fpbox.session import TIME_LIMIT_REACHED, Session
from fpbox.session import Output as CommandOutput
from fpbox.stopping import Stop
from fpbox.stream import Stream
from fpbox.tape import Tape

_GRACE_S = 60.0
"""How long after its time limit a box may take to end by itself."""


class Listener(Protocol):
    """Whoever is shown what happens in a box."""

    def output(self, stream: int, data: bytes) -> None:
        """Pass on what the command wrote. Raises OSError."""

    def finding(self, finding: Finding) -> None:
        """Tell of a finding while the command runs."""

    def note(self, message: str) -> None:
        """Say something else."""


class Watch:
    """Reads one trace after another of a box, each to its end.

    Attributes:
        results: take what the command writes, in its place, as long as they are set.
        failed: what the command wrote could not be passed on.
    """

    def __init__(
        self, box: Box, ui: Listener, stream: Stream, stop: Stop, *, tape: Tape | None, lasts_s: float
    ) -> None:
        """Watch a box.

        Args:
            box: it has been started.
            ui: is shown what happens.
            stream: carries the findings.
            stop: is given the box once its tracer hears signals.
            tape: is given the bytes of the traces.
            lasts_s: how long a trace may take at most, 0 for no limit.
        """
        self.results: Results | None = None
        self.failed = False
        self._box = box
        self._ui = ui
        self._stream = stream
        self._stop = stop
        self._tape = tape
        self._lasts_s = lasts_s
        self._unread: set[int] = set()
        self._broken_off = False

    async def follow(self, session: Session) -> None:
        """Read the tracer's stream to its end. The engine may go away meanwhile."""
        try:
            async with asyncio.timeout(self._lasts_s + _GRACE_S if self._lasts_s else None):
                await self._read(session)
        except EngineError as error:
            self.break_off(session, error.message)
        except TimeoutError:
            self.break_off(session, TIME_LIMIT_REACHED)

    def break_off(self, session: Session, why: str) -> None:
        """Say why a trace was not read to its end."""
        session.trouble.append(why)
        self._broken_off = True

    async def ended(self, session: Session) -> None:
        """See that the box has ended, and find out why if the trace does not say so."""
        if session.end is not None:
            return
        try:
            await self._box.kill()
            status = await self._box.wait()
        except EngineError as error:
            if not self._broken_off:
                session.trouble.insert(0, error.message)
            return
        if not self._broken_off:
            session.trouble[:0] = ending.cut_off(
                exit_status=status,
                oom_killed=self._box.oom_killed,
                interrupted=self._stop.ended_box,
                last_words=self._box.tracer_errors(),
            )

    async def _read(self, session: Session) -> None:
        kept = self._keep()
        async for data in self._box.stream():
            if kept is not None:
                kept += data
            for result in session.feed(data):
                await self._take(result)
            if session.hello is not None:  # before its first words the tracer hears no signal
                self._stop.box = self._box
            if session.broken:
                self._broken_off = True
                return
        session.close()

    def _keep(self) -> bytearray | None:
        """Begin another stream on the tape, if there is one."""
        if self._tape is None:
            return None
        self._tape.streams.append(bytearray())
        return self._tape.streams[-1]

    async def _take(self, result: CommandOutput | Finding) -> None:
        if isinstance(result, Finding):
            self._ui.finding(result)
            self._stream.finding(result)
        elif self.results is not None:
            self.results.feed(result.data)
        elif result.stream not in self._unread:
            await self._pass_on(result)

    async def _pass_on(self, output: CommandOutput) -> None:
        """Write the command's output. Nobody reading it any more is no reason to stop watching."""
        try:
            await asyncio.to_thread(self._ui.output, output.stream, output.data)
        except BrokenPipeError:
            self._unread.add(output.stream)
        except OSError as error:
            self._unread.add(output.stream)
            self.failed = True
            self._ui.note(f"the command's output cannot be passed on any more: {error.strerror}")
