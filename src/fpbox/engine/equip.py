# SPDX-License-Identifier: Apache-2.0
"""Images with the package manager that a project asks for."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from fpbox.engine.bootstrap import Progress
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
_ARCHIVE = "tool.tar"
_INSTALL = (
    "set -e; npm install --global --prefix ./tool --no-audit --no-fund --loglevel error {}; "
    "tar --owner=0 --group=0 --numeric-owner --mode=go-w -cf part.tar -C tool bin lib; "
    f"mv part.tar {_ARCHIVE}"
)
_YARN = "@yarnpkg/cli-dist/bin/yarn.js"
_FETCH_S = 300.0
_MAX_BYTES = 1 << 30
_SAID = 300
_OTHER_RELEASE = (
    "the yarn that is checked in calls itself {} and is not what was published as that: what it does itself "
    "counts as the project's own"
)
_UNKNOWN_RELEASE = (
    "the yarn that is checked in calls itself {} and could not be compared with what was published as that: "
    "what it does itself counts as the project's own"
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

        Where the project brings a copy of its own that is not known to be the published one, that copy runs,
        in `base`.

        Raises:
            ImageError: it cannot be fetched, or the image cannot be built.
        """
        name = f"{tool.name} {tool.version}"
        scripts = (_SCRIPTS[tool.name],) if tool.name in _SCRIPTS else ()
        try:
            made, published = await self._made(base, tool, name, progress)
        except ImageError:
            if not tool.release:
                raise
            return replace(base, notes=(_UNKNOWN_RELEASE.format(name), *scripts))
        if tool.release not in {"", published}:
            return replace(base, notes=(_OTHER_RELEASE.format(name), *scripts))
        why = "which the project asks for" if tool.asked else "which was put into the image"
        return replace(made, base=base, adds=tool.name, notes=(f"{name} ran, {why}", *scripts))

    async def _made(self, base: ImageRef, tool: Tool, name: str, progress: Progress) -> tuple[ImageRef, str]:
        """Return the image, made if need be, and the checksum of the script that was published."""
        plan = data_dir("images") / "tool"
        digest = hashlib.sha256((plan / "Dockerfile").read_bytes()).hexdigest()[:6]
        tag = f"{base.name}-{tool.name}-{tool.version}-{digest}"
        found = await self._images.made(tag, name, progress, partial(self._make, base, tool, tag))
        labels = (found.get("Config") or {}).get("Labels") or {}
        return ref(tag, found, manager=base.manager, source=base.source), labels.get(_LABEL, "")

    async def _make(self, base: ImageRef, tool: Tool, tag: str, progress: Progress) -> None:
        progress("fetching it")
        packed, digest = await self._fetch(base, tool)
        with tempfile.TemporaryDirectory(prefix="fpbox-tool-") as work:
            folder = Path(work)
            shutil.copy(data_dir("images") / "tool" / "Dockerfile", folder)
            await self._client.call((folder / _ARCHIVE).write_bytes, packed)
            labels = {SOURCE_LABEL: base.source, _LABEL: digest}
            await self._images.build(folder, tag, {"BASE": base.name, "TOOL": tool.name}, labels, progress)

    async def _fetch(self, base: ImageRef, tool: Tool) -> tuple[bytes, str]:
        """Install a package manager in a box, by npm, which checks it and knows the host's registry.

        Returns:
            What was installed, as an archive to be unpacked by root, and the checksum of yarn's script.
        """
        spec = BoxSpec(
            base,
            ("sh", "-c", _INSTALL.format(tool.package)),
            linger_s=0.0,
            time_limit_s=_FETCH_S,
            level="standard",
        )
        decoder, said = Decoder(), b""
        async with await self._box(spec) as box:
            await box.start()
            async for data in box.stream():
                for record in decoder.feed(data):
                    said += record.data if isinstance(record, Output) else b""
            try:
                packed = await box.read_file(f"{box.workdir}/{_ARCHIVE}", _MAX_BYTES)
                if tool.name != "yarn":
                    return packed, ""
                script = await box.read_file(f"{box.workdir}/tool/lib/node_modules/{_YARN}", _MAX_BYTES)
                return packed, checksum(script)
            except FileNotFoundError as error:
                last = " ".join(said.decode("utf-8", "replace").split())[-_SAID:]
                raise ImageError(
                    f"{tool.name} {tool.version}, which the command needs, cannot be fetched: {last}",
                    "See that the registry has it and can be reached, or give an image that has it: --image.",
                ) from error
