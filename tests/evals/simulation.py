# SPDX-License-Identifier: Apache-2.0
"""The simulations of published attacks: their labels, and the projects in which they are installed.

`simulations/npm/NAME/` and `simulations/pypi/NAME/` hold `sim.yaml` (what it imitates and what must be found)
and `package/`, the files of a package named `sim-NAME`, version 1.0.0.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from fpbox.engine import BoxFile
from fpbox.model import Level

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "simulations"
RECORDINGS = HERE / "recordings"
PROJECT = "app"
"""The name of npm's project that a simulation is installed in."""
UNSEEN = ("unseen", *(f"unseen{number}" for number in range(2, 13)))
"""The sets that were written without sight of the recipes, as labels name them."""
_UID = 1000
_NPM = ("npm", "install", "--no-audit", "--no-fund")
_PIP = ("pip", "install", "--no-build-isolation", "--no-index")


@dataclass(frozen=True, slots=True)
class Simulation:
    """One simulation, as its label has it.

    Attributes:
        folder: where it lies. ecosystem: "npm" or "pypi".
        name: unique within its ecosystem. packages: the names of the packages in it.
        tactics: MITRE ATT&CK's names, the first one the foremost.
        phase: in which it acts. level: at least. recipes: those that must fire.
        setup: files laid beforehand, by path: "~/" in the home directory, else in the project.
        unseen: written without sight of the recipes, so that it names none.
        inert: why nothing that it does on the evaluation's machine can be told from an ordinary script by its
            calls; empty of one that does something.
        project_scripts: lifecycle scripts that it writes into the project's manifest.
        machine: how the machine has to differ from a developer's for it to do anything, as a persona's name
            says it ("system=windows"); "" if it need not. disguise: it must also be disguised.
    """

    folder: Path
    ecosystem: Literal["npm", "pypi"]
    name: str
    title: str
    packages: frozenset[str]
    tactics: tuple[str, ...]
    phase: Literal["install", "import"]
    level: Level
    recipes: tuple[str, ...]
    setup: Mapping[str, str]
    unseen: bool = False
    inert: str = ""
    project_scripts: frozenset[str] = frozenset()
    machine: str = ""
    disguise: bool = False

    @property
    def persona(self) -> str:
        """The persona that it is run with."""
        return f"developer+{self.machine}" if self.machine else "developer"

    @property
    def options(self) -> str:
        """The options that it needs to do anything, or ""."""
        given = ((f"--persona {self.persona}", self.machine), ("--disguise", self.disguise))
        return " ".join(option for option, needed in given if needed)

    @property
    def key(self) -> str:
        """Its name among all: "npm/NAME"."""
        return f"{self.ecosystem}/{self.name}"

    @property
    def recording(self) -> Path:
        """Where its recording lies."""
        return RECORDINGS / f"{self.key}.rec.xz"

    def runs(self, package: str, phase: str) -> bool:
        """Tell whether a script is one of its packages', or the project's own because it put it there.

        A package manager runs what stands in the project's manifest as the project's, whoever wrote it.
        """
        return package in self.packages or (package == PROJECT and phase in self.project_scripts)

    def checksum(self) -> str:
        """Sum up what its trace depends on: the package's files, the files laid, the phase, the machine."""
        other = [given for given in (self.machine, self.disguise) if given]
        given = [self.phase, dict(self.setup), *other]
        digest = hashlib.sha256(json.dumps(given, sort_keys=True).encode())
        for path, entry in _members(self.folder / "package"):
            digest.update(f"\0{path}\0{entry.mode:o}\0{entry.linkname}\0".encode())
            digest.update(b"" if entry.issym() else (self.folder / "package" / path).read_bytes())
        return digest.hexdigest()[:16]


def simulations() -> list[Simulation]:
    """Return all that there are, in the order of their names."""
    return [_read(path.parent) for path in sorted(SOURCES.glob("*/*/sim.yaml"))]


def _read(folder: Path) -> Simulation:
    label: dict[str, Any] = yaml.safe_load((folder / "sim.yaml").read_text(encoding="utf-8"))
    ecosystem: Literal["npm", "pypi"] = "npm" if folder.parent.name == "npm" else "pypi"
    inner = {f"sim-{folder.name}"}
    for manifest in (folder / "package").rglob("package.json"):
        inner.add(json.loads(manifest.read_text(encoding="utf-8")).get("name", ""))
    return Simulation(
        folder=folder,
        ecosystem=ecosystem,
        name=folder.name,
        title=label["title"],
        packages=frozenset(inner - {""}),
        tactics=tuple(label["tactics"]),
        phase=label["phase"],
        level=Level(label["expect"]["level"]),
        recipes=tuple(label["expect"]["recipes"]),
        setup=label.get("setup") or {},
        unseen=label.get("set") in UNSEEN,
        inert=label.get("inert", ""),
        project_scripts=frozenset(label.get("project_scripts") or ()),
        machine=label.get("machine", ""),
        disguise=label.get("disguise", False),
    )


def lay(simulation: Simulation, project: Path) -> tuple[tuple[str, ...], tuple[BoxFile, ...]]:
    """Make a project that installs a simulation; return the command and the files beside the project."""
    outside = []
    for path, content in simulation.setup.items():
        if path.startswith(("~/", "/")):
            mode = 0o600 if "/.ssh/" in path else 0o644
            outside.append(BoxFile(path, content.encode(), mode, _UID, _UID))
        else:
            (project / path).parent.mkdir(parents=True, exist_ok=True)
            (project / path).write_text(content, encoding="utf-8")
    command = _npm(simulation, project) if simulation.ecosystem == "npm" else _pypi(simulation, project)
    return command, tuple(outside)


def _npm(simulation: Simulation, project: Path) -> tuple[str, ...]:
    archive = f"sim-{simulation.name}-1.0.0.tgz"
    _pack(simulation.folder / "package", project / "vendor" / archive, "package")
    wanted = {f"sim-{simulation.name}": f"file:vendor/{archive}"}
    manifest = {"name": PROJECT, "version": "1.0.0", "private": True, "dependencies": wanted}
    (project / "package.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return _NPM


def _pypi(simulation: Simulation, project: Path) -> tuple[str, ...]:
    stem = f"sim-{simulation.name}-1.0.0"
    archive = project / "vendor" / f"{stem.replace('-', '_', stem.count('-') - 1)}.tar.gz"
    head = f"Metadata-Version: 2.1\nName: sim-{simulation.name}\nVersion: 1.0.0\n"
    _pack(simulation.folder / "package", archive, stem, {"PKG-INFO": head.encode()})
    return (*_PIP, f"vendor/{archive.name}")


def _members(folder: Path) -> Iterator[tuple[str, tarfile.TarInfo]]:
    """Give the files of a package, with the modes that version control keeps."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if "__pycache__" in name or (path.is_dir() and not path.is_symlink()):
            continue
        entry = tarfile.TarInfo(name)
        if path.is_symlink():
            entry.type, entry.linkname = tarfile.SYMTYPE, str(path.readlink())
        else:
            entry.mode = 0o755 if path.stat().st_mode & 0o100 else 0o644
            entry.size = path.stat().st_size
        yield name, entry


def _pack(folder: Path, target: Path, prefix: str, more: Mapping[str, bytes] | None = None) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(target, "w:gz") as archive:
        for name, entry in _members(folder):
            entry.name = f"{prefix}/{name}"
            content = b"" if entry.issym() else (folder / name).read_bytes()
            archive.addfile(entry, io.BytesIO(content))
        for name, content in (more or {}).items():
            entry = tarfile.TarInfo(f"{prefix}/{name}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
