# SPDX-License-Identifier: Apache-2.0
"""Makes a base image without an image registry: the distribution's packages, and tools from npm's or PyPI's.

Everything comes through the ordinary clients on the host (mmdebstrap, npm, pip), which check signatures and
hashes and know the host's mirrors, proxies and certificates. All of this blocks.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from fpbox.errors import ImageError

if TYPE_CHECKING:
    from docker import APIClient

Progress = Callable[[str], None]

_CHUNK = 1 << 18
_NODE_ARCH = {"x86_64": "x64", "aarch64": "arm64"}
_MODULES = "usr/local/lib/node_modules"
_DROP = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*")


class Bootstrap:
    """The making of one base image.

    Attributes:
        folder: images/<name>.
        arch: as uname -m says it.
    """

    def __init__(self, api: APIClient, folder: Path, arch: str, progress: Progress) -> None:
        self._api = api
        self._arch = arch
        self._progress = progress
        self._plan = tomllib.loads((folder / "bootstrap.toml").read_text(encoding="utf-8"))
        self._name = folder.name
        self._running: subprocess.Popen[bytes] | None = None

    def make(self) -> str:
        """Make the image and return its id.

        Raises:
            ImageError: a tool is missing or fails.
        """
        if shutil.which("mmdebstrap") is None:
            raise ImageError(
                f"the image for {self._name} can be neither pulled nor made: mmdebstrap is missing",
                "Install mmdebstrap, let the engine reach an image registry, or give --image.",
            )
        with tempfile.TemporaryDirectory(prefix="fpbox-image-") as work:
            stage = Path(work) / "stage"
            stage.mkdir(mode=0o755)
            self._npm(Path(work), stage)
            self._wheels(stage)
            return self._import(stage)

    def cancel(self) -> None:
        """Stop what runs, from another thread."""
        if self._running is not None:
            self._running.terminate()

    def _npm(self, work: Path, stage: Path) -> None:
        for template in self._plan.get("npm", ()):
            wanted = template.format(arch=_NODE_ARCH[self._arch])
            self._progress(f"fetching {wanted}")
            said = self._run(["npm", "pack", "--silent", "--ignore-scripts", wanted], work)
            with tarfile.open(work / said.split()[-1]) as archive:
                _unpack(archive, work / "unpacked", wanted.rpartition("@")[0], stage)

    def _wheels(self, stage: Path) -> None:
        wheels = self._plan.get("wheels", ())
        if not wheels:
            return
        self._progress(f"fetching {', '.join(wheels)}")
        target = ["--only-binary=:all:", "--implementation", "cp", "--python-version", self._plan["python"]]
        for platform in ("manylinux_2_17", "manylinux_2_28", "manylinux2014"):
            target += ["--platform", f"{platform}_{self._arch}"]
        self._run([*_pip(), "download", "--quiet", *target, "-d", str(stage / "opt/wheels"), *wheels], stage)

    def _import(self, stage: Path) -> str:
        """Let mmdebstrap write the file system straight into the engine."""
        command = ["mmdebstrap", "--variant=minbase", f"--include={','.join(self._plan['packages'])}"]
        command += [f"--dpkgopt=path-exclude={pattern}" for pattern in _DROP]
        command += [
            "--dpkgopt=path-include=/usr/share/doc/*/copyright",
            f"--customize-hook=sync-in {stage} /",
        ]
        command += [
            '--customize-hook=rm -rf "$1"/var/cache/debconf/*-old "$1"/var/log/apt "$1"/var/log/dpkg.log'
        ]
        command += [self._plan["suite"], "-", *_mirror()]
        self._progress(f"making a file system from the distribution's packages ({self._plan['suite']})")
        with self._started(command, Path("/")) as process:
            said = _Reader(process.stderr, self._progress)
            answer = self._api.import_image_from_stream(_chunks(process.stdout))
            said.join()
        image: str = json.loads(answer.strip().splitlines()[-1])["status"]
        if process.returncode:
            self._api.remove_image(image, force=True)
            raise ImageError(
                f"mmdebstrap failed: {said.last}",
                "See that the distribution's mirror can be reached (FPBOX_DEBIAN_MIRROR names another one).",
            )
        return image

    def _run(self, command: list[str], directory: Path) -> str:
        try:
            with self._started(command, directory) as process:
                out, err = process.communicate()
        except FileNotFoundError as error:
            raise ImageError(
                f"the image for {self._name} cannot be made: {command[0]} is missing on this machine",
                f"Install {command[0]}, or let the engine reach an image registry, or give --image.",
            ) from error
        if process.returncode:
            last = err.decode("utf-8", "replace").strip().splitlines()[-3:]
            raise ImageError(
                f"`{' '.join(command[:3])} ...` failed: {' '.join(last)}",
                "See that its registry can be reached.",
            )
        return out.decode("utf-8", "replace")

    @contextmanager
    def _started(self, command: list[str], directory: Path) -> Iterator[subprocess.Popen[bytes]]:
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, cwd=directory, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, start_new_session=True
        ) as process:
            self._running = process
            try:
                yield process
            except BaseException:
                process.terminate()
                raise
            finally:
                self._running = None


class _Reader(threading.Thread):
    """Passes a program's messages on, and keeps the last."""

    def __init__(self, pipe: IO[bytes] | None, progress: Progress) -> None:
        super().__init__(name="fpbox-bootstrap", daemon=True)
        self.last = ""
        self._pipe = pipe
        self._progress = progress
        self.start()

    def run(self) -> None:
        for line in self._pipe or ():
            self.last = line.decode("utf-8", "replace").strip() or self.last
            if self.last.startswith("I: "):
                self._progress(self.last.removeprefix("I: "))


