# SPDX-License-Identifier: Apache-2.0
"""The import phase in the box that an install has left."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

from fpbox.attribute import Attributor, Claim, Loads
from fpbox.engine import Box
from fpbox.errors import BoxError
from fpbox.importing import npm, python
from fpbox.importing.plan import Load, Plan, driver, within
from fpbox.importing.results import Results
from fpbox.machine import foreign
from fpbox.model import Package
from fpbox.session import TIME_LIMIT_REACHED, Session

Watch = Callable[[Session, Results], Awaitable[None]]

NOTHING = "import: nothing that was newly installed could be found to load"
_PNP, _PNP_LOADER = ".pnp.cjs", ".pnp.loader.mjs"
_MANIFEST_BYTES = 1 << 20
_RECORD_BYTES = 64 << 20
_DIST_INFO_BYTES = 16 << 20
_HOOK_BYTES = 4 << 20


class ImportPhase:
    """Chooses what to load, makes the box ready for it, and says how it went.

    Attributes:
        notes: sentences: what was not loaded, and why.
        words: for each trace the words with which packages are loaded, and whose doings they show.
    """

    def __init__(self, box: Box, attributor: Attributor, *, limit: int, timeout_s: float) -> None:
        """Take what the install has left.

        Args:
            box: it has ended.
            attributor: has seen the install.
            limit: how many packages are loaded at most.
            timeout_s: how long each may take.
        """
        self.notes: list[str] = []
        self.words: list[Mapping[str, Claim | Package]] = []
        self._box = box
        self._attributor = attributor
        self._limit = limit
        self._timeout_s = timeout_s
        machine = box.spec.machine
        self._foreign = bool(machine and machine.system)
        self._first = ["--require", foreign.NODE] if self._foreign else []

    async def run(self, session: Session, watch: Watch, ends: float | None) -> list[Session]:
        """Load everything, and return the traces of it.

        Args:
            session: the trace of the install, which has ended.
            watch: reads a trace to its end, and gives the results what the driver says.
            ends: the time limit of the whole run, on the monotonic clock.

        Raises:
            EngineError: the engine stopped answering, or does not start the box again.
        """
        traces: list[Session] = []
        for plan in await self.plans():
            left = ends - time.monotonic() if ends else 0.0
            if ends and left <= 0:
                session.trouble.append(TIME_LIMIT_REACHED)
                break
            loads, results = await self.prepare(plan, left), Results()
            session = session.follow()
            traces.append(session)
            await self._box.start()
            await watch(session, results)
            self.conclude(plan, loads, results, session)
            if session.trouble:
                break
        return traces

    async def plans(self) -> list[Plan]:
        """Choose what to load. Raises EngineError: the engine stopped answering."""
        plans = [plan for plan in (await self._node(), *(await self._python())) if plan and plan.loads]
        if not plans and not self.notes:
            self.notes.append(NOTHING)
        return plans

    async def prepare(self, plan: Plan, time_limit_s: float) -> Loads:
        """Make the box ready to load packages; what must be started is the box."""
        spec = self._box.spec
        command, program = driver(plan, self._timeout_s, spec.uid, spec.gid)
        await self._box.again(command, [program], time_limit_s)
        self.words.append({load.word: load.owner for load in plan.loads})
        loads = Loads({load.word: self._package(load) for load in plan.loads})
        self._attributor.expect(loads)
        return loads

    def conclude(self, plan: Plan, loads: Loads, results: Results, session: Session) -> None:
        """Say what could not be loaded; if the driver did not get to its end, what was seen is not all."""
        self.notes += results.notes(plan.loads, self._timeout_s)
        left = len(plan.loads) - len(loads.begun)
        if session.end is None or session.trouble or (not left and session.end.status == 0):
            return
        titles = {load.word: load.title for load in plan.loads}
        last = f"while {titles[loads.begun[-1]]} was loaded" if loads.begun else "before anything was loaded"
        session.trouble.append(
            f"the import phase broke off {last} (status {session.end.status}): {left} more were not loaded"
        )

    def _package(self, load: Load) -> Package:
        return self._attributor.package(load.owner) if isinstance(load.owner, Claim) else load.owner

    def _take(self, loads: Sequence[Load]) -> tuple[Load, ...]:
        """Return what the limit still allows."""
        taken, note = within(loads, self._limit)
        self._limit -= len(taken)
        if note:
            self.notes.append(note)
        return taken

    async def _node(self) -> Plan | None:
        interpreter = python.interpreter("node", self._attributor.installed)
        if not interpreter:
            return None
        work = self._box.workdir
        manifest = await self._file(f"{work}/package.json", _MANIFEST_BYTES)
        record = await self._file(f"{work}/node_modules/.package-lock.json", _RECORD_BYTES)
        manifests: dict[str, bytes] = {}
        for name in npm.candidates(manifest, record):
            found = await self._file(f"{work}/node_modules/{name}/package.json", _MANIFEST_BYTES)
            if found:
                manifests[name] = found
        if not manifests and await self._file(f"{work}/{_PNP}", _RECORD_BYTES):
            loads = npm.plugged(work, manifest, await self._file(f"{work}/yarn.lock", _RECORD_BYTES))
            arguments = [*self._first, *await self._pnp(work)]
            return Plan("node", interpreter, self._take(loads), {"arguments": arguments})
        return Plan("node", interpreter, self._take(npm.loads(work, manifests)), {"arguments": self._first})

    async def _pnp(self, work: str) -> list[str]:
        """Return the arguments with which node finds packages in yarn's archives."""
        loader = f"{work}/{_PNP_LOADER}"
        modules = ["--experimental-loader", loader] if await self._file(loader, _RECORD_BYTES) else []
        return ["--require", f"{work}/{_PNP}", *modules]

    async def _python(self) -> list[Plan]:
        installed = self._attributor.installed
        sites: dict[str, list[python.Distribution]] = {}
        for path in installed.distributions:
            found = python.distribution(path, await self._folder(path))
            if found:
                sites.setdefault(found.site, []).append(found)
        hooks = await self._hooks(installed.hooks)
        for path in hooks:
            sites.setdefault(python.site_of(path), [])
        plans = [await self._site(site, found, hooks) for site, found in sites.items()]
        return [plan for plan in plans if plan]

    async def _hooks(self, written: Mapping[str, Package]) -> dict[str, Package]:
        """Return those of the files that Python runs at every start which are still there."""
        found = {path: await self._file(path, _HOOK_BYTES) for path in written}
        return {path: written[path] for path, content in found.items() if content}

    async def _site(
        self, site: str, found: Sequence[python.Distribution], hooks: Mapping[str, Package]
    ) -> Plan | None:
        """Plan the loading of what one site directory has got."""
        home = python.environment(site)
        interpreter = python.interpreter(home.python, self._attributor.installed) if home else ""
        here = {path: writer for path, writer in hooks.items() if python.site_of(path) == site}
        loads = python.loads(found, here)
        if home is None or not interpreter:
            self.notes.append(
                f"import: {len(loads)} distributions were not loaded: no interpreter of the system's"
            )
            return None
        virtual = bool(await self._file(f"{home.prefix}/pyvenv.cfg", _MANIFEST_BYTES))
        shared = {
            "site": site,
            "prefix": home.prefix if virtual else "",
            "argv0": f"{home.prefix}/bin/python" if virtual else interpreter,
            "runtime": foreign.PYTHON if self._foreign else "",
        }
        return Plan("python", interpreter, self._take(loads), shared)

    async def _file(self, path: str, limit: int) -> bytes:
        """Return a file of the box, or nothing when it is not there or too large."""
        try:
            return await self._box.read_file(path, limit)
        except (FileNotFoundError, BoxError):
            return b""

    async def _folder(self, path: str) -> dict[str, bytes]:
        try:
            return await self._box.read_folder(path, _DIST_INFO_BYTES)
        except (FileNotFoundError, BoxError):
            return {}
