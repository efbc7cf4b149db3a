# SPDX-License-Identifier: Apache-2.0
"""Images: finding, pulling and making them."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Literal

import platformdirs
from docker.errors import APIError, ImageNotFound

from fpbox.engine.bootstrap import Bootstrap, Progress
from fpbox.engine.client import Client, machine
from fpbox.engine.host import manager_of
from fpbox.engine.spec import ImageRef
from fpbox.errors import ImageError
from fpbox.resources import data_dir

Source = Literal["given", "local", "pulled", "bootstrapped"]

NAMES = ("npm", "pypi", "gateway")
SOURCE_LABEL = "io.fpbox.image.source"
_USER_LABEL = "io.fpbox.user"
_BASE = re.compile(r"^ARG BASE=(\S+)$", re.MULTILINE)
_POLL_S = 0.2


class Images:
    """The images of one engine."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def image_for(self, command: Sequence[str], image: str | None, progress: Progress) -> ImageRef:
        """Return the image for a command, pulled or made if need be.

        Raises:
            ImageError: it is missing and can be neither pulled nor made.
        """
        manager = manager_of(command)
        if image:
            return await self._given(image, manager, progress)
        return await self.own(manager or "npm", progress)

    async def own(self, name: str, progress: Progress) -> ImageRef:
        """Return one of fpbox's own images ("npm", "pypi", "gateway"), made on first use."""
        tag = own_tag(name)
        found = await self.made(tag, name, progress, partial(self._make, name, tag))
        return ref(tag, found, manager=name if name != "gateway" else "")

    async def made(
        self, tag: str, name: str, progress: Progress, make: Callable[[Progress], Awaitable[None]]
    ) -> dict[str, Any]:
        """Return what the engine says about an image that is made on first use, by one fpbox at a time.

        Args:
            tag: the image's.
            name: what a person calls it.
            progress: is told what is being done.
            make: makes it; what it says is told as of this image.

        Raises:
            ImageError: it was made and is gone. Besides, what `make` raises.
        """
        found = await self.find(tag)
        if found is None:
            async with _locked(
                tag, lambda: progress(f"waiting for another fpbox that makes the image for {name}")
            ):
                found = await self.find(tag)
                if found is None:
                    await make(lambda said: progress(f"image for {name}: {said}"))
                    found = await self.find(tag)
        if found is None:
            raise ImageError(f"the image {tag} was made and is gone", "Run again.")
        return found

    async def find(self, name: str) -> dict[str, Any] | None:
        """Return what the engine says about an image, or None if it has none of that name."""
        try:
            found: dict[str, Any] = await self._client.call(self._client.api.inspect_image, name)
        except ImageNotFound:
            return None
        except APIError as error:
            raise ImageError(f"{name!r} is no image: {error.explanation}", "Give it as NAME:TAG.") from error
        return found

    async def _given(self, name: str, manager: str, progress: Progress) -> ImageRef:
        found = await self.find(name)
        if found is not None:
            return ref(name, found, manager=manager, source="given")
        failure = await self._pull(name, progress)
        found = await self.find(name)
        if found is None:
            raise ImageError(
                f"there is no image {name!r} here, and it cannot be pulled: {failure}",
                "Check the name; for a private registry, `docker login` and `docker pull` it first.",
            )
        return ref(name, found, manager=manager, source="pulled")

    async def _pull(self, name: str, progress: Progress) -> str:
        """Pull an image; return why not, or "" when it is here."""
        progress(f"pulling {name}")
        repository, tag = _split(name)
        loop = asyncio.get_running_loop()

        def pull() -> str:
            last = ""
            for step in self._client.api.pull(repository, tag=tag, stream=True, decode=True):
                last = str(step.get("error", ""))
                if step.get("status", "").startswith("Status:"):
                    loop.call_soon_threadsafe(progress, step["status"])
            return last

        try:
            return await self._client.call(pull)
        except APIError as error:
            return str(error.explanation or error)

    async def _make(self, name: str, tag: str, progress: Progress) -> None:
        folder = data_dir("images") / name
        base = _base(folder)
        source: Source = "pulled"
        if await self.find(base) is None and (failure := await self._pull(base, progress)):
            progress(f"{base} cannot be pulled ({failure}), making one like it")
            source, base = "bootstrapped", await self._made_base(folder, progress)
        await self.build(folder, tag, {"BASE": base}, {SOURCE_LABEL: source}, progress)

    async def _made_base(self, folder: Path, progress: Progress) -> str:
        """Return the base that is made here, made anew only when its plan has changed."""
        plan = hashlib.sha256((folder / "bootstrap.toml").read_bytes()).hexdigest()[:12]
        repository = f"fpbox/{folder.name}-base"
        if await self.find(f"{repository}:{plan}") is None:
            image = await self._bootstrap(folder, progress)
            await self._client.call(self._client.api.tag, image, repository, plan)
        return f"{repository}:{plan}"

    async def _bootstrap(self, folder: Path, progress: Progress) -> str:
        loop = asyncio.get_running_loop()
        if self._client.version.arch != os.uname().machine:
            raise ImageError(
                f"no image can be made here for another kind of machine ({self._client.version.arch})",
                "Let the engine reach an image registry, or give --image.",
            )
        making = Bootstrap(
            self._client.api,
            folder,
            self._client.version.arch,
            lambda said: _nothing(loop.call_soon_threadsafe(progress, said)),
        )
        try:
            return await self._client.call(making.make)
        except APIError as error:
            raise ImageError(
                f"the engine does not take the image that was made for {folder.name}: {error.explanation}",
                "See that it has room for images (`docker system df`), and what its log says.",
            ) from error
        except asyncio.CancelledError:
            making.cancel()
            raise

    async def build(
        self,
        folder: Path,
        tag: str,
        arguments: Mapping[str, str],
        labels: Mapping[str, str],
        progress: Progress,
    ) -> None:
        """Build an image by the Dockerfile of a folder.

        Raises:
            ImageError: it cannot be built.
        """
        progress("putting it together")

        def build() -> list[dict[str, Any]]:
            return list(
                self._client.api.build(
                    path=str(folder),
                    tag=tag,
                    buildargs=dict(arguments),
                    labels=dict(labels),
                    rm=True,
                    forcerm=True,
                    decode=True,
                )
            )

        try:
            steps = await self._client.call(build)
        except APIError as error:
            raise ImageError(
                f"the image {tag} cannot be built: {error.explanation}", _build_hint()
            ) from error
        failure = next((step["error"] for step in steps if "error" in step), "")
        if failure:
            said = "".join(step.get("stream", "") for step in steps)[-2000:]
            raise ImageError(f"the image {tag} cannot be built: {failure}\n{said}", _build_hint())


