# SPDX-License-Identifier: Apache-2.0
"""Ranks the npm packages that have install scripts by their downloads, and says which are in the list.

    python tests/evals/population/ranking.py [--top 30000] [--jobs 16]

How often each package is downloaded in a month is taken from the package `download-counts`; whether its
latest version has a script that npm runs when it is installed, from its manifest, which npm's own registry
is asked for. One line each: rank among those with scripts, downloads, name@version, "recorded" or "listed".
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

from tenacity import retry, retry_if_exception_type, stop_after_attempt

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from population import roster, survey  # noqa: E402 - lies beside this folder

HOOKS = ("preinstall", "install", "postinstall")
_COUNTS = "download-counts"
_TIMEOUT_S = 60


def main() -> None:
    """Print the ranking."""
    parser = argparse.ArgumentParser(description="Rank npm packages that have install scripts.")
    parser.add_argument("--top", type=int, default=30_000, help="of the most downloaded")
    parser.add_argument("--jobs", type=int, default=16)
    given = parser.parse_args()
    listed = {one.name: "listed" for one in roster.read() if one.ecosystem == "npm"}
    listed |= {one.name: "recorded" for one in roster.read() if survey.file_of(one).exists()}
    counts = downloads()
    names = sorted(counts, key=counts.__getitem__, reverse=True)[: given.top]
    for rank, (name, version) in enumerate(with_scripts(names, given.jobs), 1):
        print(f"{rank:5} {counts[name]:12} {name}@{version} {listed.get(name, '')}".rstrip(), flush=True)


def downloads() -> dict[str, int]:
    """Return the downloads in a month of every package that had any."""
    with tempfile.TemporaryDirectory(prefix="ranking-") as folder:
        packed = _npm("pack", "--silent", "--pack-destination", folder, _COUNTS)
        with tarfile.open(Path(folder) / packed) as archive:
            counts = archive.extractfile("package/counts.json")
            if counts is None:
                raise ValueError(f"{_COUNTS} has no counts.json any more")
            return {name: number for name, number in json.load(counts).items() if number}


def with_scripts(names: list[str], jobs: int) -> Iterator[tuple[str, str]]:
    """Give those whose latest version has a script that runs when it is installed, with that version.

    Raises:
        OSError, HTTPException: the registry cannot be asked.
    """
    with ThreadPoolExecutor(jobs) as pool:
        registry = _Registry(_npm("config", "get", "registry"))
        for name, manifest in zip(names, pool.map(registry.manifest, names), strict=True):
            scripts = manifest.get("scripts")
            if isinstance(scripts, dict) and any(scripts.get(hook) for hook in HOOKS):
                yield name, str(manifest.get("version", ""))


class _Registry:
    """Asks npm's registry, over one connection in each thread."""

    def __init__(self, address: str) -> None:
        self._address = urlsplit(address)
        self._own = threading.local()

    @retry(stop=stop_after_attempt(4), retry=retry_if_exception_type((OSError, HTTPException)), reraise=True)
    def manifest(self, name: str) -> dict[str, object]:
        """Return the manifest of a package's latest version; an empty one where it is gone or held back."""
        path = f"{self._address.path.rstrip('/')}/{quote(name, safe='@')}/latest"
        connection = self._connection()
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, HTTPException):
            connection.close()
            raise
        if answer.status in (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN):
            return {}
        if answer.status != HTTPStatus.OK:
            raise HTTPException(f"{path} is answered with {answer.status}")
        found: dict[str, object] = json.loads(body)
        return found

    def _connection(self) -> HTTPConnection:
        """Return this thread's; one that was closed opens itself again."""
        if not hasattr(self._own, "connection"):
            kind = HTTPSConnection if self._address.scheme == "https" else HTTPConnection
            self._own.connection = kind(self._address.netloc, timeout=_TIMEOUT_S)
        connection: HTTPConnection = self._own.connection
        return connection


def _npm(*words: str) -> str:
    done = subprocess.run(("npm", *words), check=True, capture_output=True, text=True)
    return done.stdout.strip().splitlines()[-1]


if __name__ == "__main__":
    main()
