# SPDX-License-Identifier: Apache-2.0
"""Images with the package manager that a project asks for."""

from __future__ import annotations

import hashlib
import io
import shlex
import shutil
import tarfile
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from fpbox.engine.bootstrap import MODULES, Progress, link, unpack
from fpbox.engine.box import Box
from fpbox.engine.client import Client
from fpbox.engine.host import SCRIPTS_NOTE
from fpbox.engine.images import SOURCE_LABEL, Images, ref
from fpbox.engine.spec import BoxSpec, ImageRef
from fpbox.engine.tool import Tool, checksum
from fpbox.errors import ImageError
from fpbox.resources import data_dir
from fpbox.trace.wire import Decoder, Output

_LABEL = "io.fpbox.tool.sha256"
_ARCHIVE = "tool.tgz"
_FETCH_S = 300.0
_MAX_BYTES = 256 << 20
_SAID = 300
_ANOTHER = "Name an image that has it with --image."
_OTHER_RELEASE = (
    "the yarn that is checked in calls itself {} and is not what was published as that: what it does itself "
    "counts as the project's own"
)
_SCRIPTS = {
    "yarn": SCRIPTS_NOTE.replace("npm's", "yarn's", 1),
    "bun": "bun runs the install scripts of those dependencies alone that it or the project trusts; "
    "`bun pm trust --all` runs the others",
}

MakeBox = Callable[[BoxSpec], Awaitable[Box]]


class Equipment:
    """Puts package managers into images of their own, on first use."""

    def __init__(self, client: Client, images: Images, box: MakeBox) -> None:
        """Take the engine, its images, and what makes a box: a package is fetched in one, by npm."""
        self._client = client
        self._images = images
        self._box = box

    async def image(self, base: ImageRef, tool: Tool, progress: Progress) -> ImageRef:
        """Return an image with a package manager that `base` lacks, or has in another version.

        Where the project brings a copy of its own that is not the published one, that copy runs, in `base`.

        Raises:
            ImageError: it cannot be fetched, or the image cannot be built.
        """
        plan = data_dir("images") / "tool"
        digest = hashlib.sha256((plan / "Dockerfile").read_bytes()).hexdigest()[:6]
        name, tag = f"{tool.name} {tool.version}", f"{base.name}-{tool.name}-{tool.version}-{digest}"
        found = await self._images.find(tag)
        if found is None:
            async with self._images.alone(tag, name, progress):
                found = await self._images.find(tag)
                if found is None:
                    await self._make(base, tool, tag, lambda said: progress(f"image for {name}: {said}"))
                    found = await self._images.find(tag)
        if found is None:
            raise ImageError(f"the image {tag} was made and is gone", "Run again.")
        published = ((found.get("Config") or {}).get("Labels") or {}).get(_LABEL, "")
        scripts = (_SCRIPTS[tool.name],) if tool.name in _SCRIPTS else ()
        if tool.release not in {"", published}:
            return replace(base, notes=(_OTHER_RELEASE.format(name), *scripts))
        made = ref(tag, found, manager=base.manager, source=base.source)
        said = (
            f"{name} ran, which the project asks for"
            if tool.asked
            else f"{name} ran, which was put into the image"
        )
        return replace(made, base=base, adds=tool.name, notes=(said, *scripts))

    async def _make(self, base: ImageRef, tool: Tool, tag: str, progress: Progress) -> None:
        progress("fetching it")
        packed = await self._fetch(base, tool)
        with tempfile.TemporaryDirectory(prefix="fpbox-tool-") as work:
            folder = Path(work)
            shutil.copy(data_dir("images") / "tool" / "Dockerfile", folder)
            replaced, digest = await self._client.call(lay, tool, packed, folder)
            labels = {SOURCE_LABEL: base.source, _LABEL: digest}
            await self._images.build(folder, tag, {"BASE": base.name, "REPLACED": replaced}, labels, progress)

    async def _fetch(self, base: ImageRef, tool: Tool) -> bytes:
        """Return the package of a package manager, by npm, which checks it and knows the host's registry."""
        wanted = shlex.quote(tool.package(base.arch))
        script = f"npm pack --silent --ignore-scripts {wanted} >/dev/null && mv ./*.tgz {_ARCHIVE}"
        spec = BoxSpec(base, ("sh", "-c", script), level="standard", linger_s=0.0, time_limit_s=_FETCH_S)
        decoder, said = Decoder(), b""
        async with await self._box(spec) as box:
            await box.start()
            async for data in box.stream():
                for record in decoder.feed(data):
                    said += record.data if isinstance(record, Output) else b""
            try:
                return await box.read_file(f"{box.workdir}/{_ARCHIVE}", _MAX_BYTES)
            except FileNotFoundError as error:
                last = " ".join(said.decode("utf-8", "replace").split())[-_SAID:]
                raise ImageError(
                    f"{tool.name} {tool.version}, which the command needs, cannot be fetched: {last}",
                    f"See that the registry has it and can be reached. {_ANOTHER}",
                ) from error


def lay(tool: Tool, packed: bytes, folder: Path) -> tuple[str, str]:
    """Put a package manager below `folder`/root, as a global install would.

    Args:
        tool: which one.
        packed: its package.
        folder: an empty directory.

    Returns:
        What it takes the place of, and yarn's checksum: that of its script.

    Raises:
        ImageError: the package is none of it.
    """
    stage = folder / "root"
    home = stage / MODULES / tool.name
    try:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            commands = unpack(archive, folder / "unpacked", tool.name, stage)
        if not commands:  # bun's package for one kind of machine is the program alone
            commands = ["bun", "bunx"]
            link(stage, tool.name, [(command, "bin/bun") for command in commands])
        digest = checksum((home / "bin/yarn.js").read_bytes()) if tool.name == "yarn" else ""
    except (tarfile.TarError, OSError, ValueError, KeyError, AttributeError) as error:
        raise ImageError(
            f"the package of {tool.name} {tool.version} is not as it should be: {error}", _ANOTHER
        ) from error
    paths = [f"/{MODULES}/{tool.name}", *(f"/usr/local/bin/{command}" for command in commands)]
    return " ".join(paths), digest