def own_tag(name: str) -> str:
    """Return the tag of one of fpbox's own images; it stands for the contents of the image's folder.

    Raises:
        ImageError: there is none of that name.
    """
    folder = data_dir("images") / name
    if name not in NAMES or not folder.is_dir():
        raise ImageError(
            f"fpbox has no image for {name!r}", f"Choose one of {', '.join(NAMES)}, or give --image."
        )
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.parent.name != "__pycache__":
            digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return f"fpbox/{name}:{digest.hexdigest()[:12]}"


def ref(name: str, found: dict[str, Any], *, manager: str, source: Source | None = None) -> ImageRef:
    """Describe an image by what the engine says about it."""
    config = found.get("Config") or {}
    labels = config.get("Labels") or {}
    user, _, home = labels.get(_USER_LABEL, "").partition(":")
    env = (pair.partition("=") for pair in config.get("Env") or ())
    return ImageRef(
        name=name,
        digest=next(iter(found.get("RepoDigests") or ()), found["Id"]).rpartition("@")[2],
        source=source or _made(labels.get(SOURCE_LABEL, "")),
        manager=manager,
        id=found["Id"],
        arch=machine(found.get("Architecture", "")),
        env=tuple((name, value) for name, _, value in env),
        user=user,
        home=home,
    )


def _made(label: str) -> Source:
    match label:
        case "pulled" | "bootstrapped":
            return label
        case _:
            return "local"


def _base(folder: Path) -> str:
    found = _BASE.search((folder / "Dockerfile").read_text(encoding="utf-8"))
    if found is None:
        raise ImageError(f"{folder / 'Dockerfile'} names no base image", "Reinstall fpbox.")
    return found[1]


def _split(name: str) -> tuple[str, str | None]:
    """Split an image's name into repository and tag; a digest stays with the name."""
    if "@" in name:
        return name, None
    repository, colon, tag = name.rpartition(":")
    return (repository, tag) if colon and "/" not in tag else (name, "latest")


def _build_hint() -> str:
    return "See that the engine has space (`docker system df`) and can run containers (`fpbox doctor`)."


@asynccontextmanager
async def _locked(tag: str, waiting: Callable[[], None]) -> AsyncIterator[None]:
    """Let one process at a time make an image."""
    folder = platformdirs.user_cache_path("fpbox")
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(
        folder / f"{tag.replace('/', '-').replace(':', '-')}.lock", os.O_CREAT | os.O_RDWR, 0o600
    )
    try:
        if not _try_lock(handle):
            waiting()
            while not _try_lock(handle):  # noqa: ASYNC110 - another process cannot set an Event
                await asyncio.sleep(_POLL_S)
        yield
    finally:
        os.close(handle)


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _nothing(_: object) -> None:
    return None
