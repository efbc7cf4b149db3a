# SPDX-License-Identifier: Apache-2.0
"""Files that are fetched: scripts that show that they were run, and tiny valid files of other kinds."""

from __future__ import annotations

import gzip
import io
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping

from fpbox_gateway.play import programs, scripts
from fpbox_gateway.play.answer import Answer, json_answer
from fpbox_gateway.play.message import Request
from fpbox_gateway.play.world import World

_SUFFIX = re.compile(r"\.((?:tar\.)?[A-Za-z0-9]{1,6})\Z")
_API = re.compile(r"(?:\A|/)(?:api|v[0-9]|graphql|rest|rpc)(?:/|\Z)")
_API_HOST = re.compile(r"(?:\A|[.-])api[.-]")
_FETCHERS = re.compile(
    r"\A(?:curl|wget|python|node|undici|axios|got|bun|deno|go-http-client|aria2|libcurl|\Z)"
)
_PIPED = re.compile(r"\A(?:curl|wget)", re.IGNORECASE)
"""Whose answers shells are often given."""
_MACHINE = re.compile(r"(?:\A|[^a-z0-9])(?:x64|amd64|x86[-_]64|arm64|aarch64)(?:[^a-z0-9]|\Z)")
_SYSTEM = re.compile(r"(?:\A|[^a-z0-9])linux(?:64|musl)?(?:[^a-z0-9]|\Z)")
_BROWSER_TYPES = ("text/html", "image/", "text/css")


def wants_json(asked: Request) -> bool:
    """Tell whether a client expects JSON."""
    if "json" in asked.accept:
        return True
    return bool(_API.search(asked.path) or _API_HOST.search(asked.host) or "json" in _sent(asked))


def names_file(asked: Request) -> bool:
    """Tell whether the path names a file that can be given, other than one of JSON."""
    suffix = _suffix(asked)
    return suffix != "json" and (suffix in _FILES or suffix in scripts.LANGUAGES)


def _suffix(asked: Request) -> str:
    found = _SUFFIX.search(asked.path)
    return found[1].lower() if found else ""


def answer(asked: Request, world: World) -> Answer | None:
    """Answer a fetch of a file; None for what is no fetch, or of no kind that is known."""
    del world
    if asked.head.method not in {"GET", "HEAD"}:
        return None
    suffix = _suffix(asked)
    if suffix in _FILES:
        kind, made = _FILES[suffix]
        return Answer(body=made(asked), kind=kind)
    if _is_program(asked, suffix):
        return Answer(body=_elf(asked), kind=_BINARY)
    if suffix in scripts.LANGUAGES:
        return scripts.answer(asked, scripts.LANGUAGES[suffix])
    if suffix or wants_json(asked) or not _fetches(asked):
        return None
    return scripts.answer(asked, scripts.Language.ANY)


def _is_program(asked: Request, suffix: str) -> bool:
    """Tell a fetch of a compiled program by its path: one for a processor, or for a system and no shell."""
    path = asked.path.lower()
    if suffix and not suffix.isdecimal():
        return False
    return bool(_MACHINE.search(path) or (_SYSTEM.search(path) and not _PIPED.match(asked.user_agent)))


def _sent(asked: Request) -> str:
    return asked.head.value("content-type").lower()


def _fetches(asked: Request) -> bool:
    """Tell whether a program fetches something that may be run, as a browser does not."""
    wanted = not asked.accept or "*/*" in asked.accept
    shown = any(kind in asked.accept for kind in _BROWSER_TYPES)
    return wanted and not shown and _FETCHERS.match(asked.user_agent) is not None


def _tar(mode: str) -> Callable[[Request], bytes]:
    def made(_: Request) -> bytes:
        file = io.BytesIO()
        tarfile.open(fileobj=file, mode=mode).close()  # type: ignore[call-overload]
        return file.getvalue()

    return made


def _zip(_: Request) -> bytes:
    file = io.BytesIO()
    zipfile.ZipFile(file, "w").close()
    return file.getvalue()


def _gzip(_: Request) -> bytes:
    return gzip.compress(b"", mtime=0)


def _png(_: Request) -> bytes:
    parts = (
        (b"IHDR", b"\0\0\0\1\0\0\0\1\x08\4\0\0\0"),
        (b"IDAT", zlib.compress(b"\0\0\0")),
        (b"IEND", b""),
    )
    chunks = (
        len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _json(_: Request) -> bytes:
    return json_answer({}).body


def _elf(asked: Request) -> bytes:
    arm = "aarch64" in asked.path.lower() or "arm64" in asked.path.lower()
    return programs.elf(programs.Machine.AARCH64 if arm else programs.Machine.X86_64)


def _pe(_: Request) -> bytes:
    return programs.pe()


_BINARY = "application/octet-stream"
_ARCHIVES = {"tar": "w", "tgz": "w:gz", "tar.gz": "w:gz", "tar.xz": "w:xz", "txz": "w:xz", "tar.bz2": "w:bz2"}
_ELF = ("elf", "so", "node", "bin", "out", "run", "x64", "amd64", "arm64", "x86_64", "linux")
_FILES: Mapping[str, tuple[str, Callable[[Request], bytes]]] = {
    **{suffix: ("application/x-tar", _tar(mode)) for suffix, mode in _ARCHIVES.items()},
    **dict.fromkeys(("zip", "whl", "jar", "apk", "vsix", "xpi", "crx"), ("application/zip", _zip)),
    **dict.fromkeys(_ELF, (_BINARY, _elf)),
    **dict.fromkeys(("exe", "dll", "scr"), ("application/x-msdownload", _pe)),
    "gz": ("application/gzip", _gzip),
    "png": ("image/png", _png),
    "ico": ("image/png", _png),
    "json": ("application/json", _json),
    "wasm": ("application/wasm", lambda _: b"\0asm\1\0\0\0"),
}
