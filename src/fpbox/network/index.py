# SPDX-License-Identifier: Apache-2.0
"""Asks an index where its files are: on its own host, or on another. Blocks; an answer is kept for a day."""

from __future__ import annotations

import hashlib
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urljoin

import platformdirs

from fpbox.files import write_whole
from fpbox.network.hosts import Allowed, Why, of_url

_KEPT_S = 86_400
_ASK_S = 5.0
_BYTES = 4 << 20
_LINKS = (
    re.compile(rb'"tarball"\s*:\s*"([^"\s]{1,2000})"'),
    re.compile(rb'<a\b[^>]{0,2000}?\bhref\s*=\s*["\']([^"\'\s#]{1,2000})', re.IGNORECASE),
)
_SAMPLES = {"npm": "npm", "pypi": "pip"}
_ACCEPT = {"npm": "application/vnd.npm.install-v1+json", "pypi": "text/html"}

Fetch = Callable[[str, str], bytes]


def file_hosts(registries: Iterable[str], manager: str, fetch: Fetch | None = None) -> list[Allowed]:
    """Return the hosts that the indexes' own pages name for their files.

    Args:
        registries: the indexes' addresses.
        manager: "npm" or "pypi".
        fetch: gets a page by its address and accepted type; raises OSError.
    """
    sample = _SAMPLES.get(manager)
    if sample is None:
        return []
    found: dict[str, Allowed] = {}
    for registry in dict.fromkeys(registries):
        page = f"{registry.rstrip('/')}/{sample}" + ("/" if manager == "pypi" else "")
        for url in _kept(page, lambda page=page: _links(page, _ACCEPT[manager], fetch or _fetch)):  # type: ignore[misc]
            host = of_url(url, Why.INDEX)
            if host is not None:
                found[host.name] = host
    return list(found.values())


def _links(page: str, accept: str, fetch: Fetch) -> list[str]:
    """Return one address of each place that a page's files are at."""
    try:
        data = fetch(page, accept)
    except (OSError, ValueError):
        return []
    places: dict[str, str] = {}
    for pattern in _LINKS:
        for match in pattern.finditer(data):
            url = urljoin(page, match[1].decode("utf-8", "replace"))
            places.setdefault("/".join(url.split("/")[:3]), url)
    return ["/".join(url.split("/")[:3]) + "/" for url in places.values()]


def _fetch(page: str, accept: str) -> bytes:
    if not page.startswith(("http://", "https://")):
        raise ValueError(page)
    request = urllib.request.Request(page, headers={"Accept": accept})  # noqa: S310 - looked at above
    with urllib.request.urlopen(request, timeout=_ASK_S) as answer:  # noqa: S310 - likewise
        data: bytes = answer.read(_BYTES)
    return data


def _kept(page: str, ask: Callable[[], list[str]]) -> list[str]:
    name = hashlib.sha256(page.encode("utf-8", "surrogateescape")).hexdigest()[:32]
    path = platformdirs.user_cache_path("fpbox") / "index" / name
    known = _load(path)
    if known is not None:
        return known
    found = ask()
    if found:
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(path, json.dumps(found).encode())
    return found


def _load(path: Path) -> list[str] | None:
    try:
        if path.stat().st_mtime < time.time() - _KEPT_S:
            return None
        return [str(url) for url in json.loads(path.read_bytes())]
    except (OSError, ValueError, TypeError):
        return None
