# SPDX-License-Identifier: Apache-2.0
"""Makes the image in which every way of the benchmark runs: fpbox's npm image, strace, pip, and warm caches.

Usage: python tests/bench/image.py TAG
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from fpbox.engine import Engine
from fpbox.engine.host import settings

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
NAME = "fpbox-bench-image"
PACKAGES = "strace python3-pip python3-setuptools python3-wheel python3-dev"
HEADERS = ("stdio", "stdlib", "string", "math", "pthread")
SDISTS = ("docopt==0.6.2", "netifaces==0.11.0")
WARM = "cd /bench/app && npm ci --no-audit --no-fund && rm -rf node_modules"


def run(*command: str) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def fill(folder: Path) -> None:
    """Put together what becomes /bench."""
    for name in ("floor", "openloop"):
        run("gcc", "-O2", "-static", "-pthread", "-o", str(folder / name), str(HERE / f"{name}.c"))
    (folder / "unit.c").write_text(
        "".join(f"#include <{name}.h>\n" for name in HEADERS)
        + 'int main(void) { return (int)strlen(getenv("HOME")); }\n'
    )
    app = folder / "app"
    shutil.copytree(ROOT / "examples" / "webapp", app, ignore=shutil.ignore_patterns("node_modules"))
    download = ("download", "--quiet", "--no-deps", "--no-binary", ":all:")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    run(*pip, *download, "--dest", str(folder / "wheels"), *SDISTS)


def environment() -> list[str]:
    """Return the options that give a container the host's registry and certificates."""
    host = settings(("npm",), None, os.environ)
    return [option for name, value in host.env for option in ("--env", f"{name}={value}")]


async def base() -> str:
    async with await Engine.connect() as engine:
        return (await engine.image_for(("npm",))).name


def main(tag: str) -> None:
    image = asyncio.run(base())
    subprocess.run(["docker", "rm", "-f", NAME], check=False, capture_output=True)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "bench"
        folder.mkdir(mode=0o755)
        fill(folder)
        bundle = settings(("npm",), None, os.environ).files
        run("docker", "create", "--name", NAME, "--user", "0", *environment(), image, "sleep", "3600")
        for file in bundle:
            (Path(place) / "bundle").write_bytes(file.data)
            run("docker", "cp", str(Path(place) / "bundle"), f"{NAME}:{file.path}")
        run("docker", "cp", str(folder), f"{NAME}:/bench")
        run("docker", "start", NAME)
    inside = ("docker", "exec")
    run(*inside, NAME, "sh", "-c", f"apt-get update -qq && apt-get install -y -qq {PACKAGES} >/dev/null")
    run(*inside, NAME, "chown", "-R", "1000:1000", "/bench")
    run(*inside, "--user", "1000", "--env", "HOME=/home/dev", NAME, "sh", "-c", WARM)
    run("docker", "commit", "--change", "ENV HOME=/home/dev", NAME, tag)
    run("docker", "rm", "-f", NAME)


if __name__ == "__main__":
    main(sys.argv[1])
