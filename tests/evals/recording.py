# SPDX-License-Identifier: Apache-2.0
"""Recorded runs: what a run was judged by, small enough to be committed, to be judged again without Docker.

    recording = record(("npm", "install", "left-pad"), project=None)
    recording.save(folder / "left-pad.rec.xz")
    report = replay(load(folder / "left-pad.rec.xz"))

A recording holds the tracer's streams, thinned (see thin.py), the lockfiles, and the facts of the run. What
the image's control run showed is the same for all runs in one image: it lies once in `controls/`.
"""

from __future__ import annotations

import asyncio
import json
import lzma
import os
import re
import struct
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import lines
from fpbox.attribute import Attributor, Claim, Loads, Manifest
from fpbox.engine import BoxFile
from fpbox.judge import INSTALLED, conclude, judge, use_files
from fpbox.model import Finding, Level, Package, Report, RunInfo
from fpbox.recipes import Baseline, Matcher, load_catalogue
from fpbox.recipes.load import Catalogue
from fpbox.run import run
from fpbox.sealed.account import Account
from fpbox.session import Session, combined
from fpbox.settings import Settings
from fpbox.tape import Tape
from hosts import Names
from pack import pack, unpack
from thin import renewed, thin

HERE = Path(__file__).resolve().parent
CONTROLS = HERE / "controls"
SUFFIX = ".rec.xz"
_VERSION = 1
_FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]
_SAID = 2_000
_INTEGRITY = re.compile(rb"(?m)^\s+integrity.*\n")
_LOCK_KEYS = frozenset({
    "name", "version", "dependencies", "devDependencies", "optionalDependencies", "peerDependencies",
    "workspaces", "link", "resolved",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded run.

    Attributes:
        name: unique among its kind. command: what ran.
        image, digest, manager: the image's name, digest and package manager.
        level: of tracing. hosts: those it was allowed to talk to, renamed.
        exit_code: the command's own. said: the end of what the command wrote.
        streams: the tracers' bytes, thinned, in order.
        files: the project's files that tell of its packages.
        manifest: the project's own: its path, what stood in it before, and after; None of an older recording.
        loads: for each stream after the first the words of the import phase, and whose doings they show.
        gateway: what the gateway of a sealed run wrote; None of another run. planted: the values that were
            searched for in it: kind, value in base64, where.
        about: whatever the one who records wants to keep with it; JSON.
    """

    name: str
    command: tuple[str, ...]
    image: str
    digest: str
    manager: str
    level: str
    hosts: frozenset[str]
    exit_code: int | None
    said: str
    streams: tuple[bytes, ...]
    files: Mapping[str, str]
    loads: Sequence[Mapping[str, Mapping[str, Any]]] = ()
    about: Mapping[str, Any] = field(default_factory=dict)
    gateway: str | None = None
    planted: tuple[tuple[str, str, str], ...] = ()
    manifest: tuple[str, str, str] | None = None

    @property
    def control(self) -> Path:
        """Where the control run that applies lies."""
        return control_file(self.manager, self.digest, self.level)

    @property
    def network(self) -> Literal["registry", "open"]:
        """The network it was run in: sealed, as is the default, or open."""
        return "open" if self.gateway is None else "registry"

    def save(self, path: Path) -> None:
        """Write it to a file."""
        head = {name: getattr(self, name) for name in _FIELDS} | {"hosts": sorted(self.hosts)}
        packed = [pack(stream) for stream in self.streams]
        first = json.dumps({"recording": _VERSION, **head}, sort_keys=True).encode() + b"\n"
        body = b"".join(struct.pack("<I", len(one)) + one for one in packed)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(lzma.compress(first + body, filters=_FILTERS))


_FIELDS = (
    "name", "command", "image", "digest", "manager", "level", "exit_code", "said", "files", "loads", "about",
    "gateway", "planted", "manifest",
)  # fmt: skip


def load(path: Path) -> Recording:
    """Read what `save` wrote.

    Raises:
        ValueError: it is of another version.
    """
    head, _, body = lzma.decompress(path.read_bytes()).partition(b"\n")
    facts = json.loads(head)
    if facts.pop("recording") != _VERSION:
        raise ValueError(f"{path.name} was written by another version of this program: record it again")
    facts |= {"command": tuple(facts["command"]), "hosts": frozenset(facts["hosts"])}
    facts["planted"] = tuple(tuple(one) for one in facts.get("planted", ()))
    facts["manifest"] = tuple(facts.get("manifest") or ()) or None
    return Recording(**facts, streams=tuple(map(renewed, _streams(body))))


def about(path: Path) -> Mapping[str, Any]:
    """Return what was kept with a recording by who made it, without reading all of it."""
    found: Mapping[str, Any] = _head(path)["about"]
    return found


def is_sealed(path: Path) -> bool:
    """Tell whether a recording was made on the sealed network, without reading all of it."""
    return _head(path)["gateway"] is not None


def _head(path: Path) -> Mapping[str, Any]:
    with lzma.open(path) as file:
        facts: Mapping[str, Any] = json.loads(file.readline())
    return facts


def is_older(path: Path) -> bool:
    """Tell whether a recording is of a tracer that did not yet see all that today's does."""
    _, _, body = lzma.decompress(path.read_bytes()).partition(b"\n")
    return any(renewed(stream) != stream for stream in _streams(body))


def _streams(body: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(body):
        (size,) = struct.unpack_from("<I", body, at)
        yield unpack(body[at + 4 : at + 4 + size])
        at += 4 + size


def seed(name: str) -> str:
    """Return the seed of a recording's invented machine: always the same one.

    Each has its own, since runs of one seed have one network address and cannot go on side by side.
    """
    return f"recording {name}"


def control_file(manager: str, digest: str, level: str) -> Path:
    """Name the control run of an image, by its digest."""
    return CONTROLS / f"{manager or 'other'}-{digest.rpartition(':')[2][:12]}-{level}.json.xz"


def save_control(path: Path, baseline: Baseline) -> None:
    """Keep a control run without the registries' names, unless it is there already."""
    data = Names(baseline.hosts)(baseline.to_json().encode())
    if not path.exists() or lzma.decompress(path.read_bytes()) != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(lzma.compress(data, filters=_FILTERS))


@cache
def load_control(path: Path) -> Baseline:
    """Read a control run.

    Raises:
        UsageError: it was written by another version: `python tests/evals/live.py --controls` takes it again.
    """
    return Baseline.from_json(lzma.decompress(path.read_bytes()).decode())


def record(
    command: Sequence[str],
    project: Path | None,
    image: str | None = None,
    *,
    name: str = "",
    import_phase: bool = False,
    linger_s: float = 2.0,
    time_limit_s: float = 600.0,
    env: Mapping[str, str] | None = None,
    about: Mapping[str, Any] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Recording:
    """Run a command as `fpbox run` does, and keep what it was judged by. Blocks; one at a time in a process.

    Args:
        command: program and arguments.
        project: directory that is copied into the box, or None.
        image: image to run in, or None to choose one by the command.
        name: what to call the recording; the command by default.
        import_phase: load what was installed as well.
        linger_s: how long daemons are watched after the command has ended.
        time_limit_s: of the whole.
        env: variables for the command.
        about: what to keep with it.
        progress: is told what happens.

    Raises:
        FpboxError: the engine or an image is in the way.
        WireError: the trace was cut.
        ValueError: the run came to nothing, or a registry's name cannot be taken out of it.
    """
    name = name or " ".join(command)
    return record_with_report(
        Settings(
            command=tuple(command),
            project=project,
            image=image,
            linger_s=linger_s,
            time_limit_s=time_limit_s,
            seed=seed(name),
            env=tuple((env or {}).items()),
            imports=import_phase,
        ),
        name,
        about or {},
        progress,
    )[0]


def record_with_report(
    settings: Settings,
    name: str,
    about: Mapping[str, Any],
    progress: Callable[[str], None],
    files: tuple[BoxFile, ...] = (),
) -> tuple[Recording, Report]:
    """Do what `record` does, and return what was said of the run as well.

    `files` are put into the box besides the project.
    """
    tape, silent = Tape(), _Silent(progress)
    with _state_elsewhere():
        asyncio.run(run(settings, silent, tape, files))
    if tape.image is None or tape.report is None:
        raise ValueError(f"{name}: the run came to nothing")
    names = Names(tape.registry_hosts | tape.baseline.hosts)
    image = tape.image
    gateway = None if tape.gateway is None else lines.renamed(bytes(tape.gateway), names)
    if gateway and lines.found(gateway):
        raise ValueError(f"{name}: a registry's name is left in what was sent")
    recording = Recording(
        name=name,
        command=tuple(names(word.encode()).decode() for word in settings.command),
        image=image.name.partition(":")[0],
        digest=image.digest,
        manager=image.manager,
        level=settings.level,
        hosts=names.allowed,
        exit_code=tape.report.run.exit_code,
        said=names.file(bytes(silent.said)).decode("utf-8", "replace"),
        streams=tuple(thin(bytes(stream), names) for stream in tape.streams),
        files=_files(tape.files, names),
        loads=[{word: _facts(owner) for word, owner in words.items()} for words in tape.loads],
        about=about,
        gateway=gateway,
        planted=tuple((one.kind, b64encode(one.value).decode(), one.where) for one in tape.planted),
        manifest=_renamed(tape.manifest, names) if tape.manifest else None,
    )
    save_control(recording.control, tape.baseline)
    return recording, tape.report


def replay(
    recording: Recording,
    catalogue: Catalogue | None = None,
    baseline: Baseline | None = None,
) -> Report:
    """Judge a recorded run by today's recipes, attribution, control run and score.

    Args:
        recording: of the run.
        catalogue: other recipes than ours.
        baseline: another control run than the recorded one of its image.
    """
    if baseline is None:
        baseline = load_control(recording.control)
    attributor, account = Attributor(), _account(recording)
    matcher = Matcher(catalogue or load_catalogue(), baseline, recording.hosts)
    session = Session(matcher, attributor, account=account)
    traces = [session]
    session.feed(recording.streams[0])
    session.close()
    for stream, words in zip(recording.streams[1:], recording.loads, strict=True):
        attributor.expect(Loads({word: _owner(facts, attributor) for word, facts in words.items()}))
        traces.append(traces[-1].follow())
        traces[-1].feed(stream)
        traces[-1].close()
    manifest = _manifest(recording)
    files = {name: data.encode() for name, data in recording.files.items()}
    use_files(attributor, files, manifest.before if manifest else b"")
    coverage = combined(trace.coverage() for trace in traces)
    sealed = conclude(session, account)[0] if account else None
    return judge(
        session, attributor, _info(recording), coverage, Level.HIGH, sealed=sealed, manifest=manifest
    )


def _manifest(recording: Recording) -> Manifest | None:
    if recording.manifest is None:
        return None
    path, before, after = recording.manifest
    return Manifest(path, before.encode(), after.encode())


def _renamed(manifest: Manifest, names: Names) -> tuple[str, str, str]:
    """Return a manifest without the registries' names."""
    before, after = (
        names.file(data).decode("utf-8", "replace") for data in (manifest.before, manifest.after)
    )
    return manifest.path, before, after


def _account(recording: Recording) -> Account | None:
    """Return what the gateway of a sealed run saw."""
    if recording.gateway is None:
        return None
    account = Account(_Planted(kind, b64decode(value), where) for kind, value, where in recording.planted)
    account.feed(recording.gateway.encode())
    account.close()
    return account


@dataclass(frozen=True, slots=True)
class _Planted:
    kind: str
    value: bytes
    where: str


def _facts(owner: Claim | Package) -> dict[str, Any]:
    facts = asdict(owner)
    return facts if isinstance(owner, Claim) else facts | {"via": list(owner.via)}


def _owner(facts: Mapping[str, Any], attributor: Attributor) -> Package:
    if "purl" in facts:
        return Package(**facts | {"via": tuple(facts["via"])})
    return attributor.package(Claim(**facts))


def _info(recording: Recording) -> RunInfo:
    return RunInfo(
        id=recording.name,
        command=recording.command,
        image=recording.image,
        image_digest=recording.digest,
        started="",
        duration_s=0.0,
        exit_code=recording.exit_code,
        network=recording.network,
        level=recording.level,
        package_manager=recording.manager,
    )


class _Silent:
    """Shows nothing of a run, and keeps the end of what the command wrote."""

    def __init__(self, progress: Callable[[str], None]) -> None:
        self.said = bytearray()
        self.progress = self.note = progress

    def ready(self) -> None:
        """Nothing to do."""

    def output(self, _stream: int, data: bytes) -> None:
        """Keep the end."""
        self.said += data
        del self.said[:-_SAID]

    def finding(self, _finding: Finding) -> None:
        """Nothing to do."""

    def report(self, _report: Report, _installed: int | None) -> None:
        """Nothing to do."""

    def result(self, _document: bytes) -> None:
        """Nothing to do."""


@contextmanager
def _state_elsewhere() -> Iterator[None]:
    """Keep the runs' own records out of the user's state directory."""
    before = os.environ.get("XDG_STATE_HOME")
    with tempfile.TemporaryDirectory(prefix="fpbox-evals-") as folder:
        os.environ["XDG_STATE_HOME"] = folder
        try:
            yield
        finally:
            if before is None:
                del os.environ["XDG_STATE_HOME"]
            else:
                os.environ["XDG_STATE_HOME"] = before


def _files(files: Mapping[str, bytes], names: Names) -> dict[str, str]:
    """Return the lockfiles without what attribution has no use for."""
    kept = {}
    for name, data in files.items():
        if name == INSTALLED and len(files) > 1:
            continue
        lean = _lean(data) if name.endswith(".json") else _INTEGRITY.sub(b"", data)
        kept[name] = names.file(lean).decode("utf-8", "replace")
    return kept


def _lean(data: bytes) -> bytes:
    """Keep of npm's lockfile what is read of it."""
    lock = json.loads(data)
    packages = lock.get("packages", {})
    lock["packages"] = {
        path: {key: value for key, value in entry.items() if key in _LOCK_KEYS}
        for path, entry in packages.items()
    }
    lock.pop("dependencies", None)
    return json.dumps(lock, separators=(",", ":")).encode()