def _chunks(pipe: IO[bytes] | None) -> Iterator[bytes]:
    while pipe is not None and (chunk := pipe.read(_CHUNK)):
        yield chunk


def _extract(archive: tarfile.TarFile, folder: Path) -> None:
    """Unpack an npm package. It consists of files alone, so nothing else is taken and none can lie outside.

    Raises:
        ImageError: a name leads out of `folder`.
    """
    for member in archive:
        name = PurePosixPath(member.name)
        if name.is_absolute() or ".." in name.parts:
            raise ImageError(f"the package holds a file that would lie outside of it: {member.name!r}")
        source = archive.extractfile(member) if member.isfile() else None
        if source is None:
            continue
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        with source, place.open("wb") as target:
            shutil.copyfileobj(source, target)
        place.chmod(0o755 if member.mode & 0o111 else 0o644)


def _unpack(archive: tarfile.TarFile, scratch: Path, name: str, stage: Path) -> None:
    """Put an npm package where a global install would: node's own files right below /usr/local."""
    _extract(archive, scratch)
    package = scratch / "package"
    if name.startswith("node-linux-"):
        for part in ("bin", "include"):
            shutil.copytree(package / part, stage / "usr/local" / part, dirs_exist_ok=True)
        shutil.rmtree(scratch)
        return
    home = stage / _MODULES / name
    home.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(package, home)
    shutil.rmtree(scratch)
    for command, script in _commands(json.loads((home / "package.json").read_text(encoding="utf-8"))):
        (home / script).chmod(0o755)
        (stage / "usr/local/bin" / command).symlink_to(Path("../lib/node_modules") / name / script)


def _commands(package: dict[str, Any]) -> list[tuple[str, str]]:
    """Return a package's commands and their scripts."""
    bins = package.get("bin", {})
    return [(package["name"], bins)] if isinstance(bins, str) else list(bins.items())


def _pip() -> list[str]:
    """Return a pip that works: this environment's, or one on the PATH."""
    for python in (sys.executable, "python3"):
        probe = [python, "-m", "pip", "--version"]
        if subprocess.run(probe, capture_output=True, check=False, cwd="/").returncode == 0:
            return probe[:3]
    return ["pip"]


def _mirror() -> list[str]:
    mirror = os.environ.get("FPBOX_DEBIAN_MIRROR")
    return [mirror] if mirror else []
